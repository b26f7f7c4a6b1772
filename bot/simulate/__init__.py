"""The time machine: months of miners on a bad network, on the real path, in a minute or two.

Rule 1: the house is the real one: accept, claim, route, advance, render, commit, send, remind. Only
        the clock, the people and the network between them are made up.
Rule 2: whoever looks for faults does not ask the house whether it made any: what phones sent and
        saw is written down by the phones, and compared.
Rule 3: the same seed gives the same people and the same network.
"""

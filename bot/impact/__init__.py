"""What a change of content does to people in the middle of it, before and after it is released.

Rule 1: weighing writes nothing and shows nothing private: ids of flows, steps and items, dates,
        counts; never an answer.
Rule 2: who is touched is found by replay, through the released content and through the new one,
        on the same day. Nothing is guessed from the files that changed.
"""

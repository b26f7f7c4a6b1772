"""The pages: the phone in the browser, and what a browser may ask of us."""

"""The command line: the same use cases as commands. `main.py` lists them."""

"""The line account: a pure function of the line and a command gives the events that follow.

Read `commands.py` (what can be asked), `apply.py` (the way of a command), then the verb you care about.
"""

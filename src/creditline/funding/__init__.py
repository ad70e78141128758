"""Several lenders in one line: who funds how much of a draw, and to whom what comes back flows. Pure, to the cent.

Read `agreement.py` (what was agreed), `parties.py` (how it stands for one line now), then `split.py` and `flows.py`.
"""

"""Does a policy keep its promises, over all states a line can be in? Proven, refuted, or unknown.

This package stands above policy and scoring and is never used by them: what decides limits does not know that it is
verified. It is the only one that uses a solver.
"""

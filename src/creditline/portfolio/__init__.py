"""The whole book at once: whether scorecards still tell good from bad, and policies on columns of facts."""

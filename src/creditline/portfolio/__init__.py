"""The whole book at once, on columns."""

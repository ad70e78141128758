"""Scorecards that are tables of whole numbers: score, explain, find a path to a score, prove the directions."""

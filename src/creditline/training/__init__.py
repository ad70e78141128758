"""Training scorecards from tables of data; what comes out is a table that `scoring` serves."""

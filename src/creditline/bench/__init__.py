"""Measuring ourselves: against the least PostgreSQL can be asked to do, and against kill -9."""

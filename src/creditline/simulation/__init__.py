"""Histories of lines: made-up borrowers and stories, and real data sets read from their files."""

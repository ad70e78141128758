"""Instants, business dates and the clock port. The only package that may read a clock."""

"""What the system does. One verb a file; one call is one unit of work.

Every command goes through `writer.py`, which commits those that wait together in one transaction.
"""

"""The migrations, in order: NNNN_name.py for alembic and NNNN_name.sql for the work."""

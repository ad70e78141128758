"""Notices and webhooks: what is told, to whom, and the proof of it."""

from creditline.store.migrations import run_sql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the script beside this file."""
    run_sql("0009_notices.sql")

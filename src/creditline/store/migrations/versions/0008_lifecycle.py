"""A policy's way to deciding: certificates, proposals, shadows."""

from creditline.store.migrations import run_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the script beside this file."""
    run_sql("0008_lifecycle.sql")

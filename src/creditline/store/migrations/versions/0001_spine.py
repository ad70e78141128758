"""The spine: lines, events, entries, holds, the sandbox's clock."""

from creditline.store.migrations import run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the application's role."""
    run_sql("0001_spine.sql")

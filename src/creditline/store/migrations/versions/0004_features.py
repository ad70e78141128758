"""Features."""

from creditline.store.migrations import run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the script beside this file."""
    run_sql("0004_features.sql")

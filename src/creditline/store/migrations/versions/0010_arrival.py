"""Arrival: appeals and papers that come at one instant keep the order they came in."""

from creditline.store.migrations import run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the script beside this file."""
    run_sql("0010_arrival.sql")

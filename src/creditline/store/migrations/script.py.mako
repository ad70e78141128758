"""${message}."""

from creditline.store.migrations import run_sql

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the script beside this file."""
    run_sql("${up_revision}_${slug}.sql")

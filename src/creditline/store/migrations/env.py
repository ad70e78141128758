"""What alembic runs: one connection, one transaction, one migration after the other."""

from alembic import context


def migrate() -> None:
    """Run the pending migrations on the connection that `store.migrate` put into the configuration."""
    context.configure(connection=context.config.attributes["connection"])
    with context.begin_transaction():
        context.run_migrations()


migrate()

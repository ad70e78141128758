"""Migrations: alembic keeps the order, plain SQL does the work."""

from importlib.resources import files

from alembic import op


def run_sql(name: str) -> None:
    """Run the file `versions/NAME` as one script, in the migration's transaction."""
    script = files(__name__).joinpath("versions", name).read_text(encoding="utf-8")
    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise RuntimeError(name)
    driver.execute(script)

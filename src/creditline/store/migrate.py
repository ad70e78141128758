"""Bringing a database to the schema this version needs."""

from importlib.resources import files

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from creditline.store.database import StoreUnavailable
from creditline.store.queries import query


class SchemaOutdated(RuntimeError):
    """The database has another schema than this version of creditline needs."""

    code = "schema-outdated"

    def __init__(self, *, has: str | None, needs: str) -> None:
        super().__init__(
            f"The database is at schema {has or 'none'}, this version needs {needs}. Run 'creditline migrate'."
        )


class MigrationRefused(RuntimeError):
    """The database does not let this user change its schema."""

    code = "migration-refused"

    def __init__(self, cause: Exception) -> None:
        super().__init__(
            f"The database does not let this user do what the migration needs: {str(cause).strip()}. "
            "docs/how-to/run-in-production.md says what an administrator has to grant."
        )


class DatabaseUrlMalformed(ValueError):
    """DATABASE_URL must be a PostgreSQL connection URI."""

    code = "database-url-malformed"

    def __init__(self, cause: Exception) -> None:
        super().__init__(
            f"DATABASE_URL is no connection URI: {str(cause).strip()}. "
            "Write one such as postgresql://user@host:5432/creditline."
        )


def migrate(url: str) -> tuple[str | None, str]:
    """Create the database if it is missing and bring it up to date; return the revision (before, after).

    Raises StoreUnavailable, MigrationRefused, DatabaseUrlMalformed.
    """
    try:
        create_database(url)
        before, needs = _revision(url), newest_revision()
        if before != needs:
            _upgrade(url)
    except psycopg.errors.InsufficientPrivilege as refused:
        raise MigrationRefused(refused) from refused
    return before, needs


def check_schema(url: str) -> None:
    """Raise SchemaOutdated unless the database is at the schema this version needs."""
    has, needs = _revision(url), newest_revision()
    if has != needs:
        raise SchemaOutdated(has=has, needs=needs)


def newest_revision() -> str:
    """Return the revision this version needs: the number of the last migration."""
    versions = files("creditline.store.migrations.versions")
    return max(file.name for file in versions.iterdir() if file.name.endswith(".sql")).partition("_")[0]


def create_database(url: str) -> None:
    """Create the database that `url` names, if the server does not have it."""
    name = _database_name(url)
    with _connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        if connection.execute(query("find_database"), [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def drop_database(url: str) -> None:
    """Drop the database that `url` names, whoever is connected to it."""
    name = _database_name(url)
    with _connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _upgrade(url: str) -> None:
    """Run alembic. Imported here: it takes a second, and a database that is up to date does not need it."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import create_engine  # noqa: PLC0415

    engine = create_engine("postgresql+psycopg://", creator=lambda: _connect(url))
    config = Config()
    config.set_main_option("script_location", str(files("creditline.store.migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def _revision(url: str) -> str | None:
    with _connect(url) as connection:
        if connection.execute(query("find_revisions")).fetchone() == (None,):
            return None
        row = connection.execute(query("revision")).fetchone()
    return str(row[0]) if row else None


def _database_name(url: str) -> str:
    try:
        return str(conninfo_to_dict(url).get("dbname", "postgres"))
    except psycopg.ProgrammingError as malformed:
        raise DatabaseUrlMalformed(malformed) from malformed


def _connect(url: str, *, autocommit: bool = False) -> psycopg.Connection:
    try:
        return psycopg.connect(url, autocommit=autocommit)
    except psycopg.OperationalError as lost:
        raise StoreUnavailable(lost) from lost
    except psycopg.ProgrammingError as malformed:
        raise DatabaseUrlMalformed(malformed) from malformed

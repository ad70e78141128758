"""Named SQL: one statement a file, loaded by name."""

from functools import cache
from importlib.resources import files


@cache
def query(name: str) -> str:
    """Return the text of `NAME.sql` in this folder; names of sub-folders are part of it ("check/book_balances")."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def names(folder: str) -> list[str]:
    """Return the names of the queries in a sub-folder, sorted."""
    found = files(__name__).joinpath(folder).iterdir()
    return sorted(f"{folder}/{file.name.removesuffix('.sql')}" for file in found if file.name.endswith(".sql"))

"""Reading a table of TOML key by key: each value of the kind that is wanted, and no key that nobody asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches

Invalid = Callable[[str, str], ValueError]


class Settings:
    """One table of a TOML file. `path` is where it stands; `invalid` makes the error from a place and a reason."""

    def __init__(self, path: str, values: Mapping[str, object], invalid: Invalid) -> None:
        self.path = path
        self._values = values
        self._invalid = invalid
        self._used: set[str] = set()

    @property
    def names(self) -> list[str]:
        """Return the keys, in the order of the file."""
        return list(self._values)

    def text(self, name: str, otherwise: str | None = None) -> str:
        """Return a text; it must be given if there is no `otherwise`."""
        value = self._take(name, otherwise)
        if not isinstance(value, str):
            raise self._wrong(name, "a text")
        return value

    def number(self, name: str, otherwise: int | None = None) -> int:
        """Return a whole number; it must be given if there is no `otherwise`."""
        value = self._take(name, otherwise)
        if type(value) is not int:
            raise self._wrong(name, "a whole number")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false; false if it is not given."""
        value = self._take(name, otherwise=False)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def one_of(self, name: str, choices: Sequence[str], otherwise: str) -> str:
        """Return one of the choices."""
        value = self.text(name, otherwise)
        if value not in choices:
            raise self._wrong(name, f"one of {', '.join(choices)}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise self._wrong(name, "a list of texts")
        return tuple(value)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(type(part) is int for part in value):
            raise self._wrong(name, "a list of whole numbers")
        return tuple(value)

    def rows(self, name: str) -> list[tuple[int, ...]]:
        """Return a list of lists of whole numbers."""
        value = self._take(name, [])
        if not isinstance(value, list):
            raise self._wrong(name, "a list of lists of whole numbers")
        rows = Settings(self._within(name), {str(place): row for place, row in enumerate(value)}, self._invalid)
        return [rows.numbers(place) for place in rows.names]

    def table(self, name: str) -> "Settings":
        """Return a table within this one; an empty one if it is not given."""
        value = self._take(name, {})
        if not isinstance(value, dict):
            raise self._wrong(name, "a table")
        return Settings(self._within(name), value, self._invalid)

    def tables(self, name: str) -> Iterator[tuple[str, "Settings"]]:
        """Yield the name and the content of each table within the table `name`."""
        outer = self.table(name)
        for inner in outer.names:
            yield inner, outer.table(inner)

    def array(self, name: str) -> list["Settings"]:
        """Return an array of tables; a single table counts as an array of one."""
        value = self._take(name, [])
        parts = [value] if isinstance(value, dict) else value
        if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
            raise self._wrong(name, "one or more tables")
        return [Settings(f"{self._within(name)}[{place}]", part, self._invalid) for place, part in enumerate(parts)]

    def expect_all_used(self) -> None:
        """Raise the error if there is a key that was never asked for."""
        for name in self._values:
            if name not in self._used:
                near = get_close_matches(name, self._used, n=1)
                raise self._invalid(self._within(name), f"unknown key{f'; did you mean {near[0]}?' if near else ''}")

    def _take(self, name: str, otherwise: object) -> object:
        self._used.add(name)
        return self._values.get(name, otherwise)

    def _within(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _wrong(self, name: str, wanted: str) -> ValueError:
        if name not in self._values:
            return self._invalid(self._within(name), f"it is not given; it must be {wanted}")
        return self._invalid(self._within(name), f"{self._values[name]!r} is not {wanted}")

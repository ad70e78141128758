"""What parent and child tell each other: a brief to begin with, and one word back."""

import msgspec


class Brief(msgspec.Struct, kw_only=True):
    """What a child has to know: one line on its stdin, which stays open as long as its parent lives.

    It is not in the arguments, where everybody on the machine could read the database's password. data: where the
    embedded PostgreSQL is, if it is not where it is by itself. board: the descriptor of the shared memory.
    """

    url: str
    host: str
    port: int
    number: int
    processes: int
    board: int
    data: str | None


class Word(msgspec.Struct):
    """What a child says once, on its stdout: that it answers, or why it never will."""

    failed: str | None = None


def encode(said: Brief | Word) -> bytes:
    """Write a line."""
    return msgspec.json.encode(said) + b"\n"


def read_brief(line: bytes) -> Brief:
    """Read a brief."""
    return msgspec.json.decode(line, type=Brief)


def read_word(line: bytes) -> Word | None:
    """Read a word; None where the child ended without one."""
    return msgspec.json.decode(line, type=Word) if line.endswith(b"\n") else None

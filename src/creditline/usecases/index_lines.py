"""Making lines findable: by id, name, pinyin, initials and the last digits of a phone."""

from collections.abc import Callable, Iterator

from creditline.store.database import Database
from creditline.store.search import Term, add_terms, read_unindexed, set_phone_tail

_PAGE = 500
_TAIL = 4

Spell = Callable[[str], tuple[str, str]]
"""Returns how a name is spelt in pinyin, and the initials of that; two empty texts if it has no Chinese."""


class PhoneMalformed(ValueError):
    """A phone number has digits, enough of them to be told from others by the last four."""

    code = "phone-malformed"

    def __init__(self) -> None:
        super().__init__(
            "This is no phone number. Give its digits, at least seven of them; only the last four are kept."
        )


async def index_lines(database: Database, spell: Spell, *, most: int | None = None) -> int:
    """Index every line that is not yet, or so many of them; return how many."""
    count = 0
    while (most is None or count < most) and (page := await read_unindexed(database, limit=_PAGE)):
        await add_terms(database, [term for line_id, name in page for term in _terms(line_id, name, spell)])
        count += len(page)
    return count


async def note_phone(database: Database, line_id: str, phone: str) -> str:
    """Let a line be found by the last four digits of a phone number, and keep no more of it. Raises PhoneMalformed."""
    digits = "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
    if not 7 <= len(digits) <= 15:  # noqa: PLR2004 - ITU-T E.164
        raise PhoneMalformed
    await set_phone_tail(database, line_id, digits[-_TAIL:])
    return digits[-_TAIL:]


def _terms(line_id: str, name: str, spell: Spell) -> Iterator[Term]:
    yield line_id, "id", line_id
    yield line_id, "id", line_id.removeprefix("line_")
    for word in {name.lower(), *name.lower().split()}:
        yield line_id, "name", word
    for kind, spelt in zip(("pinyin", "initials"), spell(name), strict=True):
        if spelt:
            yield line_id, kind, spelt.lower()

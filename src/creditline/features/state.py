"""A line's feature state: everything its features need to know of its past, as a few hundred bytes.

Flows and levels are kept as running totals by day, only for days on which they changed, so that any window is the
difference of two totals. Totals older than a year are dropped but for the last one, which windows start from.

Packed: a header, the marks, the facts, a count for each list, then the lists. All little-endian integers. The first
eight bytes name the layout: a state written by a catalogue with other measures is refused, and rebuilt from events.
"""

from array import array
from datetime import date
from hashlib import blake2b
from itertools import accumulate, pairwise
from struct import Struct
from typing import TypeAlias

from creditline.features.measures import FACTS, FLOWS, LEVELS, MARKS
from creditline.values import dataclass

EPOCH = date(1970, 1, 1).toordinal()
DAY = 48
"""A total is kept with its day in one number: the day in the upper 16 bits, the total in the lower 48."""
TOTAL = (1 << DAY) - 1

Numbers: TypeAlias = "array[int]"

NO_DAY = 0
NO_AMOUNT = -1


class StateOutdated(ValueError):
    """A packed state was written by a version with other measures."""

    code = "state-outdated"

    def __init__(self) -> None:
        super().__init__("The line's feature state was written by another version. Run 'creditline features rebuild'.")


@dataclass(frozen=True, slots=True)
class KnownFact:
    """The latest attested value: since when, and the last day it may be used (NO_DAY: no end)."""

    amount: int = NO_AMOUNT
    since: int = NO_DAY
    until: int = NO_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureState:
    """The past of one line, as features see it. Days are counted from 1970-01-01; NO_DAY is none.

    flows: for each of FLOWS, (day, total through that day) of each day on which it grew.
    levels: for each of LEVELS, (day, sum of the level over all days before it) of each day on which it changed, and
    the level from the end of that day on. spells: (first day, last day) of past times overdue, two numbers each.
    """

    seen: int = NO_DAY
    opened: int = NO_DAY
    drawn_minor: int = 0
    limit_minor: int = NO_AMOUNT
    overdue_since: int = NO_DAY
    marks: tuple[int, ...] = (NO_DAY,) * len(MARKS)
    facts: tuple[KnownFact, ...] = (KnownFact(),) * len(FACTS)
    flows: tuple[Numbers, ...] = (array("Q"),) * len(FLOWS)
    levels: tuple[tuple[Numbers, Numbers], ...] = ((array("Q"), array("H")),) * len(LEVELS)
    spells: tuple[int, ...] = ()

    def pack(self) -> bytes:
        """Return the state as bytes; equal states give equal bytes."""
        lists = self._lists()
        header = _HEADER.pack(
            LAYOUT, self.seen, self.opened, self.overdue_since, self.drawn_minor, self.limit_minor, *self.marks,
            *(number for fact in self.facts for number in (fact.amount, fact.since, fact.until)),
            *map(len, lists),
        )  # fmt: skip
        return header + b"".join([numbers.tobytes() for numbers in lists])

    def _lists(self) -> list[Numbers]:
        return [*self.flows, *(numbers for level in self.levels for numbers in level), array("H", self.spells)]


def unpack(packed: bytes) -> FeatureState:
    """Return the state that was packed; raise StateOutdated if another layout was."""
    if packed[:8] != LAYOUT:
        raise StateOutdated
    _, seen, opened, overdue_since, drawn, limit, *rest = _HEADER.unpack_from(packed)
    marks, facts, counts = rest[:_FACTS_AT], rest[_FACTS_AT:_COUNTS_AT], rest[_COUNTS_AT:]
    lists = _read_lists(packed, counts)
    flows, levels = lists[: len(FLOWS)], lists[len(FLOWS) : -1]
    return FeatureState(
        seen=seen,
        opened=opened,
        overdue_since=overdue_since,
        drawn_minor=drawn,
        limit_minor=limit,
        marks=tuple(marks),
        facts=tuple(KnownFact(*facts[at : at + 3]) for at in range(0, len(facts), 3)),
        flows=tuple(flows),
        levels=tuple(zip(levels[::2], levels[1::2], strict=True)),
        spells=tuple(lists[-1]),
    )


def day_number(on: date) -> int:
    """Return the day's number, counted from 1970-01-01."""
    return on.toordinal() - EPOCH


def day_of(number: int) -> date:
    """Return the date of a day's number."""
    return date.fromordinal(number + EPOCH)


def _read_lists(packed: bytes, counts: list[int]) -> list[Numbers]:
    sizes = [count * size for count, size in zip(counts, _SIZES, strict=True)]
    ends = accumulate(sizes, initial=_HEADER.size)
    lists = []
    for code, (start, end) in zip(_CODES, pairwise(ends), strict=True):
        numbers = array(code)
        numbers.frombytes(packed[start:end])
        lists.append(numbers)
    return lists


_CODES = "Q" * len(FLOWS) + "QH" * len(LEVELS) + "H"
_SIZES = [array(code).itemsize for code in _CODES]
_HEADER = Struct(f"<8sHHHqq{len(MARKS)}H{'qHH' * len(FACTS)}{len(_CODES)}H")
_FACTS_AT, _COUNTS_AT = len(MARKS), len(MARKS) + 3 * len(FACTS)

LAYOUT = blake2b(repr((1, FLOWS, LEVELS, MARKS, FACTS)).encode(), digest_size=8).digest()
"""Changes by itself whenever a measure is added, taken away or defined anew."""

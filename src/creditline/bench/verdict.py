"""Judging a book after a crash: does it hold what callers were told, and nothing else."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from creditline.bench.crash_load import Acknowledged
from creditline.lines.outcome import Outcome
from creditline.store.bench import read_asked_for, read_drawn

_ACCEPTED = Outcome.ACCEPTED.value


@dataclass(frozen=True, slots=True)
class Verdict:
    """Keys whose event is not there as acknowledged; events beyond one a key; lines that do not add up."""

    lost: frozenset[str]
    doubled: frozenset[str]
    lines_off: frozenset[str]


def judge(url: str, acknowledged: Mapping[str, Acknowledged]) -> Verdict:
    """Compare the book with what was acknowledged; no request may be under way, and nothing else may have drawn."""
    stored = read_asked_for(url)
    events = {
        key: Acknowledged(line_id, version, kind, outcome == _ACCEPTED, amount_minor)
        for key, line_id, version, kind, outcome, amount_minor in stored
    }
    counts = Counter(key or f"{line_id} {version}" for key, line_id, version, *_ in stored)
    return Verdict(
        lost=frozenset(key for key, told in acknowledged.items() if events.get(key) != told),
        doubled=frozenset(key for key, count in counts.items() if count > 1 or key not in acknowledged),
        lines_off=frozenset(_lines_off(url, acknowledged)),
    )


def _lines_off(url: str, acknowledged: Mapping[str, Acknowledged]) -> list[str]:
    expected: Counter[str] = Counter()
    for told in acknowledged.values():
        if told.approved:
            expected[told.line_id] += told.amount_minor if told.kind == "draw" else -told.amount_minor
    drawn = read_drawn(url)
    return [line_id for line_id in expected.keys() | drawn.keys() if drawn.get(line_id) != expected[line_id]]

"""Observations as rows of the relation that the SQL form reads."""

from collections.abc import Iterable

from creditline.features.observation import Observation
from creditline.features.state import day_number

COLUMNS = {
    "line_id": "text",
    "seq": "bigint",
    "day": "integer",
    "known_day": "integer",
    "gone_day": "integer",
    "kind": "text",
    "payer": "text",
    "amount_minor": "bigint",
    "part_minor": "bigint",
    "in_full": "integer",
    "days_early": "bigint",
    "drawn_minor": "bigint",
    "limit_minor": "bigint",
    "overdue_since_day": "integer",
    "until_day": "integer",
}
CREATE = f"CREATE TEMP TABLE seen ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})"


def rows(line_id: str, observations: Iterable[Observation]) -> list[tuple[object, ...]]:
    return [
        (
            line_id,
            seq,
            day_number(seen.on),
            day_number(seen.on),
            None,
            str(seen.kind),
            seen.payer and str(seen.payer),
            seen.amount_minor,
            seen.part_minor,
            int(seen.in_full),
            seen.days_early,
            seen.drawn_minor,
            seen.limit_minor,
            seen.overdue_since and day_number(seen.overdue_since),
            seen.until and day_number(seen.until),
        )
        for seq, seen in enumerate(observations)
    ]


def literal(row: tuple[object, ...]) -> str:
    return f"({', '.join('NULL' if value is None else repr(value) for value in row)})"

"""A line's servicing as the JSON that its row and its events carry, and back."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from creditline.lines.product import Method
from creditline.lines.schedule import Instalment
from creditline.lines.servicing import Due, Plan, Servicing, Uncleared

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumped(value: Mapping[str, Any] | None) -> str | None:
    """Write a JSON object; None stays None."""
    return None if value is None else _encode(value)


def loaded(value: Any) -> Any:  # noqa: ANN401 - one driver gives jsonb as text, the other has read it
    """Read what either driver gives for a JSON column."""
    return json.loads(value) if isinstance(value, str) else value


def servicing_json(servicing: Servicing | None) -> str | None:
    """Write servicing as JSON; None for a line without a product."""
    if servicing is None:
        return None
    return _encode(
        {
            "opened_on": servicing.opened_on.isoformat(),
            "plans": [_plan(plan) for plan in servicing.plans],
            "dues": [_due(due) for due in servicing.dues],
            "uncleared": [_uncleared(each) for each in servicing.uncleared],
            "unreleased_minor": servicing.unreleased_minor,
            "late_since": _day(servicing.late_since),
            "bucket": servicing.bucket,
            "full_in_row": servicing.full_in_row,
            "minimum_in_row": servicing.minimum_in_row,
            "paused_until": _day(servicing.paused_until),
            "charged_off_on": _day(servicing.charged_off_on),
        }
    )


def servicing_from_json(value: Any) -> Servicing | None:  # noqa: ANN401 - see loaded
    """Read servicing from a JSON column; None for a line without a product."""
    if value is None:
        return None
    row = loaded(value)
    return Servicing(
        opened_on=date.fromisoformat(row["opened_on"]),
        plans=tuple(_plan_of(plan) for plan in row["plans"]),
        dues=tuple(Due(**due | {"due_on": date.fromisoformat(due["due_on"])}) for due in row["dues"]),
        uncleared=tuple(
            Uncleared(**each | {"final_on": date.fromisoformat(each["final_on"])}) for each in row["uncleared"]
        ),
        late_since=_date(row["late_since"]),
        bucket=row["bucket"],
        full_in_row=row["full_in_row"],
        minimum_in_row=row["minimum_in_row"],
        paused_until=_date(row["paused_until"]),
        charged_off_on=_date(row["charged_off_on"]),
    )


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "draw": plan.draw,
        "method": plan.method.value,
        "drawn_minor": plan.drawn_minor,
        "gone_minor": plan.gone_minor,
        "instalments": [[each.due_on.isoformat(), each.principal_minor, each.fee_minor] for each in plan.instalments],
    }


def _plan_of(row: Mapping[str, Any]) -> Plan:
    return Plan(
        draw=row["draw"],
        method=Method(row["method"]),
        drawn_minor=row["drawn_minor"],
        gone_minor=row["gone_minor"],
        instalments=tuple(Instalment(date.fromisoformat(on), part, fee) for on, part, fee in row["instalments"]),
    )


def _due(due: Due) -> dict[str, Any]:
    return {
        "due_on": due.due_on.isoformat(),
        "principal_minor": due.principal_minor,
        "interest_minor": due.interest_minor,
        "fees_minor": due.fees_minor,
        "further_minor": due.further_minor,
        "late": due.late,
    }


def _uncleared(each: Uncleared) -> dict[str, Any]:
    return {"repayment": each.repayment, "final_on": each.final_on.isoformat(), "held_minor": each.held_minor}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""Anomaly flags on repayments: they hold at most the money in doubt, for a stated reason, until a deadline.

A flag never touches the limit and never a repayment. It is cleared by the lender's own rule, by a person, or lapses at
its deadline; a person may renew it, with reasons. The hold goes in the commit that clears it (rule CN-27).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from creditline.decisions.decision import Reason
from creditline.policy.evaluate import decide, ordinals_of
from creditline.policy.policy import Policy
from creditline.policy.reasons import shown_value

TABLE = "anomaly"
_BPS = 10_000


class FlagState(StrEnum):
    """Where a flag stands. Only an open one holds anything."""

    OPEN = "open"
    CLEARED = "cleared"
    LAPSED = "lapsed"
    RENEWED = "renewed"


class FlagClosed(ValueError):
    """A flag is cleared or renewed while it is open."""

    code = "flag-closed"

    def __init__(self, flag: "Flag") -> None:
        super().__init__(f"The flag '{flag.id}' is {flag.state.value} already. Nothing is held for it any more.")


class RenewalUnreasoned(ValueError):
    """Who renews a flag says why, in words of their own."""

    code = "renewal-unreasoned"

    def __init__(self) -> None:
        super().__init__("A hold is renewed with reasons only. Say what is still to be checked.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A doubt about one repayment.

    id: of the line and the version of the repayment. doubt_minor: at most this much of new draws is held.
    deadline_at: when the hold lapses unless a person renews it. closed_by: a rule's name, a person, or the clock.
    """

    id: str
    line_id: str
    version: int
    kind: str
    row: str
    doubt_minor: int
    raised_at: datetime
    deadline_at: datetime
    reason: Reason
    state: FlagState = FlagState.OPEN
    closed_at: datetime | None = None
    closed_by: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """How a doubt is cleared: what to do, and which papers, in both languages."""

    en: str
    zh: str
    papers: tuple[str, ...]


def flag_of(
    policy: Policy, facts: Mapping[str, Any], *, line_id: str, version: int, amount_minor: int, at: datetime, on: date
) -> Flag | None:
    """Return the flag that a repayment of `amount_minor` raises by the policy's table; None if it raises none.

    A flag that the lender's rule clears is returned cleared, so that it is on record. Raises the policy's FactMissing.
    """
    found = _decided(policy, facts)
    if found is None or found["flag"] == "none":
        return None
    hours, doubt = int(found["hours"]), amount_minor * int(found["hold_bps"]) // _BPS
    flag = Flag(
        id=f"flag_{line_id.removeprefix('line_')}_{version}",
        line_id=line_id,
        version=version,
        kind=str(found["flag"]),
        row=str(found["row"]),
        doubt_minor=doubt,
        raised_at=at,
        deadline_at=at + timedelta(hours=hours),
        reason=_reason(policy, facts, found, on),
    )
    return flag if doubt else _closed(flag, FlagState.CLEARED, by=f"rule {flag.row}", at=at, words=None)


def clear(flag: Flag, *, by: str, at: datetime, words: str | None = None) -> Flag:
    """Return the flag cleared by a person; raise FlagClosed."""
    check_open(flag)
    return _closed(flag, FlagState.CLEARED, by=by, at=at, words=words)


def renew(flag: Flag, *, by: str, at: datetime, words: str, hours: int) -> tuple[Flag, Flag]:
    """Return the flag as renewed, and the new one in its place; raise FlagClosed, RenewalUnreasoned."""
    check_open(flag)
    if not words.strip():
        raise RenewalUnreasoned
    old = _closed(flag, FlagState.RENEWED, by=by, at=at, words=words)
    name, _, number = flag.id.partition("~")
    new = replace(
        flag, id=f"{name}~{int(number or 0) + 1}", raised_at=at, deadline_at=at + timedelta(hours=hours), words=words
    )
    return old, new


def lapse(flag: Flag, *, at: datetime) -> Flag:
    """Return the flag lapsed if it is open and its deadline has come; the same flag if not."""
    if flag.state is not FlagState.OPEN or at < flag.deadline_at:
        return flag
    return _closed(flag, FlagState.LAPSED, by="clock", at=flag.deadline_at, words=None)


def remedy_of(kind: str) -> Remedy:
    """Return how a flag of this kind is cleared."""
    return _REMEDIES.get(kind, _REMEDIES["burst"])


_REMEDIES = {
    "burst": Remedy(
        "Show that the accounts the money came from are yours.",
        "请证明还款账户为您本人所有。",
        ("account_statement",),
    ),
    "third_party": Remedy(
        "Say who paid for you and why, or repay from an account of your own.",
        "请说明代还人及原因，或改用本人账户还款。",
        ("payer_identity", "payer_agreement"),
    ),
    "linked": Remedy(
        "Show what the money that went to the linked account was for.",
        "请说明转入关联账户资金的用途。",
        ("invoice", "contract"),
    ),
}


def _decided(policy: Policy, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    table = next((one for one in policy.tables if one.id == TABLE), None)
    if table is None:
        return None
    row = table.rows[decide(table, ordinals_of(table, facts, {}))]
    outputs = {output.name: value for output, value in zip(table.outputs, row.values, strict=True)}
    return outputs | {"row": row.id, "reason": row.reason}


def _reason(policy: Policy, facts: Mapping[str, Any], found: Mapping[str, Any], on: date) -> Reason:
    shown = {name: shown_value(facts[name], domain.unit, policy.currency) for name, domain in policy.facts.items()}
    parameters = policy.parameters_on(on)
    shown |= {name: shown_value(parameters[name], one.unit, policy.currency) for name, one in policy.parameters.items()}
    words = policy.table(TABLE).reasons[str(found["reason"])].filled(shown)
    return Reason(code=str(found["reason"]), stage=TABLE, en=words["en"], zh=words["zh"])


def check_open(flag: Flag) -> None:
    """Raise FlagClosed for a flag that was cleared, renewed, or has lapsed."""
    if flag.state is not FlagState.OPEN:
        raise FlagClosed(flag)


def _closed(flag: Flag, state: FlagState, *, by: str, at: datetime, words: str | None) -> Flag:
    return replace(flag, state=state, closed_at=at, closed_by=by, words=words)

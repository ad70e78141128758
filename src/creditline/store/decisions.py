"""Profiles, decisions, flags and offers within a group's transaction: read in a few statements, written in as few."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from creditline.decisions.decision import Decision, Reason
from creditline.decisions.fact_text import confirmed_text, facts_from, facts_text
from creditline.decisions.flags import TABLE, Flag, FlagState
from creditline.decisions.inputs import Announced
from creditline.decisions.profile import Confirmation, Profile
from creditline.decisions.record import record_text
from creditline.notices.notice import Notice
from creditline.store.notice_files import notice_writes
from creditline.store.queries import query
from creditline.store.rows import Row
from creditline.store.wire import Wire, execute_rows

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """Which policy, law and scorecard decide for a line now; paused: automatic reviews are stopped for now.

    lender: what the lender says of itself in notices, as it is kept.
    """

    policy_sha256: str
    pack: str
    pack_digest: str
    card_id: str | None
    proof_id: str | None
    paused: bool
    lender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFlag:
    """A flag, and the version of the hold that it keeps; None where nothing could be held."""

    flag: Flag
    hold_version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOffer:
    """An offer of a higher limit and what became of it."""

    id: str
    line_id: str
    decision_id: str
    limit_minor: int
    made_at: datetime
    expires_on: date
    state: str = "open"
    answered_at: datetime | None = None
    answered_by: str | None = None


@dataclass(slots=True)
class Paid:
    """Repayments of late: when they came in, by line; for which lines and when, by the account they came from."""

    by_line: dict[str, list[datetime]] = field(default_factory=dict)
    by_account: dict[str, list[tuple[str, datetime]]] = field(default_factory=dict)

    def add(self, line_id: str, account: str | None, at: datetime) -> None:
        """Take in one more repayment."""
        self.by_line.setdefault(line_id, []).append(at)
        if account is not None:
            self.by_account.setdefault(account, []).append((line_id, at))

    def in_hour(self, line_id: str, at: datetime) -> int:
        """Return how many repayments a line had within the hour up to `at`."""
        return sum(paid_at > at - _HOUR for paid_at in self.by_line.get(line_id, ()))

    def others_in_day(self, line_id: str, account: str | None, at: datetime) -> int:
        """Return for how many other lines an account paid within the day up to `at`."""
        paid = self.by_account.get(account or "", ())
        return len({other for other, paid_at in paid if other != line_id and paid_at > at - _DAY})


@dataclass(slots=True)
class Decided:
    """What a group's decisions leave to be written."""

    decisions: list[Decision] = field(default_factory=list)
    confirmations: list[Confirmation] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)
    flags: dict[str, StoredFlag] = field(default_factory=dict)
    offers: dict[str, StoredOffer] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def add(self, other: "Decided") -> None:
        """Take in what one more decision left."""
        self.decisions += other.decisions
        self.confirmations += other.confirmations
        self.profiles.update(other.profiles)
        self.flags.update(other.flags)
        self.offers.update(other.offers)
        self.notices += other.notices


async def read_policy_files(wire: Wire, sha256: str) -> str | None:
    """Return the files of a policy as JSON; None if it was never added."""
    rows = await wire.fetch(query("decisions/policy_files"), sha256)
    return rows[0]["files"] if rows else None


async def read_law(wire: Wire, digest: str) -> str | None:
    """Return the text of a pack of rules; None if it was never added."""
    rows = await wire.fetch(query("decisions/law_content"), digest)
    return rows[0]["content"] if rows else None


async def read_card(wire: Wire, card_id: str) -> str | None:
    """Return the text of a scorecard; None if it was never registered."""
    rows = await wire.fetch(query("decisions/card"), card_id)
    return rows[0]["content"] if rows else None


async def read_paid(wire: Wire, line_ids: Sequence[str], accounts: Sequence[str], at: datetime) -> Paid:
    """Return the repayments of lines within the hour before `at`, and of accounts within the day before it."""
    paid = Paid()
    for row in await wire.fetch(query("decisions/recent_repayments"), list(line_ids), at - _HOUR):
        paid.by_line.setdefault(row["line_id"], []).append(row["booked_at"])
    for row in await wire.fetch(query("decisions/others_paid"), list(accounts), at - _DAY):
        paid.by_account.setdefault(row["account"], []).append((row["line_id"], row["booked_at"]))
    return paid


async def read_open_flags(wire: Wire, line_ids: Sequence[str]) -> list[StoredFlag]:
    """Return the open flags of lines."""
    return [flag_from_row(row) for row in await wire.fetch(query("decisions/open_flags"), list(line_ids))]


async def read_open_offers(wire: Wire, line_ids: Sequence[str]) -> list[StoredOffer]:
    """Return the open offers of lines."""
    return [offer_from_row(row) for row in await wire.fetch(query("decisions/open_offers"), list(line_ids))]


def decided_writes(decided: Decided) -> Iterator[bytes]:
    """Yield messages that write what a group decided; the caller holds the lines' locks."""
    yield notice_writes(decided.notices)
    yield execute_rows("decisions/record_decisions", list(map(_decision_row, decided.decisions)))
    yield execute_rows("decisions/record_confirmations", list(map(_confirmation_row, decided.confirmations)))
    yield execute_rows("decisions/save_profiles", list(map(_profile_row, decided.profiles.values())))
    yield execute_rows("decisions/save_flags", list(map(_flag_row, decided.flags.values())))
    yield execute_rows("decisions/save_offers", list(map(_offer_row, decided.offers.values())))


def profile_from_row(row: Row) -> Profile:
    """Read a profile from a row of `profile`."""
    announced = None
    if row["announced_limit_minor"] is not None:
        announced = Announced(
            limit_minor=row["announced_limit_minor"],
            notified_on=row["announced_on"],
            effective_on=row["announced_from"],
        )
    return Profile(
        line_id=row["line_id"],
        policy_id=row["policy_id"],
        facts=facts_from(row["facts"]),
        period_started_on=row["period_started_on"],
        period_start_limit_minor=row["period_start_limit_minor"],
        announced=announced,
        announced_by=row["announced_by"],
        last_decision_id=row["last_decision_id"],
        last_key=row["last_key"],
        pending_since=row["review_pending_since"],
        pending_why=row["review_pending_why"],
    )


def flag_from_row(row: Row) -> StoredFlag:
    """Read a flag from a row of `flag`."""
    flag = Flag(
        id=row["id"],
        line_id=row["line_id"],
        version=row["version"],
        kind=row["kind"],
        row=row["row_id"],
        doubt_minor=row["doubt_minor"],
        raised_at=row["raised_at"],
        deadline_at=row["deadline_at"],
        reason=Reason(code=row["reason_code"], stage=TABLE, en=row["reason_en"], zh=row["reason_zh"]),
        state=FlagState(row["state"]),
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        words=row["words"],
    )
    return StoredFlag(flag=flag, hold_version=row["hold_version"])


def offer_from_row(row: Row) -> StoredOffer:
    """Read an offer from a row of `offer`."""
    return StoredOffer(**{name: row[name] for name in StoredOffer.__slots__})


def activation_from_row(row: Row) -> Activation:
    """Read what decides from a row of `policy_activation`."""
    return Activation(**{name: row[name] for name in Activation.__slots__})


def _decision_row(decision: Decision) -> tuple[Any, ...]:
    inputs = decision.inputs
    return (
        decision.id,
        inputs.line_id,
        inputs.version,
        decision.decided_at,
        inputs.trigger.value,
        decision.effect.value,
        decision.limit_minor,
        decision.policy.sha256,
        record_text(decision),
    )


def _confirmation_row(made: Confirmation) -> tuple[Any, ...]:
    return (
        made.line_id,
        made.version,
        made.decided_at,
        made.trigger,
        made.decision_id,
        confirmed_text(made.facts, made.features),
    )


def _profile_row(profile: Profile) -> tuple[Any, ...]:
    announced = profile.announced
    return (
        profile.line_id,
        facts_text(profile.facts),
        profile.period_started_on,
        profile.period_start_limit_minor,
        announced and announced.limit_minor,
        announced and announced.notified_on,
        announced and announced.effective_on,
        profile.last_decision_id,
        profile.last_key,
        profile.pending_since,
        profile.pending_why,
        profile.announced_by,
    )


def _flag_row(stored: StoredFlag) -> tuple[Any, ...]:
    flag = stored.flag
    return (
        flag.id,
        flag.line_id,
        flag.version,
        flag.kind,
        flag.row,
        flag.state.value,
        flag.doubt_minor,
        stored.hold_version,
        flag.raised_at,
        flag.deadline_at,
        flag.reason.code,
        flag.reason.en,
        flag.reason.zh,
        flag.closed_at,
        flag.closed_by,
        flag.words,
    )


def _offer_row(offer: StoredOffer) -> tuple[Any, ...]:
    return tuple(getattr(offer, name) for name in StoredOffer.__slots__)

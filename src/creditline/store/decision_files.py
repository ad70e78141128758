"""Reading decisions, flags, offers and profiles, and writing which policy decides: outside of groups."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import DictRow

from creditline.decisions.decision import Decision, Reason
from creditline.decisions.fact_text import confirmed_from, facts_text
from creditline.decisions.profile import Confirmation, Profile
from creditline.decisions.record import decision_of
from creditline.store.database import Database, fetch_all, translated
from creditline.store.decisions import (
    Activation,
    StoredFlag,
    StoredOffer,
    activation_from_row,
    flag_from_row,
    offer_from_row,
    profile_from_row,
)
from creditline.store.queries import query

_PAGE = 500


class DecisionUnknown(LookupError):
    """There is no decision with this id."""

    code = "no-such-decision"

    def __init__(self, decision_id: str) -> None:
        super().__init__(
            f"There is no decision '{decision_id}'. A line's decisions are listed at /v1/lines/…/decisions."
        )


class FlagUnknown(LookupError):
    """There is no flag with this id."""

    code = "flag-unknown"

    def __init__(self, flag_id: str) -> None:
        super().__init__(f"There is no flag '{flag_id}'. Flags are listed at /v1/flags.")


class OfferUnknown(LookupError):
    """There is no offer with this id."""

    code = "offer-unknown"

    def __init__(self, offer_id: str) -> None:
        super().__init__(f"There is no offer '{offer_id}'. A line's offers are listed at /v1/lines/…/offers.")


class ProfileUnknown(LookupError):
    """The line's limit is not decided by a policy."""

    code = "profile-unknown"

    def __init__(self, line_id: str) -> None:
        super().__init__(
            f"The limit of '{line_id}' is set by hand. Put its facts at /v1/lines/{line_id}/profile first."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyText:
    """A policy as its files, by their names within the folder."""

    sha256: str
    policy_id: str
    version: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawText:
    """A pack of rules as its text."""

    digest: str
    pack: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationWanted:
    """From when on a policy decides, with which law and card, by whom, and with which proof or waiver.

    share_bps: for which share of the lines, in parts of 10,000.
    """

    active_from: datetime
    activated_by: str
    card_id: str | None = None
    proof_id: str | None = None
    waiver: str | None = None
    share_bps: int = 10_000


async def activate(
    database: Database, policy: PolicyText, law: LawText, wanted: ActivationWanted, at: datetime
) -> None:
    """Add a policy and its law, if they are new, and let them decide from `wanted.active_from` on."""
    files = {"files": json.dumps(policy.files, ensure_ascii=False), "added_at": at, "added_by": wanted.activated_by}
    names = {"sha256": policy.sha256, "policy_id": policy.policy_id, "version": policy.version}
    texts = {"digest": law.digest, "pack": law.pack, "content": law.content, "added_at": at}
    row = {name: getattr(wanted, name) for name in ActivationWanted.__slots__}
    row |= {"policy_id": policy.policy_id, "policy_sha256": policy.sha256, "pack": law.pack, "pack_digest": law.digest}
    async with await database.connect() as connection:
        with translated():
            async with connection.transaction():
                await connection.execute(query("decisions/add_policy"), names | files)
                await connection.execute(query("decisions/add_law"), texts)
                await connection.execute(query("decisions/activate"), row)


async def enrol(database: Database, line_id: str, policy_id: str, facts: Mapping[str, Any]) -> None:
    """Let a policy decide a line's limit from now on; a line that has a profile keeps it."""
    async with await database.connect() as connection:
        with translated():
            parameters = {"line_id": line_id, "policy_id": policy_id, "facts": facts_text(facts)}
            await connection.execute(query("decisions/enrol"), parameters)


async def read_activation(database: Database, policy_id: str, at: datetime) -> Activation | None:
    """Return what decides for the lines of a policy at the instant `at`; None if nothing does."""
    rows = await _fetch(database, "activation", policy_id=policy_id, at=at)
    return activation_from_row(rows[0]) if rows else None


async def read_policies_in_use(database: Database) -> list[str]:
    """Return the ids of the policies that decide for any line."""
    return [row["policy_id"] for row in await _fetch(database, "policies_in_use")]


async def read_profile(database: Database, line_id: str) -> Profile:
    """Return a line's profile; raise ProfileUnknown."""
    rows = await _fetch(database, "profile", line_id=line_id)
    if not rows:
        raise ProfileUnknown(line_id)
    return profile_from_row(rows[0])


async def read_profiled(database: Database, *, after: str, limit: int, pending: bool) -> list[str]:
    """Return the ids of lines that have a profile, or only of those whose decision is pending."""
    return [
        row["line_id"] for row in await _fetch(database, "profiles_page", after=after, limit=limit, pending=pending)
    ]


async def read_decision(database: Database, decision_id: str) -> Decision:
    """Return a decision; raise DecisionUnknown."""
    rows = await _fetch(database, "decision", id=decision_id)
    if not rows:
        raise DecisionUnknown(decision_id)
    return decision_of(rows[0]["record"])


async def read_decisions(database: Database, line_id: str, *, before: datetime | None, limit: int) -> list[Decision]:
    """Return up to `limit` decisions of a line, the newest first, from before an instant."""
    rows = await _fetch(database, "decisions_page", line_id=line_id, before=before, limit=limit)
    return [decision_of(row["record"]) for row in rows]


async def read_reasons(database: Database, ids: Sequence[str]) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons of decisions by their ids."""
    rows = await _fetch(database, "records", ids=list(ids)) if ids else []
    return {row["id"]: decision_of(row["record"]).reasons for row in rows}


async def read_confirmations(database: Database, line_id: str, *, limit: int) -> list[Confirmation]:
    """Return up to `limit` confirmations of a line, the newest first."""
    rows = await _fetch(database, "confirmations_page", line_id=line_id, limit=limit)
    return [_confirmation(row) for row in rows]


async def decisions_since(database: Database, since: datetime) -> AsyncIterator[Decision]:
    """Yield every decision made since an instant, in the order of their ids."""
    after = ""
    while rows := await _fetch(database, "decisions_since", since=since, after=after, limit=_PAGE):
        after = rows[-1]["id"]
        for row in rows:
            yield decision_of(row["record"])


async def confirmations_since(database: Database, since: datetime) -> AsyncIterator[tuple[Confirmation, Decision]]:
    """Yield every confirmation made since an instant, with the decision it confirms."""
    after: dict[str, Any] = {"line_id": "", "version": 0, "decided_at": since}
    while rows := await _fetch(database, "confirmations_since", since=since, limit=_PAGE, **after):
        after = {name: rows[-1][name] for name in after}
        for row in rows:
            yield _confirmation(row), decision_of(row["record"])


async def read_flag(database: Database, flag_id: str) -> StoredFlag:
    """Return a flag; raise FlagUnknown."""
    rows = await _fetch(database, "flag", id=flag_id)
    if not rows:
        raise FlagUnknown(flag_id)
    return flag_from_row(rows[0])


async def read_flags(
    database: Database, *, line_id: str | None = None, state: str | None = None, after: str = "", limit: int = _PAGE
) -> list[StoredFlag]:
    """Return up to `limit` flags in the order of their ids, of one line or of all, in one state or in any."""
    rows = await _fetch(database, "flags_page", line_id=line_id, state=state, after=after, limit=limit)
    return [flag_from_row(row) for row in rows]


async def read_flag_queue(database: Database, *, state: str | None, limit: int) -> list[tuple[StoredFlag, str, str]]:
    """Return up to `limit` flags with their lines' names and currencies: what ends first, first."""
    rows = await _fetch(database, "flag_queue", state=state, limit=limit)
    return [(flag_from_row(row), row["line_name"], row["currency"]) for row in rows]


async def read_due_flags(database: Database, at: datetime, *, limit: int = _PAGE) -> list[tuple[str, str]]:
    """Return (flag id, line id) of open flags whose deadline has come."""
    return [(row["id"], row["line_id"]) for row in await _fetch(database, "due_flags", at=at, limit=limit)]


async def read_offer(database: Database, offer_id: str) -> StoredOffer:
    """Return an offer; raise OfferUnknown."""
    rows = await _fetch(database, "offer", id=offer_id)
    if not rows:
        raise OfferUnknown(offer_id)
    return offer_from_row(rows[0])


async def read_offers(database: Database, line_id: str, *, limit: int) -> list[StoredOffer]:
    """Return up to `limit` offers of a line, the newest first."""
    return [offer_from_row(row) for row in await _fetch(database, "offers_page", line_id=line_id, limit=limit)]


def _confirmation(row: DictRow) -> Confirmation:
    facts, features = confirmed_from(row["facts"])
    return Confirmation(
        line_id=row["line_id"],
        version=row["version"],
        decided_at=row["decided_at"],
        trigger=row["trigger"],
        decision_id=row["decision_id"],
        facts=facts,
        features=features,
    )


async def _fetch(database: Database, name: str, **parameters: object) -> list[DictRow]:
    async with database.reader() as connection:
        return await fetch_all(connection, query(f"decisions/{name}"), parameters)

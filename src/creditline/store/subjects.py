"""What decides for the lines of a group: their profiles and the policies that are active, in one round trip."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256

from creditline.decisions.fact_text import facts_from
from creditline.decisions.inputs import Announced
from creditline.decisions.profile import Profile
from creditline.store.decisions import Activation
from creditline.store.wire import Wire, execute, texts

_ALL_BPS = 10_000
_PROFILE_FIELDS = 12


@dataclass(slots=True)
class Subjects:
    """What decides for some lines: profiles by line, what may decide by policy. offered: lines with an open offer.

    activations: the latest first, each with the share of the lines that it decides for, in parts of 10,000.
    """

    profiles: dict[str, Profile]
    activations: dict[str, list[tuple[int, Activation]]]
    offered: list[str]

    def by_line(self) -> dict[str, tuple[Profile, Activation]]:
        """Return the profile of each line and what decides for it; lines whose policy is not active are left out."""
        found = ((each, self._deciding(each)) for each in self.profiles.values())
        return {each.line_id: (each, by) for each, by in found if by is not None}

    def _deciding(self, profile: Profile) -> Activation | None:
        """The latest activation that counts for a line: one for a share does for lines whose place is below it."""
        for share_bps, activation in self.activations.get(profile.policy_id, ()):
            if share_bps == _ALL_BPS or _place_bps(profile.policy_id, profile.line_id) < share_bps:
                return activation
        return None


async def read_subjects(wire: Wire, line_ids: Sequence[str], at: datetime) -> Subjects:
    """Read, in one round trip, what decides for lines at the instant `at`."""
    wanted, instant = texts(line_ids), at.isoformat().encode()
    profiles, activations, offered = await wire.converse(
        execute("decisions/profiles", wanted),
        execute("decisions/activations", wanted, instant),
        execute("decisions/offered", wanted),
    )
    return Subjects(
        profiles={profile.line_id: profile for profile in map(_profile_from_text, profiles)},
        activations=_by_policy(map(_activation_from_text, activations)),
        offered=offered,
    )


def _profile_from_text(text: str) -> Profile:
    policy_id, began, limit, announced, told_on, from_on, announced_by, decision_id, key, since, facts, length, rest = (
        text.split("\t", _PROFILE_FIELDS)
    )
    cut = int(length)
    return Profile(
        line_id=rest[:cut],
        policy_id=policy_id,
        facts=facts_from(facts),
        period_started_on=_date(began),
        period_start_limit_minor=int(limit) if limit else None,
        announced=_announced(announced, told_on, from_on) if announced else None,
        announced_by=announced_by or None,
        last_decision_id=decision_id or None,
        last_key=key or None,
        pending_since=datetime.fromisoformat(since) if since else None,
        pending_why=rest[cut:] if since else None,
    )


def _announced(limit: str, notified_on: str, effective_on: str) -> Announced:
    notified, effective = date.fromisoformat(notified_on), date.fromisoformat(effective_on)
    return Announced(limit_minor=int(limit), notified_on=notified, effective_on=effective)


def _by_policy(found: Iterable[tuple[str, int, Activation]]) -> dict[str, list[tuple[int, Activation]]]:
    activations: dict[str, list[tuple[int, Activation]]] = {}
    for policy_id, share_bps, activation in found:
        activations.setdefault(policy_id, []).append((share_bps, activation))
    return activations


def _place_bps(policy_id: str, line_id: str) -> int:
    """A line's place among all, from 0 to 9,999: always the same, and as good as drawn by lot."""
    digest = sha256(f"{policy_id} {line_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _ALL_BPS


def _activation_from_text(text: str) -> tuple[str, int, Activation]:
    policy_id, version, pack, digest, card_id, proof_id, paused, share_bps, lender = text.split("\t")
    activation = Activation(
        policy_sha256=version,
        pack=pack,
        pack_digest=digest,
        card_id=card_id or None,
        proof_id=proof_id or None,
        paused=paused == "t",
        lender=lender or None,
    )
    return policy_id, int(share_bps), activation


@lru_cache(maxsize=1_024)
def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

"""What several lenders agreed about the lines they fund together. Dated data: a share counts between two instants."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

WHOLE_BPS = 10_000


class Split(StrEnum):
    """How a draw is divided: by shares, or filled up in the order of priority."""

    SHARES = "shares"
    PRIORITY = "priority"


class Waterfall(StrEnum):
    """In which order principal comes off: in proportion, the senior first (lowest priority number), or the junior."""

    PRO_RATA = "pro_rata"
    SENIOR_FIRST = "senior_first"
    JUNIOR_FIRST = "junior_first"


class Regime(StrEnum):
    """Under which ratios an agreement stands: none but its own, or those of joint internet loans in China (CN-05)."""

    NONE = "none"
    CN_JOINT_LOANS = "cn_joint_loans"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one participant takes of a line, from `valid_from` up to, not including, `valid_until`.

    share_bps: its part of the line, in basis points. minimum_bps: the least part of each draw it must bear.
    priority: its place in a waterfall, 1 the most senior. line_cap_minor: the most it has in one line, or None.
    """

    participant_id: str
    share_bps: int
    minimum_bps: int = 0
    priority: int = 1
    line_cap_minor: int | None = None
    valid_from: datetime
    valid_until: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether it counts at the instant `at`."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How lines under it are funded: how draws are split, and how repayments and losses flow."""

    id: str
    name: str
    currency: str
    split: Split = Split.SHARES
    repayments: Waterfall = Waterfall.PRO_RATA
    losses: Waterfall = Waterfall.PRO_RATA
    regime: Regime = Regime.NONE
    shares: tuple[Share, ...]

    def at(self, at: datetime) -> tuple[Share, ...]:
        """Return the shares in force at `at`, in the order of priority."""
        return tuple(sorted((share for share in self.shares if share.in_force(at)), key=lambda share: share.priority))

    def priorities(self, at: datetime) -> dict[str, int]:
        """Return the place of each participant in a waterfall at `at`: that of its share, or of its last, if it ended.

        Whose share has ended funds nothing new; the money it lent keeps its rank until it is paid back.
        """
        begun = sorted((share for share in self.shares if share.valid_from <= at), key=lambda share: share.valid_from)
        return {share.participant_id: share.priority for share in begun}


class SharesIncomplete(ValueError):
    """The shares of an agreement must sum to the whole at every instant at which any counts."""

    code = "shares-incomplete"

    def __init__(self, at: datetime, total_bps: int) -> None:
        super().__init__(
            f"At {at.isoformat()} the shares sum to {total_bps} basis points. Make them sum to {WHOLE_BPS:,}."
        )


class ShareBelowMinimum(ValueError):
    """A participant's share must not be below the least part of each draw it must bear."""

    code = "share-below-minimum"

    def __init__(self, share: Share) -> None:
        super().__init__(
            f"{share.participant_id} has a share of {share.share_bps} basis points and must bear {share.minimum_bps} "
            "of each draw. Raise the share or lower the minimum."
        )


class ShareTwice(ValueError):
    """A participant has one share of an agreement at a time."""

    code = "share-twice"

    def __init__(self, participant_id: str) -> None:
        super().__init__(f"{participant_id} has two shares at the same time. End the one before the other begins.")


class AgreementUnreadable(ValueError):
    """An agreement's file is TOML with the fields that the reference lists."""

    code = "agreement-unreadable"

    def __init__(self, cause: object) -> None:
        super().__init__(
            f"The agreement cannot be read: {cause}. The fields stand in docs/explanation/joint-funding.md."
        )


def check_agreement(agreement: Agreement) -> Agreement:
    """Return `agreement` if it can be carried out.

    Raises SharesIncomplete, ShareBelowMinimum, ShareTwice.
    """
    for share in agreement.shares:
        if agreement.split is Split.SHARES and share.share_bps < share.minimum_bps:
            raise ShareBelowMinimum(share)
    ends = {share.valid_until for share in agreement.shares if share.valid_until is not None}
    for at in sorted({share.valid_from for share in agreement.shares} | {end for end in ends if agreement.at(end)}):
        _check_instant(agreement, at)
    return agreement


def read_agreement(text: str) -> Agreement:
    """Read an agreement from TOML: its fields, and one [[shares]] a share; raise AgreementUnreadable and the above."""
    return check_agreement(_parsed(text))


def participants_of(agreements: Iterable[Agreement]) -> list[str]:
    """Return the ids of all participants of `agreements`, sorted."""
    return sorted({share.participant_id for agreement in agreements for share in agreement.shares})


def _check_instant(agreement: Agreement, at: datetime) -> None:
    shares = agreement.at(at)
    names = [share.participant_id for share in shares]
    for name in names:
        if names.count(name) > 1:
            raise ShareTwice(name)
    total = sum(share.share_bps for share in shares)
    if agreement.split is Split.SHARES and total != WHOLE_BPS:
        raise SharesIncomplete(at, total)


def _parsed(text: str) -> Agreement:
    try:
        fields = tomllib.loads(text)
        shares = tuple(_share(fields_of_share) for fields_of_share in fields.pop("shares", []))
        agreement = Agreement(**_with_choices(fields), shares=shares)
    except AgreementUnreadable:
        raise
    except (ValueError, TypeError) as cause:
        raise AgreementUnreadable(cause) from cause
    if not shares:
        raise AgreementUnreadable("it has no [[shares]]")
    return agreement


def _share(fields: dict[str, Any]) -> Share:
    share = Share(**fields)
    for name in ("valid_from", "valid_until"):
        at = getattr(share, name)
        if at is not None and (not isinstance(at, datetime) or at.tzinfo is None):
            raise AgreementUnreadable(f"{name} needs a time and an offset, such as 2026-01-01T00:00:00+08:00")
    for name in ("share_bps", "minimum_bps"):
        if type(getattr(share, name)) is not int or not 0 <= getattr(share, name) <= WHOLE_BPS:
            raise AgreementUnreadable(f"{name} is a whole number of basis points from 0 to {WHOLE_BPS:,}")
    for name, least in (("priority", 1), ("line_cap_minor", 0)):
        number = getattr(share, name)
        if number is not None and (type(number) is not int or number < least):
            raise AgreementUnreadable(f"{name} is a whole number from {least}")
    return share


_CHOICES: dict[str, type[StrEnum]] = {
    "split": Split,
    "repayments": Waterfall,
    "losses": Waterfall,
    "regime": Regime,
}


def _with_choices(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _CHOICES[name](value) if name in _CHOICES else value for name, value in fields.items()}

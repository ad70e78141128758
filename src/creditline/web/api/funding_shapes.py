"""What goes over the wire about participants and agreements. Money is a decimal string with its currency."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from creditline.funding.agreement import Agreement, Regime, Share, Split, Waterfall
from creditline.funding.participant import Participant
from creditline.money.amount import format_minor
from creditline.store.lender import FigureName, LenderFigure
from creditline.web import patterns
from creditline.web.api.customer_shapes import FullName, optional
from creditline.web.api.shapes import Amount, Currency, Instant, Reason, event_id

ParticipantId = Annotated[str, Meta(pattern=patterns.PARTICIPANT_ID, examples=["par_harbour_bank"])]
AgreementId = Annotated[str, Meta(pattern=patterns.AGREEMENT_ID, examples=["agr_seventy_thirty"])]
Bps = Annotated[int, Meta(ge=0, le=10_000, examples=[3000])]


class ParticipantRequest(Struct, forbid_unknown_fields=True):
    """A lender. own: it keeps this book itself; cap: the most that may stand in all its lines (null: no bound)."""

    name: FullName
    currency: Currency
    own: bool = False
    cap: Amount | None = None
    id: ParticipantId | None = None


class WithdrawalRequest(Struct, forbid_unknown_fields=True):
    """Why a participant funds nothing new from now on."""

    reason: Reason


class ShareRequest(Struct, forbid_unknown_fields=True):
    """What one participant takes: share_bps of the line, at least minimum_bps of each draw, line_cap at the most."""

    participant_id: ParticipantId
    share_bps: Bps
    minimum_bps: Bps = 0
    priority: Annotated[int, Meta(ge=1, le=100)] = 1
    line_cap: Amount | None = None
    valid_from: Instant | None = None
    valid_until: Annotated[datetime, Meta(tz=True)] | None = None


class AgreementRequest(Struct, forbid_unknown_fields=True):
    """How lines are funded together. valid_from of a share left out: from now."""

    name: FullName
    currency: Currency
    shares: Annotated[list[ShareRequest], Meta(min_length=1, max_length=50)]
    split: Split = Split.SHARES
    repayments: Waterfall = Waterfall.PRO_RATA
    losses: Waterfall = Waterfall.PRO_RATA
    regime: Regime = Regime.NONE
    id: AgreementId | None = None


class FundingRequest(Struct, forbid_unknown_fields=True):
    """The agreement that a line shall be funded under."""

    agreement_id: AgreementId


class FigureRequest(Struct, forbid_unknown_fields=True):
    """A figure of the lender, from which day it counts."""

    name: FigureName
    amount: Amount
    currency: Currency
    valid_from: date


class ParticipantAnswer(Struct):
    """A participant and what stands in all its lines. withdraws_at null: it funds what is drawn."""

    id: str
    name: str
    currency: str
    own: bool
    cap: str | None
    exposure: str
    withdraws_at: datetime | None
    withdraws_because: str | None


class ParticipantPage(Struct):
    """Participants, and the cursor of the next page; null at the end."""

    data: list[ParticipantAnswer]
    next_cursor: str | None


class Position(Struct):
    """What a participant has in one line."""

    line_id: str
    agreement_id: str | None
    principal: str


class ParticipantExposure(Struct):
    """What stands in the lines of a participant; a page of lines by id, and the cursor of the next one."""

    participant_id: str
    currency: str
    exposure: str
    cap: str | None
    data: list[Position]
    next_cursor: str | None


class StatementRow(Struct):
    """One movement between a participant and a line: positive is lent, negative came back."""

    event_id: str
    line_id: str
    kind: str
    flow: str
    amount: str
    in_line: str
    exposure: str
    effective_at: datetime
    booked_at: datetime


class StatementPage(Struct):
    """Movements in the order they were booked, and the cursor of the next page; null at the end."""

    currency: str
    data: list[StatementRow]
    next_cursor: str | None


class ShareAnswer(Struct):
    """A share of an agreement."""

    participant_id: str
    share_bps: int
    minimum_bps: int
    priority: int
    line_cap: str | None
    valid_from: datetime
    valid_until: datetime | None


class AgreementAnswer(Struct):
    """An agreement with its shares."""

    id: str
    name: str
    currency: str
    split: str
    repayments: str
    losses: str
    regime: str
    shares: list[ShareAnswer]


class AgreementPage(Struct):
    """Agreements, and the cursor of the next page; null at the end."""

    data: list[AgreementAnswer]
    next_cursor: str | None


class FundedPart(Struct):
    """What one participant has in a line."""

    participant_id: str
    principal: str


class LineFunding(Struct):
    """Who funds a line; agreement_id null: the lender alone."""

    agreement_id: str | None
    currency: str
    parts: list[FundedPart]


class FigureAnswer(Struct):
    """A figure of the lender."""

    name: str
    amount: str
    currency: str
    valid_from: date
    booked_at: datetime


class FigureList(Struct):
    """All figures that the lender reported, by name, currency and day."""

    data: list[FigureAnswer]


def participant_answer(participant: Participant) -> ParticipantAnswer:
    """Describe a participant."""
    return ParticipantAnswer(
        id=participant.id,
        name=participant.name,
        currency=participant.currency,
        own=participant.own,
        cap=optional(participant.cap_minor, participant.currency),
        exposure=format_minor(participant.exposure_minor, participant.currency),
        withdraws_at=participant.withdraws_at,
        withdraws_because=participant.withdraws_because,
    )


def agreement_answer(agreement: Agreement) -> AgreementAnswer:
    """Describe an agreement."""
    return AgreementAnswer(
        id=agreement.id,
        name=agreement.name,
        currency=agreement.currency,
        split=agreement.split.value,
        repayments=agreement.repayments.value,
        losses=agreement.losses.value,
        regime=agreement.regime.value,
        shares=[_share_answer(share, agreement.currency) for share in agreement.shares],
    )


def statement_row(row: Mapping[str, Any]) -> StatementRow:
    """Describe one movement from a row of a participant's statement."""
    currency = row["currency"]
    return StatementRow(
        event_id=event_id(row["line_id"], row["version"]),
        line_id=row["line_id"],
        kind=row["kind"],
        flow=row["flow"],
        amount=format_minor(row["amount_minor"], currency),
        in_line=format_minor(row["line_minor"], currency),
        exposure=format_minor(row["exposure_minor"], currency),
        effective_at=row["effective_at"],
        booked_at=row["booked_at"],
    )


def line_funding(agreement_id: str | None, positions: Mapping[str, int], currency: str) -> LineFunding:
    """Describe who funds a line."""
    parts = [FundedPart(name, format_minor(minor, currency)) for name, minor in positions.items()]
    return LineFunding(agreement_id, currency, parts)


def figure_list(figures: Iterable[LenderFigure]) -> FigureList:
    """Describe the lender's figures."""
    return FigureList(
        [
            FigureAnswer(
                figure.name.value,
                format_minor(figure.amount_minor, figure.currency),
                figure.currency,
                figure.valid_from,
                figure.booked_at,
            )
            for figure in figures
        ]
    )


def _share_answer(share: Share, currency: str) -> ShareAnswer:
    return ShareAnswer(
        participant_id=share.participant_id,
        share_bps=share.share_bps,
        minimum_bps=share.minimum_bps,
        priority=share.priority,
        line_cap=optional(share.line_cap_minor, currency),
        valid_from=share.valid_from,
        valid_until=share.valid_until,
    )

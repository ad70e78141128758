"""What is vouched for about a borrower: recorded with the line's events, and decided on in the same commit."""

from datetime import date
from typing import Annotated

from litestar import Response
from litestar.params import JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from creditline.lines.attested_fact import AttestedFact, FactKind
from creditline.lines.commands import AttestFacts
from creditline.money.amount import AmountMalformed, AmountTooLarge, parse_minor
from creditline.money.currency import decimals_of
from creditline.web import patterns
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, carry_out, post_command, stamp
from creditline.web.api.shapes import Amount, Currency, EventAnswer
from creditline.web.desk import AppRequest
from creditline.web.problems import InvalidField

_MOST_COUNTED = 10_000
_EXAMPLE = {"kind": "income", "amount": "20000.00", "on": "2025-12-31", "source": "tax_record"}
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=patterns.TEXT)]


class AttestedFactRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """A fact of the day `on`: of revenue, its month's last day. The latest of one kind and day stands.

    amount: of a month's income or revenue, of assets, of all debt elsewhere; count: of inquiries in 90 days. null takes
    the fact back. part: of revenue, what the largest customer brought. until: the last day on which it may be used.
    consent: the one it was got under; external_debt and inquiries need one.
    """

    kind: Annotated[FactKind, Meta(examples=["income"])]
    on: Annotated[date, Meta(examples=["2025-12-31"])]
    source: Annotated[Name, Meta(description="The document or service that says so.", examples=["tax_record"])]
    amount: Amount | UnsetType | None = UNSET
    count: Annotated[int, Meta(ge=0, le=_MOST_COUNTED)] | UnsetType | None = UNSET
    part: Amount | None = None
    until: date | None = None
    consent: Name | None = None


class AttestedFactsRequest(Struct, forbid_unknown_fields=True):
    """Facts to record together, all of them or none. currency: the one of their amounts, which is the line's."""

    currency: Currency
    facts: Annotated[list[AttestedFactRequest], Meta(min_length=1, max_length=100, examples=[[_EXAMPLE]])]


@post_command("/lines/{line_id:str}/attested-facts", summary="Attest facts", tags=["Decisions"])
async def create_attested_facts(
    request: AppRequest, line_id: PathLineId, data: JSONBody[AttestedFactsRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Record what is vouched for about the borrower. A line with a policy is decided anew in the same commit."""
    decimals_of(data.currency)
    command = AttestFacts(
        line_id=line_id,
        stamp=await stamp(request, idempotency_key),
        facts=tuple(_fact(given, _Place(number, data.currency)) for number, given in enumerate(data.facts)),
        currency=data.currency,
    )
    return await carry_out(request, command)


class _Place:
    """Where a fact stands in the request, to say which of its fields cannot be used."""

    def __init__(self, number: int, currency: str) -> None:
        self._number, self._currency = number, currency

    def refuse(self, field: str, words: str) -> InvalidField:
        return InvalidField(f"/facts/{self._number}/{field}", words)

    def minor(self, field: str, text: str) -> int:
        try:
            return parse_minor(text, self._currency)
        except (AmountMalformed, AmountTooLarge) as unusable:
            raise self.refuse(field, str(unusable)) from unusable


def _fact(given: AttestedFactRequest, at: _Place) -> AttestedFact:
    value = _counted(given, at) if given.kind is FactKind.INQUIRIES else _amount(given, at)
    return AttestedFact(
        kind=given.kind,
        amount_minor=value,
        on=given.on,
        source=given.source,
        part_minor=0 if given.part is None else at.minor("part", given.part),
        until=given.until,
        consent=given.consent,
    )


def _counted(given: AttestedFactRequest, at: _Place) -> int | None:
    if given.amount is not UNSET:
        raise at.refuse("amount", "Inquiries have no amount. Give their count.")
    if given.count is UNSET:
        raise at.refuse("count", "It is missing: say how many inquiries, or null to take the fact back.")
    return given.count


def _amount(given: AttestedFactRequest, at: _Place) -> int | None:
    if given.count is not UNSET:
        raise at.refuse("count", "Only inquiries have a count. Give an amount.")
    if given.amount is UNSET:
        raise at.refuse("amount", "It is missing: say how much, or null to take the fact back.")
    return None if given.amount is None else at.minor("amount", given.amount)


HANDLERS = [create_attested_facts]

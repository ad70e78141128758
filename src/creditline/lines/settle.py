"""What a movement of money does to a line: which balances it touches, and what becomes of schedule and dues.

The verbs and the replay of history ask the same functions, so that a day is booked anew exactly as it was booked first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from creditline.ledger.account import Account
from creditline.lines.due_dates import due_dates
from creditline.lines.line import ENDED, Line, Status
from creditline.lines.product import Method, Prepayment, Product, Rail, choose_plan, rail_named
from creditline.lines.record import Movement
from creditline.lines.schedule import Instalment, schedule
from creditline.lines.servicing import Due, Plan, Servicing, Uncleared, judged
from creditline.money.annual_cost import spread_evenly
from creditline.values import changed, dataclass

REPAYMENT_ORDER = (Account.FEES, Account.INTEREST, Account.PRINCIPAL)
REFUND_ORDER = (Account.PRINCIPAL, Account.FEES, Account.INTEREST)
_BPS = 10_000

Detail = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event moves in the book, and what else it changes on the line."""

    movements: list[Movement]
    changes: dict[str, Any] = field(default_factory=dict)


def taken(line: Line, amount_minor: int, detail: Detail | None, on: date, name: int) -> Effect:
    """Credit is taken: the borrower's own credit balance before the lender's money; the rest by its plan, if any.

    A captured hold and a payout do not say how they are repaid. They revolve where the product has statements that ask
    for it, and else are repaid as the product does first: money that no instalment asks for would never fall due.
    A line that has ended asks for nothing any more. One can end before a draw that stands when its history is replayed.
    """
    from_credit = min(line.balances.credit, amount_minor)
    principal = amount_minor - from_credit
    movements = [(Account.PRINCIPAL, principal), (Account.CREDIT, from_credit), (Account.SETTLEMENT, -amount_minor)]
    servicing = line.servicing
    detail = detail or _usual_plan(line.terms.product)
    by_plan = detail is not None and detail["method"] != Method.REVOLVING.value and line.status not in ENDED
    if servicing is None or detail is None or not by_plan or not principal:
        return Effect(movements)
    plan = Plan(
        draw=name,
        method=Method(detail["method"]),
        drawn_minor=principal,
        gone_minor=0,
        instalments=planned(line, principal, detail, on),
    )
    return Effect(movements, {"servicing": changed(servicing, plans=(*servicing.plans, plan))})


def _usual_plan(product: Product | None) -> Detail | None:
    if product is None or product.revolves:
        return None
    method, periods = choose_plan(product)
    return {"method": method.value, "periods": periods}


def planned(line: Line, principal_minor: int, detail: Detail, on: date) -> tuple[Instalment, ...]:
    """Return the instalments of a draw of `principal_minor` on `on`, each with its part of the draw's fee."""
    terms, product = line.terms, product_of(line)
    days = due_dates(product, on, detail["periods"])
    parts = schedule(principal_minor, Method(detail["method"]), terms.rate_bps, terms.day_count, on, days)
    fees = spread_evenly(detail.get("fee_minor", 0), len(parts))
    return tuple(changed(part, fee_minor=fee) for part, fee in zip(parts, fees, strict=True))


def repaid(line: Line, amount_minor: int, detail: Detail | None, on: date, name: int) -> Effect:
    """Money comes in from the borrower; by a rail that is not final, part of the line is held until it is."""
    order = line.terms.product.waterfall if line.terms.product else REPAYMENT_ORDER
    effect = allocated(line, amount_minor, order, on)
    rail = _rail_of(line, detail)
    if rail is None or rail.final:
        return effect
    back = -sum(amount for account, amount in effect.movements if account is Account.PRINCIPAL)
    held = back - back * rail.released_bps // _BPS
    final_on = product_of(line).rest_days.add_business_days(on, rail.returnable_days)
    servicing: Servicing = effect.changes["servicing"]
    uncleared = Uncleared(repayment=name, final_on=final_on, held_minor=held)
    return Effect(effect.movements, {"servicing": changed(servicing, uncleared=(*servicing.uncleared, uncleared))})


def _rail_of(line: Line, detail: Detail | None) -> Rail | None:
    if line.terms.product is None or detail is None or "rail" not in detail:
        return None
    return rail_named(line.terms.product, detail["rail"])


def allocated(line: Line, amount_minor: int, order: Sequence[Account], on: date) -> Effect:
    """Spread `amount_minor` over what was asked for, the oldest first, then over the rest; keep what is left as credit.

    On each, accounts are served in `order`. On a line that was charged off the lender books what it recovers.
    """
    if line.servicing is None:
        return Effect(_over_balances(line, amount_minor, order))
    paid: Counter[Account] = Counter()
    servicing = _pay_dues(line.servicing, amount_minor, order, paid)
    owed = line.balances.signed()
    rest = amount_minor - sum(paid.values()) if servicing else amount_minor
    for account in order:
        part = min(rest, owed[account] - paid[account])
        paid[account] += part
        rest -= part
    movements = [(Account.SETTLEMENT, amount_minor), *((account, -paid[account]) for account in order)]
    movements += [(Account.CREDIT, -rest), *_recovered(line, amount_minor - rest)]
    ahead = paid[Account.PRINCIPAL] - sum(
        before.principal_minor - after.principal_minor
        for before, after in zip(line.servicing.dues, servicing.dues, strict=True)
    )
    servicing = _ahead(line, servicing, ahead)
    if line.status is Status.CHARGED_OFF and any(owed[account] > paid[account] for account in order):
        return Effect(movements, {"servicing": servicing})  # part of a debt given up cures nothing: it stays as late
    return Effect(movements, {"servicing": judged(servicing, product_of(line), on)})


def _over_balances(line: Line, amount_minor: int, order: Sequence[Account]) -> list[Movement]:
    """The movements on a line that is never due, which most repayments at a peak are for."""
    owed = line.balances.signed()
    rest = amount_minor
    movements = [(Account.SETTLEMENT, amount_minor)]
    for account in order:
        part = min(rest, owed[account])
        movements.append((account, -part))
        rest -= part
    movements.append((Account.CREDIT, -rest))
    return movements if line.status is not Status.CHARGED_OFF else [*movements, *_recovered(line, amount_minor - rest)]


def written_off(line: Line) -> Effect:
    """The lender gives the debt up in its books; what is owed stays owed."""
    owed = line.balances.principal + line.balances.interest + line.balances.fees
    changes: dict[str, Any] = {"status": Status.CHARGED_OFF, "limit_minor": 0}
    if line.servicing:
        changes["servicing"] = changed(line.servicing, plans=(), dues=(), paused_until=None)
    return Effect([(Account.CHARGE_OFF_LOSS, owed), (Account.CHARGED_OFF, -owed)], changes)


def fee(line: Line, amount_minor: int) -> Effect:
    """A fee is taken from the borrower's own credit balance, and the rest of it is owed.

    Otherwise who has money with the lender could be late with it.
    """
    from_credit = min(line.balances.credit, amount_minor)
    owed = amount_minor - from_credit
    return Effect([(Account.FEES, owed), (Account.CREDIT, from_credit), (Account.FEE_INCOME, -amount_minor)])


def product_of(line: Line) -> Product:
    """Return the product of a line that has one."""
    if line.terms.product is None:
        message = f"{line.id} has no product"
        raise AssertionError(message)
    return line.terms.product


def _recovered(line: Line, amount_minor: int) -> list[Movement]:
    if line.status is not Status.CHARGED_OFF:
        return []
    return [(Account.CHARGED_OFF, amount_minor), (Account.RECOVERIES, -amount_minor)]


def _pay_dues(servicing: Servicing, amount_minor: int, order: Sequence[Account], paid: dict[Account, int]) -> Servicing:
    """Pay dues in the order of their days; `paid` is told from what."""
    dues = []
    rest = amount_minor
    for due in servicing.dues:  # always in the order of their days
        parts: Counter[Account] = Counter()
        for account in order:
            part = min(rest, _part(due, account))
            parts[account] = part
            paid[account] += part
            rest -= part
        dues.append(_reduced(due, parts))
    return changed(servicing, dues=tuple(changed(due, further_minor=max(0, due.further_minor - rest)) for due in dues))


def _part(due: Due, account: Account) -> int:
    return {
        Account.PRINCIPAL: due.principal_minor,
        Account.INTEREST: due.interest_minor,
        Account.FEES: due.fees_minor,
    }[account]


def _reduced(due: Due, parts: Counter[Account]) -> Due:
    return changed(
        due,
        principal_minor=due.principal_minor - parts[Account.PRINCIPAL],
        interest_minor=due.interest_minor - parts[Account.INTEREST],
        fees_minor=due.fees_minor - parts[Account.FEES],
    )


def _ahead(line: Line, servicing: Servicing, principal_minor: int) -> Servicing:
    """Take principal that was paid ahead of its day off what revolves, and what is more off the schedules."""
    before = sum(due.principal_minor for due in line.servicing.dues) if line.servicing else 0
    revolving = line.balances.principal - servicing.planned_minor - before
    rest = principal_minor - min(principal_minor, revolving)
    if not rest:
        return servicing
    latest_first = product_of(line).prepayment is Prepayment.LAST
    plans = list(servicing.plans)
    numbered = ((each.due_on, place, number) for place, plan in enumerate(plans) for number, each in _numbered(plan))
    places = sorted(numbered, reverse=latest_first)
    for _, place, number in places:
        part = min(rest, plans[place].instalments[number].principal_minor)
        plans[place] = _paid_ahead(plans[place], number, part)
        rest -= part
    return changed(servicing, plans=tuple(filter(None, map(_without_end, plans))))


def _numbered(plan: Plan) -> list[tuple[int, Instalment]]:
    return list(enumerate(plan.instalments))


def _paid_ahead(plan: Plan, number: int, part_minor: int) -> Plan:
    instalments = list(plan.instalments)
    instalments[number] = changed(instalments[number], principal_minor=instalments[number].principal_minor - part_minor)
    return changed(plan, gone_minor=plan.gone_minor + part_minor, instalments=tuple(instalments))


def _without_end(plan: Plan) -> Plan | None:
    """Return the plan without the instalments at its end that have nothing left to pay; None if none is left."""
    last = max((number for number, each in _numbered(plan) if each.principal_minor), default=-1)
    return changed(plan, instalments=plan.instalments[: last + 1]) if last >= 0 else None

"""Holding lines to what bounds them beside their limits, and dividing what moves among those who fund it.

One object a group: it starts from what was read under the locks, and follows each event, so that the second of two
draws sees what the first one took, on whichever line of the customer that was.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from creditline.customers.concentration import UNBOUNDED, Concentration, concentration_on
from creditline.customers.customer import Customer
from creditline.customers.exposure import of_customer, of_group, room_for_line
from creditline.customers.limits import chosen_at, temporary_at
from creditline.dates.business_date import business_date
from creditline.funding.agreement import Agreement
from creditline.funding.flows import pay_down, recover, undo
from creditline.funding.participant import Participant
from creditline.funding.parties import Capital, Party, parties_at
from creditline.funding.ratios import ratios_on
from creditline.funding.split import Parts, fundable_minor, split_anyway
from creditline.lines.available import used_minor
from creditline.lines.ceiling import Bound, Ceiling, lowest
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Status
from creditline.store.constraints import Constraints
from creditline.store.funding import FundingLeg
from creditline.store.lender import FigureName, figure_on

_HELD_AGAINST = frozenset({EventKind.DRAW, EventKind.HOLD_PLACED})


class Constraining:
    """What bounds the lines of a group, kept up to date event by event; `legs` are those to write."""

    def __init__(self, constraints: Constraints) -> None:
        self._known = constraints
        self._exposures = dict(constraints.exposures)
        self._positions = {line_id: dict(parts) for line_id, parts in constraints.positions.items()}
        self._legs_of = dict(constraints.legs)
        self.participants = dict(constraints.participants)
        self.legs: list[FundingLeg] = []

    def bounded(self, line: Line, at: datetime) -> Line:
        """Return `line` with the lowest of the ceilings that count at `at`, or at its last event if that is later."""
        return replace(line, ceiling=lowest(list(self.ceilings(line, max(at, line.moved_at)))))

    def ceilings(self, line: Line, at: datetime) -> Iterator[Ceiling]:
        """Yield all that bounds `line` at `at` beside its own limit."""
        chosen = chosen_at(self._known.chosen.get(line.id, ()), at)
        if chosen is not None:
            yield Ceiling(Bound.SELF_CHOSEN, chosen)
        temporary = temporary_at(self._known.temporary.get(line.id, ()), at)
        if temporary is not None:
            yield Ceiling(Bound.TEMPORARY, temporary.amount_minor)
        customer = self._known.customers.get(self._known.customer_of.get(line.id, ""))
        if customer is not None:
            yield from self._customer_ceilings(line, customer, business_date(at, line.terms.zone))
        agreement = self.agreement_of(line.id)
        if agreement is not None:
            fundable = fundable_minor(self._parties(line, agreement, at), agreement.split)
            yield Ceiling(Bound.FUNDING, line.balances.principal + fundable)

    def settle(self, events: list[Event], before: Line | None) -> list[Event]:
        """Follow the events of one command on the line that stood as `before`; return them with their ceilings.

        A draw or hold keeps the ceiling it was held against; after all else the line shows what bounds it then.
        """
        if before is None or not before.constrained:
            return events
        settled = []
        for event in events:
            self._fund(event, event.after.balances.principal - before.balances.principal, before)
            self._expose(event.after)
            before = event.after
            settled.append(event if event.kind in _HELD_AGAINST else self._rebounded(event))
        return settled

    def agreement_of(self, line_id: str) -> Agreement | None:
        """Return the agreement that the line is funded under, if it is under one."""
        return self._known.agreements.get(self._known.agreement_of.get(line_id, ""))

    def _rebounded(self, event: Event) -> Event:
        return replace(event, after=self.bounded(event.after, event.effective_at))

    def _customer_ceilings(self, line: Line, customer: Customer, on: date) -> Iterator[Ceiling]:
        lines = self._exposures.values()
        by_law = self._concentration(customer, on)
        of_one = ((Bound.CUSTOMER, customer.limit_minor), (Bound.REGULATORY, by_law.borrower_minor))
        for bound, most in of_one:
            if most is not None:
                yield Ceiling(bound, room_for_line(most, of_customer(lines, customer.id), line.id))
        group = customer.group_id
        of_all = ((Bound.GROUP, self._known.group_limits.get(group or "")), (Bound.REGULATORY, by_law.group_minor))
        for bound, most in of_all:
            if group is not None and most is not None:
                yield Ceiling(bound, room_for_line(most, of_group(lines, group), line.id))

    def _concentration(self, customer: Customer, on: date) -> Concentration:
        assets = figure_on(self._known.figures, FigureName.MICRO_LENDER_NET_ASSETS, customer.currency, on)
        return UNBOUNDED if assets is None else concentration_on(on, customer.kind, assets)

    def _parties(self, line: Line, agreement: Agreement, at: datetime, *, everybody: bool = False) -> list[Party]:
        on = business_date(at, line.terms.zone)
        figures, currency = self._known.figures, agreement.currency
        return parties_at(
            agreement,
            self.participants,
            self._positions.get(line.id, {}),
            limit_minor=line.limit_minor or 0,
            at=at,
            ratios=ratios_on(on),
            capital=Capital(
                tier_1_minor=figure_on(figures, FigureName.BANK_TIER_1_CAPITAL, currency, on),
                all_loans_minor=figure_on(figures, FigureName.BANK_ALL_LOANS, currency, on),
            ),
            everybody=everybody,
        )

    def _expose(self, line: Line) -> None:
        exposure = self._exposures.get(line.id)
        if exposure is not None:
            self._exposures[line.id] = replace(exposure, used_minor=used_minor(line))

    def _fund(self, event: Event, change_minor: int, before: Line) -> None:
        agreement = self.agreement_of(event.line_id)
        if agreement is None or not change_minor:
            return
        flow, parts = self._flow(event, change_minor, before, agreement)
        self._legs_of[event.line_id, event.version] = parts
        positions = self._positions.setdefault(event.line_id, {})
        for participant_id, amount in sorted(parts.items()):
            previous = positions.get(participant_id, 0)
            positions[participant_id] = previous + amount
            self._move_total(agreement, participant_id, amount)
            self.legs.append(self._leg(event, flow, participant_id, amount, previous))

    def _flow(self, event: Event, change_minor: int, before: Line, agreement: Agreement) -> tuple[str, Parts]:
        """Return what kind of flow the event is, and the legs that sum to `change_minor`."""
        positions = self._positions.get(event.line_id, {})
        at = event.effective_at
        parties = self._parties(before, agreement, at) or self._parties(before, agreement, at, everybody=True)
        if event.kind is EventKind.REWOUND:
            legs = self._legs_since(event.line_id, event.refers_to or 0)
            return "undone", undo(change_minor, legs, positions, parties, agreement.split)
        if change_minor > 0:
            return "draw", self._drawn(event, change_minor, positions, parties, agreement)
        priorities = agreement.priorities(event.effective_at)
        given_up = before.status is Status.CHARGED_OFF
        come_off = recover if given_up else pay_down
        waterfall = agreement.losses if given_up else agreement.repayments
        parts = come_off(-change_minor, positions, waterfall, priorities)
        return "recovery" if given_up else "repayment", {name: -part for name, part in parts.items()}

    def _drawn(
        self, event: Event, amount_minor: int, positions: Parts, parties: list[Party], agreement: Agreement
    ) -> Parts:
        """Divide a draw; one that is booked anew by the legs it had, whoever funds the line by now."""
        legs = self._legs_of.get((event.line_id, event.replays or 0))
        if legs is None:
            return split_anyway(amount_minor, parties, agreement.split)
        had = {name: -leg for name, leg in legs.items()}
        return undo(amount_minor, had, positions, parties, agreement.split)

    def _legs_since(self, line_id: str, version: int) -> Parts:
        """Return what the events of a line after `version` moved, together."""
        legs: Parts = {}
        for (of_line, number), parts in self._legs_of.items():
            if of_line == line_id and number > version:
                for name, leg in parts.items():
                    legs[name] = legs.get(name, 0) + leg
        return legs

    def _move_total(self, agreement: Agreement, participant_id: str, amount: int) -> None:
        """Move what a participant has in all lines; of the lender's own money also what stands beside its partners."""
        moved = self.participants[participant_id]
        self.participants[participant_id] = replace(moved, exposure_minor=moved.exposure_minor + amount)
        if moved.own:
            for partner in self._partners(agreement):
                beside = replace(partner, beside_minor=partner.beside_minor + amount)
                self.participants[partner.id] = beside

    def _partners(self, agreement: Agreement) -> list[Participant]:
        named = {share.participant_id for share in agreement.shares}
        return [self.participants[name] for name in sorted(named) if not self.participants[name].own]

    def _leg(self, event: Event, flow: str, participant_id: str, amount: int, previous: int) -> FundingLeg:
        participant = self.participants[participant_id]
        return FundingLeg(
            line_id=event.line_id,
            version=event.version,
            participant_id=participant_id,
            flow=flow,
            amount_minor=amount,
            previous_minor=previous,
            current_minor=previous + amount,
            exposure_minor=participant.exposure_minor,
            cap_minor=participant.cap_minor,
        )

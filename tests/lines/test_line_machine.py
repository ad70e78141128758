"""Whatever is asked of a line, in whatever order: it stays what a ten-line model says it is."""

from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from building import FIRST_DAY, Story, on_day
from creditline.dates.business_date import business_date
from creditline.ledger.account import Account
from creditline.lines.available import over_limit_minor
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Status
from creditline.lines.outcome import Outcome
from creditline.lines.replay import timeline
from creditline.money.day_count import DayCount

AMOUNTS = st.one_of(st.integers(1, 30), st.integers(1, 3_000))
LIMITS = st.one_of(st.none(), st.just(0), st.integers(0, 3_000))
TERM_DAYS = 60


class Model:
    """What a line is: a limit, a status, holds, and the amounts that stand. Positive amounts are owed."""

    def __init__(self, limit_minor: int | None) -> None:
        self.limit = limit_minor
        self.status = Status.OPEN
        self.holds: dict[int, Event] = {}
        self.stands: dict[int, int] = {}
        self.reversed: set[int] = set()

    def available(self, principal: int, day: int) -> int:
        if self.status is not Status.OPEN or self.limit is None or day > TERM_DAYS:
            return 0
        return max(0, self.limit - principal - sum(hold.amount_minor for hold in self.holds.values()))


class LineMachine(RuleBasedStateMachine):
    """Every command there is, at any time, and some of them with an earlier value date."""

    @initialize(limit=LIMITS, rate_bps=st.sampled_from([0, 1, 1_825, 36_500]), day_count=st.sampled_from(DayCount))
    def open(self, limit: int | None, rate_bps: int, day_count: DayCount) -> None:
        expires_on = FIRST_DAY + timedelta(days=TERM_DAYS)
        self.terms = {"rate_bps": rate_bps, "day_count": day_count, "expires_on": expires_on}
        self.opening_limit = limit
        self.story = Story(limit, **self.terms)
        self.model = Model(limit)

    # money

    @rule(amount=AMOUNTS, ago=st.integers(0, 5))
    def draw(self, amount: int, ago: int) -> None:
        self._draw(amount, self._day(ago))

    @rule()
    def draw_all(self) -> None:
        if self.story.available:
            assert self._draw(self.story.available, self.story.day) is not None

    def _draw(self, amount: int, day: int) -> Event | None:
        before = self.story.line
        reaches_back = day < business_day(before.moved_at)
        can_now = self.model.available(before.balances.principal, business_day(before.moved_at))
        event = self.story.draw(amount, day=day)
        can = can_now if reaches_back else self._could_give(event)
        assert event.accepted == (amount <= can), (event.outcome, amount, can)
        return self._stands(event, amount)

    @rule(amount=AMOUNTS)
    def force(self, amount: int) -> None:
        event = self.story.draw(amount, forced=True)
        assert event.accepted
        assert event.forced == (amount > self._could_give(event))
        self._stands(event, amount)

    @rule(amount=AMOUNTS, ago=st.integers(0, 20))
    def repay(self, amount: int, ago: int) -> None:
        before = self.story.available
        event = self.story.repay(amount, day=self._day(ago))
        assert event.accepted, "a repayment is never refused"
        if ago == 0:
            assert self.story.available >= before
        self._stands(event, -amount)

    @rule()
    def repay_all(self) -> None:
        self._look()
        owed = sum(self.story.owed)
        if owed:
            self._stands(self.story.repay(owed), -owed)
            assert self.story.owed == (0, 0, 0)
            assert self.story.available == self.model.available(0, self.story.day)

    @rule(amount=AMOUNTS, ago=st.integers(0, 5))
    def refund(self, amount: int, ago: int) -> None:
        event = self.story.refund(amount, day=self._day(ago))
        assert event.accepted
        self._stands(event, -amount)

    @rule(amount=AMOUNTS)
    def pay_out(self, amount: int) -> None:
        credit = self.story.credit
        event = self.story.pay_out(amount)
        assert event.accepted == (amount <= credit)
        self._stands(event, amount)

    @rule(amount=st.integers(1, 100))
    def charge_fee(self, amount: int) -> None:
        event = self.story.charge_fee(amount)
        assert event.accepted == (self.model.status is not Status.CLOSED)
        self._stands(event, amount)

    # holds

    @rule(amount=AMOUNTS, days=st.integers(1, 10))
    def hold(self, amount: int, days: int) -> None:
        event = self.story.hold(amount, days=days)
        assert event.accepted == (amount <= self._could_give(event))
        self._seen(event)
        if event.accepted:
            self.model.holds[event.version] = event

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data(), share=st.fractions(0, 2))
    def capture(self, data: st.DataObject, share: Fraction) -> None:
        hold = self._any_hold(data)
        amount = max(1, int(hold.amount_minor * share))
        event = self.story.capture(hold, amount)
        self._seen(event)
        assert event.accepted == (hold.version in self.model.holds and amount <= hold.amount_minor)
        if event.accepted:
            del self.model.holds[hold.version]
        self._stands(event, amount)

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        hold = self._any_hold(data)
        event = self.story.void(hold)
        self._seen(event)
        assert event.accepted == (self.model.holds.pop(hold.version, None) is not None)

    # undoing

    @rule(data=st.data(), ago=st.integers(0, 5))
    def reverse(self, data: st.DataObject, ago: int) -> None:
        version = data.draw(st.integers(1, self.story.line.version))
        event = self.story.reverse(version, day=self._day(ago))
        self._seen(event)
        named = self.story.events[version - 1]
        name = named.origin if named.kind is not EventKind.REWOUND else version
        assert event.accepted == (name in self.model.stands)
        assert (event.outcome is Outcome.ALREADY_REVERSED) == (name in self.model.reversed)
        if event.accepted:
            del self.model.stands[name]
            self.model.reversed.add(name)

    # the line

    @rule(limit=LIMITS)
    def change_limit(self, limit: int | None) -> None:
        event = self.story.change_limit(limit)
        self._seen(event)
        assert event.accepted == (self.model.status is not Status.CLOSED)
        if event.accepted:
            self.model.limit = limit

    @rule()
    def freeze(self) -> None:
        self._become(self.story.freeze(), Status.FROZEN, from_=Status.OPEN)

    @rule()
    def unfreeze(self) -> None:
        self._become(self.story.unfreeze(), Status.OPEN, from_=Status.FROZEN)

    @precondition(lambda self: self.story.line.version > 12)
    @rule()
    def close(self) -> None:
        event = self.story.close()
        self._seen(event)
        assert event.accepted == (self.model.status is not Status.CLOSED and not self.model.holds)
        if event.accepted:
            self.model.status = Status.CLOSED

    @rule(days=st.integers(0, 12), look=st.booleans())
    def pass_time(self, days: int, *, look: bool) -> None:
        self.story.wait(days)
        if look:
            self._look()

    # what always holds

    @invariant()
    def the_line_is_what_the_model_says(self) -> None:
        line, balances = self.story.line, self.story.line.balances
        net = balances.principal + balances.interest + balances.fees - balances.credit
        assert net == sum(self.model.stands.values()) + self.story.interest_earned
        assert (line.limit_minor, line.status) == (self.model.limit, self.model.status)
        assert line.held_minor == sum(hold.amount_minor for hold in self.model.holds.values())
        assert {hold.placed_by for hold in line.holds} == set(self.model.holds)
        assert self.story.available == self.model.available(balances.principal, self.story.day)
        assert over_limit_minor(line) == max(0, balances.principal + line.held_minor - (self.model.limit or 0))

    @invariant()
    def no_balance_is_negative(self) -> None:
        balances = self.story.line.balances
        assert min(balances.principal, balances.interest, balances.fees, balances.credit) >= 0

    @invariant()
    def every_event_balances_and_continues_the_one_before(self) -> None:
        versions = [event.version for event in self.story.events]
        assert versions == list(range(1, len(versions) + 1))
        for event in self.story.events:
            assert sum(entry.amount_minor for entry in event.entries) == 0
        moved = [event.after.moved_at for event in timeline(self.story.events)]
        assert moved == sorted(moved)

    @invariant()
    def interest_is_what_the_principal_bore_day_by_day(self) -> None:
        line = self.story.line
        due = Fraction(line.terms.rate_bps * principal_days(self.story), 10_000 * line.terms.day_count.year_days)
        residue = Fraction(line.accrual_residue, 10_000 * line.terms.day_count.year_days)
        assert self.story.interest_earned + residue == due
        assert Fraction(-1, 2) <= residue < Fraction(1, 2)

    def teardown(self) -> None:
        """The same commands on a new line give the same events, to the last field."""
        if hasattr(self, "story"):
            again = Story(self.opening_limit, **self.terms)
            for command in self.story.told[1:]:
                again.tell(command)
            assert again.events == self.story.events

    # the model's book-keeping

    def _day(self, ago: int) -> int:
        return max(0, self.story.day - ago)

    def _could_give(self, event: Event) -> int:
        """What the model could give just before `event`, at the instant it took effect."""
        self._seen(event)
        before = self.story.events[event.version - 2].after
        day = (event.effective_at - on_day(0)).days
        return self.model.available(before.balances.principal, day)

    def _look(self) -> None:
        self.story.look()
        self._expire(on_day(self.story.day))

    def _seen(self, event: Event) -> None:
        self._expire(event.effective_at)

    def _expire(self, at: datetime) -> None:
        self.model.holds = {name: hold for name, hold in self.model.holds.items() if expiry(hold) > at}

    def _stands(self, event: Event, amount: int) -> Event | None:
        self._seen(event)
        if event.accepted:
            self.model.stands[event.version] = amount
        return event if event.accepted else None

    def _become(self, event: Event, status: Status, *, from_: Status) -> None:
        self._seen(event)
        assert event.accepted == (self.model.status is from_)
        if event.accepted:
            self.model.status = status

    def _any_hold(self, data: st.DataObject) -> Event:
        return self.model.holds[data.draw(st.sampled_from(sorted(self.model.holds)))]


def business_day(at: datetime) -> int:
    return (at - on_day(0)).days


def expiry(placed: Event) -> datetime:
    return next(hold.expires_at for hold in placed.after.holds if hold.placed_by == placed.version)


def principal_days(story: Story) -> int:
    """Principal times days, each movement that stands from its value date."""
    return sum(principal_moved(event) * days_since(story, event) for event in timeline(story.events))


def principal_moved(event: Event) -> int:
    return sum(entry.amount_minor for entry in event.entries if entry.account is Account.PRINCIPAL)


def days_since(story: Story, event: Event) -> int:
    terms = story.line.terms
    return terms.day_count.days(business_date(event.effective_at, terms.zone), story.line.accrued_on)


LineMachine.TestCase.settings = settings(stateful_step_count=40, max_examples=2 * settings().max_examples)
TestLine = LineMachine.TestCase

"""Whatever is asked of a line with a product, in whatever order: schedules add up, and a replay changes nothing."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from offers import INSTALMENTS, make_product, with_product

from building import FIVE_BPS_A_DAY, Story
from creditline.lines.event import Event
from creditline.lines.line import ENDED
from creditline.lines.product import Method, Prepayment
from creditline.lines.servicing import days_past_due

AMOUNTS = st.one_of(st.integers(1, 500), st.integers(1, 60_000))


class ServicingMachine(RuleBasedStateMachine):
    """Every way to draw and pay back, on time and late, with earlier value dates, returns and relief."""

    @initialize(
        prepayment=st.sampled_from(Prepayment),
        grace_days=st.sampled_from([0, 3]),
        penalty=st.sampled_from([0, 365]),
        fee=st.sampled_from([0, 100]),
        charge_off=st.sampled_from([None, 60]),
    )
    def open(self, prepayment: Prepayment, grace_days: int, penalty: int, fee: int, charge_off: int | None) -> None:
        product = make_product(
            rate_bps=FIVE_BPS_A_DAY,
            methods=(Method.REVOLVING, *INSTALMENTS),
            statement_day=5,
            due_after_days=20,
            minimum_share_bps=1_000,
            prepayment=prepayment,
            grace_days=grace_days,
            penalty_rate_bps=penalty,
            early_repayment_fee_bps=fee,
            charge_off_after_days=charge_off,
        )
        self.story = Story(100_000, **with_product(product))

    @rule(amount=AMOUNTS, method=st.sampled_from(Method), periods=st.sampled_from([3, 6, 12]))
    def draw(self, amount: int, method: Method, periods: int) -> None:
        how: dict[str, Any] = {"method": method}
        if method is not Method.REVOLVING:
            how["periods"] = periods
        self.story.draw(amount, **how)

    @rule(amount=AMOUNTS, ago=st.integers(0, 40), rail=st.sampled_from([None, "push", "direct_debit", "card"]))
    def repay(self, amount: int, ago: int, rail: str | None) -> None:
        assert self.story.repay(amount, day=max(0, self.story.day - ago), rail=rail).accepted

    @rule()
    def pay_what_is_asked(self) -> None:
        self.story.look()
        unpaid = self.story.line.servicing.unpaid_minor
        if unpaid:
            self.story.repay(unpaid)
            assert days_past_due(self.story.line.servicing, self.story.on) == 0

    @rule(amount=AMOUNTS, ago=st.integers(0, 20))
    def refund(self, amount: int, ago: int) -> None:
        assert self.story.refund(amount, day=max(0, self.story.day - ago)).accepted

    @precondition(lambda self: self._repayments())
    @rule(data=st.data())
    def bounce(self, data: st.DataObject) -> None:
        self.story.bounce(data.draw(st.sampled_from(self._repayments())))

    @rule(days=st.integers(1, 40))
    def pause(self, days: int) -> None:
        self.story.pause(days)

    @rule(periods=st.sampled_from([6, 12]))
    def stretch(self, periods: int) -> None:
        self.story.stretch(periods)

    @rule()
    def re_age(self) -> None:
        self.story.re_age()

    @rule(days=st.integers(1, 45), look=st.booleans())
    def pass_time(self, days: int, *, look: bool) -> None:
        self.story.wait(days)
        if look:
            self.story.look()

    def _repayments(self) -> list[Event]:
        return [event for event in self.story.events if event.asked_for and event.kind.value == "repayment"]

    @invariant()
    def schedules_add_up(self) -> None:
        line = self.story.line
        servicing, owed = line.servicing, line.balances
        for plan in servicing.plans:
            assert plan.drawn_minor == plan.gone_minor + sum(each.principal_minor for each in plan.instalments)
            assert min(each.principal_minor for each in plan.instalments) >= 0
        assert servicing.planned_minor + sum(due.principal_minor for due in servicing.dues) <= owed.principal
        assert sum(due.interest_minor for due in servicing.dues) <= owed.interest
        assert sum(due.fees_minor for due in servicing.dues) <= owed.fees
        assert min(owed.principal, owed.interest, owed.fees, owed.credit) >= 0

    @invariant()
    def lateness_is_that_of_the_oldest_late_due(self) -> None:
        servicing = self.story.line.servicing
        if servicing.charged_off_on is not None:
            return  # nothing is asked for any more, and how late it was stays known
        late = [due.due_on for due in servicing.dues if due.late]
        assert servicing.late_since == min(late, default=None)
        assert (servicing.bucket > 0) == bool(late)

    @invariant()
    def a_line_that_ended_asks_for_nothing(self) -> None:
        if self.story.line.status in ENDED:
            assert (self.story.line.servicing.plans, self.story.line.servicing.dues) == ((), ())

    def teardown(self) -> None:
        """The same commands on a new line give the same events, to the last field."""
        if hasattr(self, "story"):
            again = Story(100_000, **with_product(self.story.line.terms.product))
            for command in self.story.told[1:]:
                again.tell(command)
            assert again.events == self.story.events


ServicingMachine.TestCase.settings = settings(stateful_step_count=25, max_examples=settings().max_examples)
TestServicing = ServicingMachine.TestCase

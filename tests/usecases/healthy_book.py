"""A healthy book: lines that have seen every kind of event."""

from datetime import timedelta
from typing import Any

from building import FIRST_DAY, FIVE_BPS_A_DAY, Story, make_fact
from creditline.lines.attested_fact import FactKind
from creditline.store.products import product_in_force


def shop() -> Story:
    """Everything that moves money; every event is one of the corruptions' targets.

    1 opened 100,000 · 2 draw 50,000 · 3 fee 300 · 4 accrual 250 · 5 repayment 20,000 · 6 draw 200,000 refused
    7 forced draw 90,000 · 8 rewound to 5 · 9 reversal of 7 · 10 refund 1,000 · 11 accrual · 12 repayment 60,000
    13 payout 100
    """
    story = Story(100_000, line_id="line_shop", rate_bps=FIVE_BPS_A_DAY)
    story.draw(50_000)
    story.charge_fee(300)
    story.wait(10).repay(20_000)
    story.draw(200_000)
    story.reverse(story.draw(90_000, forced=True))
    story.refund(1_000)
    story.wait(10).repay(60_000)
    story.pay_out(100)
    return story


def hotel() -> Story:
    """Everything about holds, limits and statuses.

    1 opened without a limit · 2 limit 10,000 · 3 hold 1,000 captured by 7 with 600 · 4 hold 2,000 voided by 8
    5 hold 3,000 expired by 9 · 6 hold 500, open · 10 frozen · 11 hold refused · 12 unfrozen · 13 limit 100
    """
    story = Story(None, line_id="line_hotel", zone="Asia/Shanghai", expires_on=FIRST_DAY + timedelta(days=300))
    story.change_limit(10_000)
    first, second = story.hold(1_000), story.hold(2_000)
    story.hold(3_000, days=2)
    story.hold(500, days=90)
    story.capture(first, 600)
    story.void(second)
    story.wait(5).look()
    story.freeze()
    story.hold(1)
    story.unfreeze()
    story.change_limit(100)
    return story


def closed() -> Story:
    """1 opened · 2 draw 400 · 3 repayment 1,000 · 4 closed · 5 repayment 50, to the credit balance."""
    story = Story(1_000, line_id="line_closed", currency="JPY")
    story.draw(400)
    story.repay(1_000)
    story.close()
    story.repay(50)
    return story


def ended() -> Story:
    """1 opened · 2 draw 10 · 3 draw refused, since the term is over · 4 repayment 10 · 5 an income of 300 attested."""
    story = Story(1_000, line_id="line_ended", expires_on=FIRST_DAY + timedelta(days=30))
    story.wait(30).draw(10)
    story.wait(1).draw(10)
    story.repay(10)
    story.attest(make_fact(FactKind.INCOME, 300, FIRST_DAY))
    return story


def trader() -> Story:
    """Instalments, a debit that came back, relief, and an earlier day that was booked late.

    3,000 over three months: one instalment met, one missed; then what is late is due anew, and all of it paused.
    """
    story = Story(100_000, line_id="line_trader", **offered("consumer-instalments"))
    story.draw(3_000, periods=3)
    story.wait(21).look()
    story.repay(story.line.servicing.unpaid_minor)
    story.wait(39).look()
    bounced = story.repay(500, rail="direct_debit")
    story.wait(1).repay(100, rail="direct_debit")
    story.bounce(bounced)
    story.wait(40).look()
    story.re_age()
    story.pause(20)
    story.wait(30).repay(200, day=75)
    story.charge_fee(10)
    return story


def lost() -> Story:
    """A revolving line that misses a statement, is cured, misses again, is charged off by the clock, and pays."""
    story = Story(10_000, line_id="line_lost", **offered("consumer-revolving"))
    story.draw(9_000)
    story.wait(40).look()
    story.repay(7_000)
    story.wait(260).look()
    story.repay(sum(story.owed))
    return story


def offered(name: str) -> dict[str, Any]:
    """The terms of a line with one of our products."""
    product = product_in_force(name, FIRST_DAY)
    return {"product": product, "rate_bps": product.rate_bps, "day_count": product.day_count}


def healthy() -> list[Story]:
    """The stories of the book."""
    return [shop(), hotel(), closed(), ended(), trader(), lost()]

"""What is booked for an earlier day, undone, or given up flows to those who fund the line, to the cent."""

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from bookkeeping import check, with_writer
from funded_book import AGREEMENT, OWN, PARTNER

from building import MORNING, Story, make_stamp, new_key
from creditline.funding.agreement import Waterfall
from creditline.lines.commands import ChargeOff, Repay, Stamp
from creditline.store.database import Database
from creditline.usecases.bound_line import put_under_agreement
from creditline.usecases.end_of_day import close_days
from creditline.usecases.share_funding import add_participant, agree, let_withdraw
from creditline.usecases.writer import Writer


def told(url: str, story: Story, *, losses: Waterfall = Waterfall.PRO_RATA, charge_off: bool = False) -> None:
    """Carry a story out, funded from its first draw on; its partner withdraws before the last command."""

    async def work(database: Database, writer: Writer) -> None:
        for participant in (OWN, PARTNER):
            await add_participant(database, make_stamp(key=new_key()), participant)
        terms = {name: getattr(AGREEMENT, name) for name in ("id", "name", "currency", "shares")}
        await agree(database, make_stamp(key=new_key()), type(AGREEMENT)(**terms, losses=losses))
        opening, *rest, last = story.told
        await writer.submit(opening)
        await put_under_agreement(database, make_stamp(key=new_key()), story.id, AGREEMENT.id)
        for command in rest:
            await writer.submit(command)
        leaves = make_stamp(MORNING + timedelta(days=story.day), key=new_key())
        await let_withdraw(database, leaves, PARTNER.id, "the cooperation ended")
        await writer.submit(last)
        if charge_off:
            stamp = make_stamp(MORNING + timedelta(days=story.day), key=new_key())
            await writer.submit(ChargeOff(line_id=story.id, stamp=stamp, reason="given up"))
            await writer.submit(Repay(line_id=story.id, stamp=_keyed(stamp), amount_minor=10_000, currency="CNY"))
        await close_days(database, now=MORNING + timedelta(days=story.day + 3))

    with_writer(url, work)


def _keyed(stamp: Stamp) -> Stamp:
    return replace(stamp, key=new_key())


def positions(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return dict(connection.execute("SELECT participant_id, principal_minor FROM funding_position").fetchall())


def flows(url: str, flow: str) -> dict[str, int]:
    statement = "SELECT participant_id, sum(amount_minor)::bigint FROM funding_leg WHERE flow = %s GROUP BY 1"
    with psycopg.connect(url) as connection:
        return dict(connection.execute(statement, [flow]).fetchall())


def test_a_repayment_of_an_earlier_day_leaves_positions_as_if_it_had_come_in_order(
    database_url: str, other_database_url: str
) -> None:
    late = Story(100_000, line_id="line_joint")
    late.draw(50_001)
    late.wait(5).draw(1_000)
    late.wait(1).repay(20_000, day=2)
    told(database_url, late)
    in_order = Story(100_000, line_id="line_joint")
    in_order.draw(50_001)
    in_order.wait(2).repay(20_000)
    in_order.wait(3).draw(1_000)
    in_order.wait(1).look()
    told(other_database_url, in_order)
    assert positions(database_url) == positions(other_database_url)
    assert check(database_url).broken == ()


def test_a_repayment_that_is_undone_later_is_owed_to_those_it_had_paid(database_url: str) -> None:
    story = Story(100_000, line_id="line_joint")
    story.draw(50_000)
    repaid = story.wait(1).repay(20_000)
    story.wait(1).draw(1_000)
    story.wait(1).reverse(repaid)
    told(database_url, story)
    assert positions(database_url) == {"par_own": 35_700, "par_partner": 15_300}
    assert check(database_url).broken == ()


@pytest.mark.parametrize(
    ("losses", "recovered"),
    [
        (Waterfall.PRO_RATA, {"par_own": -7_000, "par_partner": -3_000}),
        (Waterfall.JUNIOR_FIRST, {"par_own": -10_000}),
        (Waterfall.SENIOR_FIRST, {"par_own": -1_000, "par_partner": -9_000}),
    ],
)
def test_what_is_recovered_goes_first_to_whom_losses_spare_longest(
    database_url: str, losses: Waterfall, recovered: dict[str, int]
) -> None:
    """21,000 and 9,000 are given up, 10,000 come in. The lender is the senior, its partner the junior."""
    story = Story(100_000, line_id="line_joint")
    story.draw(50_000)
    story.wait(1).repay(20_000)
    told(database_url, story, losses=losses, charge_off=True)
    assert flows(database_url, "recovery") == recovered
    assert check(database_url).broken == ()

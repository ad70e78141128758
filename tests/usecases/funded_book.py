"""A healthy book in which several lenders fund a line, and each way to corrupt what they have in it."""

import asyncio
from datetime import timedelta

from bookkeeping import carry_out, with_writer

from building import MORNING, Story, make_stamp, new_key
from creditline.funding.agreement import Agreement, Share
from creditline.funding.participant import Participant
from creditline.store.database import Database
from creditline.usecases.bound_line import put_under_agreement
from creditline.usecases.share_funding import add_participant, agree, let_withdraw
from creditline.usecases.writer import Writer

OWN = Participant(id="par_own", name="Our bank", currency="CNY", own=True)
PARTNER = Participant(id="par_partner", name="Harbour Bank", currency="CNY", cap_minor=30_000)
AGREEMENT = Agreement(
    id="agr_joint",
    name="Joint",
    currency="CNY",
    shares=(
        Share(participant_id=OWN.id, share_bps=7_000, valid_from=MORNING),
        Share(participant_id=PARTNER.id, share_bps=3_000, priority=2, valid_from=MORNING),
    ),
)


def joint() -> Story:
    """1 opened · 2 draw 50,001 · 3 repayment 10,000 · 4 forced draw 90,000 · 5 rewound · 6 reversal of 4 · 7 draw 1."""
    story = Story(100_000, line_id="line_joint")
    story.draw(50_001)
    story.repay(10_000)
    story.reverse(story.draw(90_000, forced=True))
    story.draw(1)
    return story


def write_funded(url: str) -> None:
    """Carry the story out, funded from its first draw on, beside a line that the lender funds alone."""

    async def work(database: Database, writer: Writer) -> None:
        alone = Story(1_000, line_id="line_alone")
        alone.draw(400)
        await carry_out(writer, alone)
        for participant in (OWN, PARTNER):
            await add_participant(database, make_stamp(key=new_key()), participant)
        await agree(database, make_stamp(key=new_key()), AGREEMENT)
        opening, *rest = joint().told
        await writer.submit(opening)
        await put_under_agreement(database, make_stamp(key=new_key()), "line_joint", AGREEMENT.id)
        await asyncio.gather(*(writer.submit(command) for command in rest))
        later = make_stamp(MORNING + timedelta(days=1), key=new_key())
        await let_withdraw(database, later, PARTNER.id, "the cooperation ended")

    with_writer(url, work)


KEEP = """
CREATE SCHEMA kept;
ALTER TABLE event ALTER COLUMN notice_id DROP EXPRESSION;
CREATE TABLE kept.event AS TABLE event;
CREATE TABLE kept.participant AS TABLE participant;
CREATE TABLE kept.funding_position AS TABLE funding_position;
CREATE TABLE kept.funding_leg AS TABLE funding_leg
"""

RESTORE = """
TRUNCATE event, participant, funding_position, funding_leg;
INSERT INTO event TABLE kept.event;
INSERT INTO participant TABLE kept.participant;
INSERT INTO funding_position TABLE kept.funding_position;
INSERT INTO funding_leg OVERRIDING SYSTEM VALUE TABLE kept.funding_leg
"""

# one row a corruption: what is done to the book, and all that the check then finds
FUNDING_CORRUPTIONS = {
    "a leg is changed": (
        """UPDATE funding_leg SET amount_minor = amount_minor + 1
           WHERE line_id = 'line_joint' AND version = 7 AND participant_id = 'par_own'""",
        {
            "funding_legs_chain": ["evt_joint_7"],
            "funding_legs_sum_to_the_principal": ["evt_joint_7"],
            "funding_positions_are_their_legs": ["line_joint"],
            "participants_are_within_their_caps": ["evt_joint_7"],
            "participants_have_their_legs": ["par_own", "par_partner"],
        },
    ),
    "a cent of a leg moves from one participant to the other": (
        """UPDATE funding_leg SET
               amount_minor = amount_minor + CASE participant_id WHEN 'par_own' THEN 1 ELSE -1 END,
               current_minor = current_minor + CASE participant_id WHEN 'par_own' THEN 1 ELSE -1 END
           WHERE line_id = 'line_joint' AND version = 5""",
        {
            "funding_legs_chain": ["evt_joint_7"],
            "funding_positions_are_their_legs": ["line_joint"],
            "participants_are_within_their_caps": ["evt_joint_5", "evt_joint_7"],
            "participants_have_their_legs": ["par_own", "par_partner"],
        },
    ),
    "a leg is lost": (
        "DELETE FROM funding_leg WHERE line_id = 'line_joint' AND version = 7",
        {
            "funding_legs_sum_to_the_principal": ["evt_joint_7"],
            "funding_positions_are_their_legs": ["line_joint"],
            "participants_have_their_legs": ["par_own", "par_partner"],
        },
    ),
    "a position is changed": (
        "UPDATE funding_position SET principal_minor = principal_minor + 1 WHERE participant_id = 'par_partner'",
        {"funding_positions_are_their_legs": ["line_joint"]},
    ),
    "a participant's total is changed": (
        "UPDATE participant SET exposure_minor = exposure_minor + 1 WHERE id = 'par_partner'",
        {"participants_have_their_legs": ["par_partner"]},
    ),
    "what stands beside a partner is changed": (
        "UPDATE participant SET beside_minor = beside_minor + 1 WHERE id = 'par_partner'",
        {"participants_have_their_legs": ["par_partner"]},
    ),
    "a draw took a participant above its cap": (
        "UPDATE funding_leg SET cap_minor = 14999 WHERE participant_id = 'par_partner' AND version = 2",
        {"participants_are_within_their_caps": ["evt_joint_2"]},
    ),
    "a leg on a line that the lender funds alone": (
        """INSERT INTO funding_leg (line_id, version, participant_id, flow, amount_minor, previous_minor, current_minor,
               exposure_minor)
           VALUES ('line_alone', 1, 'par_nobody', 'draw', 1, 0, 1, 1)""",
        {
            "funding_legs_sum_to_the_principal": ["evt_alone_1", "evt_alone_2"],
            "funding_positions_are_their_legs": ["line_alone"],
        },
    ),
    "a draw exceeds the ceiling it was held against": (
        """UPDATE event SET ceiling_minor = 50000, available_minor = 0
           WHERE line_id = 'line_joint' AND version = 2""",
        {"draws_are_within_available": ["evt_joint_2"]},
    ),
    "what was available does not follow from the ceiling": (
        "UPDATE event SET ceiling_minor = 60001 WHERE line_id = 'line_joint' AND version = 3",
        {"available_is_by_the_formula": ["evt_joint_3"]},
    ),
}

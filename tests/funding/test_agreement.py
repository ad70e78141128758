"""What can be agreed, and what cannot."""

from datetime import UTC, datetime
from typing import Any

import pytest
from partners import FIRST, OWN, SECOND, SEVENTY_THIRTY, START, make_agreement, make_share

from creditline.funding.agreement import (
    Agreement,
    AgreementUnreadable,
    ShareBelowMinimum,
    SharesIncomplete,
    ShareTwice,
    Split,
    Waterfall,
    check_agreement,
    participants_of,
    read_agreement,
)

LATER = datetime(2026, 7, 1, tzinfo=UTC)

TEXT = """
id = "agr_test"
name = "Test"
currency = "CNY"
repayments = "senior_first"

[[shares]]
participant_id = "par_own"
share_bps = 7_000
valid_from = 2026-01-01T00:00:00Z

[[shares]]
participant_id = "par_first"
share_bps = 3_000
minimum_bps = 3_000
priority = 2
valid_from = 2026-01-01T00:00:00Z
"""


def test_an_agreement_is_read_from_toml() -> None:
    agreement = read_agreement(TEXT)
    assert (agreement.split, agreement.repayments) == (Split.SHARES, Waterfall.SENIOR_FIRST)
    assert [(share.participant_id, share.share_bps, share.minimum_bps) for share in agreement.at(START)] == [
        (OWN, 7_000, 0),
        (FIRST, 3_000, 3_000),
    ]


@pytest.mark.parametrize("text", ["=", TEXT + 'colour = "red"', TEXT.replace('name = "Test"', "")])
def test_what_is_no_agreement_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(AgreementUnreadable):
        read_agreement(text)


@pytest.mark.parametrize(
    ("agreement", "refusal"),
    [
        (make_agreement(make_share(OWN, 7_000)), SharesIncomplete),
        (make_agreement(make_share(OWN, 7_000), make_share(FIRST, 3_000, minimum_bps=3_001)), ShareBelowMinimum),
        (make_agreement(make_share(OWN, 5_000), make_share(OWN, 5_000)), ShareTwice),
        (
            make_agreement(make_share(OWN, 10_000), make_share(FIRST, 3_000, valid_from=LATER)),
            SharesIncomplete,
        ),
        (make_agreement(make_share(OWN, 7_000), make_share(FIRST, 3_000, valid_until=LATER)), SharesIncomplete),
    ],
)
def test_an_agreement_that_cannot_be_carried_out_is_refused(agreement: Agreement, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_agreement(agreement)


def test_priorities_need_no_shares() -> None:
    agreement = make_agreement(make_share(OWN, 0, line_cap_minor=10), make_share(FIRST, 0), split=Split.PRIORITY)
    assert check_agreement(agreement) is agreement


def test_shares_change_at_an_instant() -> None:
    ends: dict[str, Any] = {"valid_until": LATER}
    agreement = make_agreement(
        make_share(OWN, 7_000, **ends),
        make_share(FIRST, 3_000, **ends),
        make_share(OWN, 6_000, valid_from=LATER),
        make_share(SECOND, 4_000, valid_from=LATER),
    )
    check_agreement(agreement)
    assert {share.participant_id for share in agreement.at(START)} == {OWN, FIRST}
    assert {share.participant_id for share in agreement.at(LATER)} == {OWN, SECOND}
    assert participants_of([agreement, SEVENTY_THIRTY]) == [FIRST, OWN, SECOND]


def test_a_share_that_has_ended_keeps_its_rank_for_what_it_lent() -> None:
    agreement = make_agreement(
        make_share(FIRST, 3_000, priority=1, valid_until=LATER),
        make_share(OWN, 7_000, priority=2, valid_until=LATER),
        make_share(OWN, 10_000, priority=3, valid_from=LATER),
        make_share(SECOND, 0, priority=1, valid_from=LATER),
    )
    assert agreement.priorities(START) == {FIRST: 1, OWN: 2}
    assert agreement.priorities(LATER) == {FIRST: 1, OWN: 3, SECOND: 1}


SHARE = '[[shares]]\nparticipant_id = "par_own"\n'
WHEN = "valid_from = 2026-01-01T00:00:00Z\n"


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ("", "no \\[\\[shares"),
        (f"{SHARE}share_bps = 10_000\nvalid_from = 2026-01-01\n", "valid_from needs a time and an offset"),
        (f"{SHARE}share_bps = 10_000\n{WHEN}valid_until = 2027-01-01T00:00:00\n", "valid_until needs a time"),
        (f"{SHARE}share_bps = 10_000.0\n{WHEN}", "share_bps is a whole number"),
        (f"{SHARE}share_bps = -1\n{WHEN}", "share_bps is a whole number"),
        (f"{SHARE}share_bps = 10_000\npriority = 0\n{WHEN}", "priority is a whole number from 1"),
        (f"{SHARE}share_bps = 10_000\nrate_bps = 700\n{WHEN}", "rate_bps"),
    ],
)
def test_a_share_that_is_none_is_refused_with_the_field(shares: str, said: str) -> None:
    with pytest.raises(AgreementUnreadable, match=said):
        read_agreement(f'id = "agr_a"\nname = "A"\ncurrency = "CNY"\n{shares}')

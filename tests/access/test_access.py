"""Rights, passwords, codes, links and allowances."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from creditline.access.allowance import Allowance
from creditline.access.pass_token import Pass, PassInvalid, sign, verify
from creditline.access.password import PasswordTooShort, hash_password, is_password, step_of_code
from creditline.access.rights import RIGHTS, Right, Role, rights_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SECRET = b"s" * 32
LINK = Pass("lnk_1", "link", "line_shop", NOW + timedelta(minutes=5))


def test_every_role_has_rights_and_every_right_a_role() -> None:
    assert set(RIGHTS) == set(Role)
    assert set().union(*RIGHTS.values()) == set(Right)


def test_whoever_lets_people_in_sees_no_borrower_and_whoever_looks_changes_nothing() -> None:
    changes = {
        Right.WORK_APPEALS,
        Right.APPROVE_APPEALS,
        Right.EDIT_POLICIES,
        Right.ACTIVATE_POLICIES,
        Right.MANAGE_ACCESS,
    }
    assert not RIGHTS[Role.ADMIN] & {Right.READ_LINES, Right.READ_APPEALS, Right.EXPORT}
    assert not (RIGHTS[Role.VIEWER] | RIGHTS[Role.AUDITOR]) & changes
    assert rights_of(frozenset({Role.VIEWER, Role.ADMIN})) == RIGHTS[Role.VIEWER] | RIGHTS[Role.ADMIN]


def test_a_password_is_known_by_its_hash() -> None:
    kept = hash_password("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert is_password(kept, "correct horse battery")
    assert not is_password(kept, "correct horse")
    assert not is_password("no hash", "correct horse battery")
    with pytest.raises(PasswordTooShort):
        hash_password("short")


@pytest.mark.parametrize(
    ("code_of", "after", "expected"),
    [
        (0, None, 0),
        (-1, None, -1),
        (1, None, 1),
        (2, None, None),
        (-2, None, None),
        (0, 0, None),
        (1, 0, 1),
        (0, -1, 0),
    ],
)
def test_a_code_counts_in_its_half_minute_and_once(code_of: int, after: int | None, expected: int | None) -> None:
    secret, now = pyotp.random_base32(), 60_000_000
    code = pyotp.TOTP(secret).at((now + code_of) * 30)
    last = None if after is None else now + after
    found = step_of_code(secret, code, at_s=now * 30 + 7, after=last)
    assert found == (None if expected is None else now + expected)


@pytest.mark.parametrize(
    ("text", "use", "now"),
    [
        (sign(LINK, SECRET), "session", NOW),
        (sign(LINK, SECRET), "link", NOW + timedelta(minutes=5)),
        (sign(LINK, b"t" * 32), "link", NOW),
        (sign(LINK, SECRET)[:-2] + "xx", "link", NOW),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJsaW5lX3Nob3AifQ.", "link", NOW),
        ("", "link", NOW),
    ],
)
def test_a_pass_is_refused(text: str, use: str, now: datetime) -> None:
    with pytest.raises(PassInvalid):
        verify(text, SECRET, use=use, now=now)


def test_a_pass_says_what_was_signed() -> None:
    assert verify(sign(LINK, SECRET), SECRET, use="link", now=NOW) == LINK


def test_an_allowance_fills_again_with_time() -> None:
    allowance = Allowance(per_minute=60, burst=2)
    assert [allowance.take("a", at_s) for at_s in (0.0, 0.0, 0.0, 0.5, 1.0, 1.0)] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]
    assert allowance.take("b", 1.0)

"""People with sessions, put straight into the database: the console's tests begin where signing in ends."""

from datetime import UTC, datetime, timedelta

import psycopg

from creditline.access.pass_token import Pass, sign
from creditline.access.rights import Role
from creditline.access.secret import digest

STAFF, BORROWER = "creditline_staff", "creditline_borrower"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def staff_cookie(url: str, *roles: Role, login: str = "", name: str = "Lin", sandbox: bool = False) -> dict[str, str]:
    """Add a member of staff with these roles, if they are not there, and return the Cookie header of a new session."""
    login = login or "-".join(sorted(roles))
    secret = f"ses_{login}_{datetime.now(UTC).timestamp()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO staff (id, login, name, roles, added_at) VALUES (%s, %s, %s, %s, now()) "
            "ON CONFLICT DO NOTHING",
            [f"stf_{login}", login, name, list(roles)],
        )
        connection.execute(
            "INSERT INTO staff_session VALUES (%s, %s, now(), now() + interval '1 hour')",
            [digest(secret), f"stf_{login}"],
        )
    return {"Cookie": f"{'' if sandbox else '__Host-'}{STAFF}={secret}", **SAME_ORIGIN}


def borrower_cookie(url: str, line_id: str, *, lasts: timedelta = timedelta(minutes=30)) -> dict[str, str]:
    """Return the Cookie header of a borrower's session on one line."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT secret FROM signing_secret").fetchone()
    assert found, "the server makes the secret when it starts"
    session = Pass("lnk_test", "session", line_id, datetime.now(UTC) + lasts)
    return {"Cookie": f"__Host-{BORROWER}={sign(session, bytes(found[0]))}", **SAME_ORIGIN}

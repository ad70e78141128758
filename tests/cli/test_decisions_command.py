"""`creditline decisions activate`: one person is enough in a sandbox only."""

import psycopg
from test_people import creditline


def test_outside_a_sandbox_nobody_lets_a_policy_decide_alone(database_url: str) -> None:
    asked = ["decisions", "activate", "cn-bank", "--by", "Ana", "--waiver", "in a hurry"]
    refused = creditline(database_url, *asked)
    assert (refused.returncode, "activated-alone" in refused.stderr) == (1, True)
    assert _activations(database_url) == 0
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO sandbox_clock (now_at) VALUES ('2026-01-05T00:00:00Z')")
    taken = creditline(database_url, *asked)
    assert taken.returncode == 0, taken.stderr
    assert _activations(database_url) == 1


def _activations(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM policy_activation").fetchone()
    assert row is not None
    return int(row[0])

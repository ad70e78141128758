"""A request whose connection breaks off: the caller's fault, told as one, and nothing done."""

import json
import socket
from urllib.parse import urlsplit

import httpx2
import pytest
from api_caller import Serve, cny, new_key, start_clock

SHOP = {"id": "line_shop", "name": "Corner shop", "currency": "CNY", "limit": "100.00"}
ROW = {"key": "row-1", "line_id": "line_shop", **cny("1.00")}


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/repayments/bulk", ROW), ("/v1/lines/line_shop/draws", cny("1.00"))],
    ids=["a file of rows", "a draw"],
)
def test_an_upload_that_is_broken_off_is_no_fault_of_ours_and_does_nothing(
    serve: Serve, database_url: str, path: str, body: dict[str, object]
) -> None:
    start_clock(database_url)
    with serve(database_url) as url, httpx2.Client(base_url=url) as client:
        headers = {"Idempotency-Key": new_key()}
        assert client.post("/v1/lines", json=SHOP, headers=headers).status_code == 201
        status, problem = send_half(url, path, json.dumps(body).encode())
        assert (status, problem["code"], problem["advice"]) == (400, "unreadable", "fix_request")
        assert client.get("/v1/lines/line_shop").json()["version"] == 1


def send_half(url: str, path: str, body: bytes) -> tuple[int, dict[str, object]]:
    """Announce twice the body, send it once, and end the sending side."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {new_key()}\r\nContent-Length: {2 * len(body)}\r\n\r\n"
    )
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    status, _, rest = answer.partition(b"\r\n")
    return int(status.split()[1]), json.loads(rest.partition(b"\r\n\r\n")[2])

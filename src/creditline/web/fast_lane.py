"""The short way of a plain draw or repayment: the answer that the API's handlers give, without the framework.

At a repayment peak the framework's routing, validation and response objects cost more than all of ours. Whatever is
not plainly well-formed goes to the application unchanged, and so does whatever goes wrong: there it is carried out
again under the same key, and answered with its problem. Validation, problems and the description stay in one place.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from time import monotonic
from typing import Any

import msgspec
from litestar import Litestar

from creditline.access.rights import Scope
from creditline.lines.commands import AmountCommand, Draw, Repay
from creditline.money.amount import parse_positive_minor
from creditline.usecases.sequence import Receipt
from creditline.web import patterns
from creditline.web.api.carry_out import fingerprint_of, stamped
from creditline.web.api.shapes import AmountRequest, RepaymentRequest, event_answer
from creditline.web.desk import Desk
from creditline.web.gate import bearer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_PATH = re.compile(r"/v1/lines/(line_[0-9a-z_]{1,40})/(draws|repayments)")
_KEY = re.compile(patterns.KEY)
_JSON = b"application/json"


class FastLane:
    """An ASGI application in front of `app`."""

    def __init__(self, app: Litestar) -> None:
        self._app: Any = app
        self._decode_draw = msgspec.json.Decoder(AmountRequest).decode
        self._decode_repayment = msgspec.json.Decoder(RepaymentRequest).decode
        self._encode = msgspec.json.Encoder().encode

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a plain draw or repayment; hand everything else on."""
        path = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if path is None:
            await self._app(scope, receive, send)
            return
        first = await receive()
        receipt = await self._carry_out(scope, path, first)
        if receipt is None:
            await self._app(scope, _from_the_start(first, receive), send)
        else:
            await self._answer(receipt, send)

    async def _carry_out(self, scope: Message, path: re.Match[str], first: Message) -> Receipt | None:
        """Submit the command; None for what the application shall answer."""
        headers, body = dict(scope["headers"]), first.get("body", b"")
        desk: Desk = self._app.state.desk
        key = headers.get(b"idempotency-key", b"").decode("latin-1")
        whole = headers.get(b"content-length") == str(len(body)).encode()
        if headers.get(b"content-type") != _JSON or not whole or not _KEY.fullmatch(key) or not _may(desk, headers):
            return None
        try:
            return await desk.writer.submit(self._command(desk, scope["path"], path, key, body))
        except (ValueError, LookupError, RuntimeError):
            return None

    def _command(self, desk: Desk, path: str, match: re.Match[str], key: str, body: bytes) -> AmountCommand:
        if match[2] == "draws":
            return Draw(**self._asked(self._decode_draw(body), desk, path, match, key, body))
        asked = self._decode_repayment(body)
        return Repay(**self._asked(asked, desk, path, match, key, body), rail=asked.rail, paid_from=asked.paid_from)

    def _asked(
        self, asked: AmountRequest, desk: Desk, path: str, match: re.Match[str], key: str, body: bytes
    ) -> dict[str, Any]:
        return {
            "line_id": match[1],
            "stamp": stamped(key, fingerprint_of("POST", path, body), desk.clock.now(), asked.effective_at),
            "amount_minor": parse_positive_minor(asked.amount, asked.currency),
            "currency": asked.currency,
        }

    async def _answer(self, receipt: Receipt, send: Send) -> None:
        body = self._encode(event_answer(receipt.event))
        headers = [(b"content-type", _JSON), (b"content-length", str(len(body)).encode())]
        if receipt.replayed:
            headers.append((b"idempotency-replayed", b"true"))
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _may(desk: Desk, headers: dict[bytes, bytes]) -> bool:
    """Whether the gate is known to let this in: by a key read lately, or in a sandbox. Nothing is waited for."""
    given = headers.get(b"authorization")
    if given is None:
        return desk.sandbox
    secret, at_s = bearer(given.decode("latin-1")), monotonic()
    key = desk.keys.recall(secret, at_s, desk.wall.now()) if secret else None
    return key is not None and Scope.MOVE_MONEY in key.scopes and desk.keys.may_ask(key, at_s)


def _from_the_start(first: Message, receive: Receive) -> Receive:
    """Give the message that was read already once more, then what follows."""
    read = [first]

    async def again() -> Message:
        return read.pop() if read else await receive()

    return again

"""Reading a request's body: JSON of exactly the shape that is documented, nothing converted."""

import re
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from creditline.web import patterns
from creditline.web.problems import InvalidField, Unreadable


class JsonRequest(Request[None, None, State]):
    """A request whose body is read strictly: no date out of a number, no number out of a string."""

    async def json(self) -> Any:  # noqa: ANN401 - the shape that the handler's `data` has
        """Return the body as what the handler takes; raise InvalidField, Unreadable."""
        if self.content_type[0] not in {"", "application/json"}:
            raise HTTPException(status_code=415)
        return parse(await self.body(), self.route_handler.parsed_fn_signature.parameters["data"].annotation)


def parse(body: bytes, shape: Any) -> Any:  # noqa: ANN401 - a value of the type `shape`
    """Read `body` as JSON of `shape`; raise InvalidField, Unreadable."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as invalid:
        message, _, path = str(invalid).partition(" - at `$")
        pointer = _pointer(path.strip("`")) + (f"/{named}" if (named := patterns.field_of(message)) else "")
        raise InvalidField(pointer, patterns.sentence(message)) from invalid
    except (msgspec.DecodeError, UnicodeDecodeError) as unreadable:
        raise Unreadable(str(unreadable)) from unreadable


def _pointer(path: str) -> str:
    """Write msgspec's path as a JSON pointer: .facts[1].amount is /facts/1/amount."""
    return re.sub(r"[.\[]", "/", path).replace("]", "")

"""The reference pages, served with the product: where the `type` of a problem leads."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

_IN_CHECKOUT = Path(__file__).parents[3] / "docs" / "reference"


@get("/help/{name:str}", include_in_schema=False)
async def read_help(name: FromPath[str]) -> Response[str]:
    """Serve one reference page as the Markdown it is."""
    page = _page(name)
    if page is None:
        raise NotFoundException(name)
    return Response(page, media_type="text/plain", headers={"Cache-Control": "public, max-age=3600"})


@cache
def _page(name: str) -> str | None:
    """Read a page: from the wheel, or from the checkout we run in."""
    file = f"{name}.md"
    if not name.isalpha():
        return None
    shipped = files("creditline.web").joinpath("help", file)
    found = shipped if shipped.is_file() else _IN_CHECKOUT / file
    return found.read_text(encoding="utf-8") if found.is_file() else None


HANDLERS = [read_help]

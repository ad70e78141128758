"""The built assets: read once, compressed once, cached by whoever asks."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from mimetypes import guess_type

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from creditline.web.desk import AppRequest

_A_YEAR = "public, max-age=31536000, immutable"


class AssetsMissing(RuntimeError):
    """The front-end assets were not built."""

    code = "assets-missing"

    def __init__(self, name: str) -> None:
        super().__init__(f"The asset {name} was not built. Run 'make assets', or install a released wheel.")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, the same compressed, its media type, and a hash that names this version."""

    raw: bytes
    compressed: bytes
    media_type: str
    digest: str


@cache
def asset(name: str) -> Asset:
    """Read the asset `name`; raise AssetsMissing."""
    file = files("creditline.web").joinpath("static", name)
    if "/" in name or name.startswith(".") or not file.is_file():
        raise AssetsMissing(name)
    raw = file.read_bytes()
    media_type = guess_type(name)[0] or "application/octet-stream"
    return Asset(raw, gzip.compress(raw, 9, mtime=0), media_type, sha256(raw).hexdigest()[:16])


def asset_url(name: str) -> str:
    """Return the URL of an asset, with its version, so that it can be cached for ever."""
    return f"/static/{name}?v={asset(name).digest}"


@get("/static/{name:str}", include_in_schema=False)
async def read_asset(request: AppRequest, name: FromPath[str]) -> Response[bytes]:
    """Serve one asset."""
    try:
        found = asset(name)
    except AssetsMissing as missing:
        raise NotFoundException(str(missing)) from missing
    headers = {"Cache-Control": _A_YEAR, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(found.raw, media_type=found.media_type, headers=headers)
    return Response(found.compressed, media_type=found.media_type, headers={**headers, "Content-Encoding": "gzip"})


HANDLERS = [read_asset]

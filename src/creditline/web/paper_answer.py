"""Handing a kept file out: as something to save, never as a page of ours."""

from urllib.parse import quote

from litestar import Response

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def file_answer(content: bytes, name: str, media_type: str) -> Response[bytes]:
    """Answer with a file that the browser saves; a picture may also be shown by a page of ours."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    headers = {**HEADERS, "Content-Disposition": disposition}
    return Response(content, media_type=media_type, headers=headers)

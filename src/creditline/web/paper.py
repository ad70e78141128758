"""What may be sent in as evidence: photographs, drawn anew so that nothing but the picture is left, and PDF files."""

import asyncio
import io
import re
from dataclasses import dataclass

from creditline.appeals.appeal import EvidenceKind
from creditline.usecases.file_appeal import Paper

LARGEST_BYTES = 10_000_000
LARGEST_REQUEST = 32_000_000
_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 2_400
_QUALITY = 85
_IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
_PDF = "application/pdf"
_LONGEST_NAME = 80


class PaperEmpty(ValueError):
    """A file has something in it."""

    code = "paper-empty"

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is empty. Choose the file again.")


class PaperTooLarge(ValueError):
    """A file has at most ten megabytes."""

    code = "paper-too-large"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' is larger than {LARGEST_BYTES // 1_000_000} MB. Send a smaller picture or fewer pages."
        )


class PaperUnusable(ValueError):
    """Evidence is a photograph (JPEG, PNG, WebP) or a PDF file; what a file is follows from its content."""

    code = "paper-unusable"

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is neither a photograph (JPEG, PNG, WebP) nor a PDF file. Send one of these.")


class PaperUnreadable(ValueError):
    """A photograph can be opened."""

    code = "paper-unreadable"

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' cannot be opened as a picture. Take it again, or send a PDF file.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: what it is to show, and what its sender calls it."""

    kind: EvidenceKind
    name: str
    content: bytes


async def examine(sent: Sent) -> Paper:
    """Return what is kept of a file; raise PaperEmpty, PaperTooLarge, PaperUnusable, PaperUnreadable."""
    name = safe_name(sent.name)
    if not sent.content:
        raise PaperEmpty(name)
    if len(sent.content) > LARGEST_BYTES:
        raise PaperTooLarge(name)
    media_type = _sniffed(sent.content)
    if media_type == _PDF:
        return Paper(sent.kind, _with_suffix(name, "pdf"), _PDF, sent.content)
    if media_type not in _IMAGES:
        raise PaperUnusable(name)
    drawn = await asyncio.to_thread(_drawn_anew, sent.content, name)
    return Paper(sent.kind, _with_suffix(name, "jpg"), "image/jpeg", drawn)


def safe_name(name: str) -> str:
    """Return a file's name as it may stand in a header and on a page: no path, no control characters, not too long."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(sign if sign.isprintable() and sign not in '"<>|:*?;' else "_" for sign in last).strip(" .")
    return kept[-_LONGEST_NAME:] or "file"


def _sniffed(content: bytes) -> str:
    from filetype import guess_mime  # noqa: PLC0415 - only needed when somebody sends a file

    return str(guess_mime(content[:8192]) or "")


def _drawn_anew(content: bytes, name: str) -> bytes:
    """Decode a picture and encode its pixels: what else the file held, place and camera among it, is gone."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - as above

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise PaperTooLarge(name)
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as broken:
        raise PaperUnreadable(name) from broken
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    encoded = io.BytesIO()
    bare.save(encoded, "JPEG", quality=_QUALITY)
    return encoded.getvalue()


def _with_suffix(name: str, suffix: str) -> str:
    stem, dot, _ = name.rpartition(".")
    return f"{stem if dot else name}.{suffix}"

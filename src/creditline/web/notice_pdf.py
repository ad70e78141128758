"""A notice as a PDF: A4, set by Typst in this process, with the fonts that the machine has."""

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from creditline.notices.written import instant
from creditline.store.notice_files import StoredNotice

if TYPE_CHECKING:
    from typst import Compiler

_TEMPLATE = Path(__file__).parent / "templates" / "notice.typ"
_WORDS = {
    "en": {
        "reasons": "Reasons",
        "number": "Notice",
        "given": "Given",
        "hash": "Hash of its content",
        "translation": "Translation. The Chinese text binds.",
    },
    "zh": {
        "reasons": "原因",
        "number": "通知编号",
        "given": "发出时间",
        "hash": "内容哈希值",
        "translation": "译文，以英文文本为准。",
    },
}
_ONE_AT_A_TIME = Lock()


def notice_pdf(notice: StoredNotice, language: str) -> bytes:
    """Set a notice in "en" or "zh"; says so where that is not the language that binds. Same notice, same bytes."""
    words = _WORDS[language]
    text = notice.texts[language]
    told = {
        "lang": language,
        "lender": notice.lender,
        "title": text.title,
        "lead": text.lead,
        "rows": text.rows,
        "reasons": text.reasons,
        "closing": text.closing,
        "words": words,
        "translated": language != notice.language,
        "id": notice.id,
        "line": notice.line_id,
        "given": instant(notice.given_at, notice.zone)[0 if language == "en" else 1],
        "sha256": notice.sha256,
    }
    inputs = {"notice": json.dumps(told, ensure_ascii=False)}
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            _template(),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards="a-2b",
            timestamp=int(notice.given_at.timestamp()),
        )
    if not isinstance(made, bytes):  # a PDF is one file, whatever its pages
        raise TypeError(type(made))
    return made


@cache
def _compiler() -> "Compiler":
    """Make the one compiler: looking through the machine's fonts takes a third of a second."""
    from typst import Compiler  # noqa: PLC0415 - thirty megabytes that only a PDF needs

    return Compiler()


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()

"""No text that reaches a borrower says nothing, or blames a repayment: policies, law, cards, lessons, pages."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from creditline.decisions import wording
from creditline.decisions.wording import text_faults

SOURCE = Path(__file__).resolve().parent.parent / "src" / "creditline"
_LANGUAGES = {"en", "zh"}
_QUOTED = re.compile(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"')


def texts() -> Iterator[tuple[str, str]]:
    """Every text we ship for people to read, with where it stands."""
    for path in sorted(SOURCE.rglob("*.toml")):
        yield from ((path.name, text) for text in _spoken(tomllib.loads(path.read_text(encoding="utf-8"))))
    for path in sorted((SOURCE / "web" / "templates").rglob("*.html")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((SOURCE / "web" / "locales").rglob("*.po")):
        with path.open("rb") as opened:
            for message in read_po(opened, locale="zh_CN"):
                yield from ((path.name, str(text)) for text in (message.id, message.string) if text)
    for code, words in wording._TEXTS.items():
        yield from ((code, text) for text in words)
    for path in sorted((SOURCE / "decisions").glob("*.py")):
        if path.name != "wording.py":
            yield from ((path.name, text) for text in _QUOTED.findall(path.read_text(encoding="utf-8")))


def _spoken(content: Any, key: str = "") -> Iterator[str]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _spoken(value, name)
    elif isinstance(content, list):
        for value in content:
            yield from _spoken(value)
    elif isinstance(content, str) and key in _LANGUAGES | {"title"}:
        yield content


def test_nothing_that_is_shipped_says_nothing_or_blames_a_repayment() -> None:
    found = [(place, fault) for place, text in texts() for fault in text_faults(text)]
    assert found == []


def test_the_search_reads_policies_law_lessons_templates_and_both_languages() -> None:
    read = list(texts())
    places = {place for place, _ in read}
    assert {"behaviour.toml", "cn.toml", "lessons.toml", "_monitor.html", "creditline.po", "flags.py"} <= places
    said = {text for _, text in read}
    assert "您的收入对应 {income_cap}。" in said
    assert "当前可用额度" in said


@pytest.mark.parametrize(
    "text",
    [
        "Your score too low for this.",
        "Declined by Internal Policy.",
        "It was a system decision.",
        "Under our credit rules.",
        "综合评分不足",
        "根据内部政策",
        "因您还款，额度下调",
        "Lowered because you repaid.",
    ],
)
def test_each_forbidden_phrase_is_found_in_either_language(text: str) -> None:
    assert text_faults(text) != []

"""From S-FEEL text to tokens, with their places. Names may hold blanks when they are known beforehand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BLANK = re.compile(r"\s+|//[^\n]*|/\*.*?\*/", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAME = re.compile(r"@?[^\W\d]\w*")
_SIGN = re.compile(r"\.\.|\*\*|<=|>=|!=|[-+*/()\[\],.<>=:]")
_BOUNDARY = re.compile(r"\w")


class FeelMalformed(ValueError):
    """A text must be an S-FEEL expression or an S-FEEL list of tests."""

    code = "feel-malformed"

    def __init__(self, text: str, at: int, why: str) -> None:
        super().__init__(f"'{text}' cannot be read at position {at + 1}: {why}.")
        self.at = at
        self.why = why


class FeelUnsupported(ValueError):
    """An expression must stay within compliance level 2 of DMN."""

    code = "feel-unsupported"

    def __init__(self, text: str, at: int, what: str) -> None:
        super().__init__(
            f"'{text}' uses {what} at position {at + 1}, which is outside DMN compliance level 2. "
            "Write it as rows of a table, or as a decision of its own."
        )
        self.at = at
        self.what = what


@dataclass(frozen=True, slots=True)
class Token:
    """One token. kind: number, string, name, sign or end."""

    kind: str
    text: str
    at: int


def scan(text: str, names: Iterable[str] = ()) -> list[Token]:
    """Return the tokens of `text`, closed by an `end`; the longest of the known `names` wins."""
    known = sorted((name for name in names if not _NAME.fullmatch(name)), key=len, reverse=True)
    patterns = [(name, _pattern(name)) for name in known]
    tokens, at = [], 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        if blank:
            at = blank.end()
            continue
        token, at = _next(text, at, patterns)
        tokens.append(token)
    return [*tokens, Token("end", "", at)]


def _pattern(name: str) -> re.Pattern[str]:
    """A known name matches with any blanks between its parts."""
    return re.compile(r"\s+".join(map(re.escape, name.split())))


def _next(text: str, at: int, patterns: list[tuple[str, re.Pattern[str]]]) -> tuple[Token, int]:
    for name, pattern in patterns:
        match = pattern.match(text, at)
        if match and not (_BOUNDARY.match(name[-1]) and _BOUNDARY.match(text, match.end())):
            return Token("name", name, at), match.end()
    for kind, shape in (("number", _NUMBER), ("string", _STRING), ("name", _NAME), ("sign", _SIGN)):
        match = shape.match(text, at)
        if match:
            return Token(kind, match[0], at), match.end()
    if text[at] in "{}?^%|&":
        raise FeelUnsupported(text, at, f"'{text[at]}'")
    raise FeelMalformed(text, at, f"'{text[at]}' begins nothing in S-FEEL")

"""Texts in both languages, with numbers filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in English and Chinese. `{name}` stands for a fact, column, output, parameter or step."""

    en: str
    zh: str

    def names(self) -> set[str]:
        """Return the names that the text fills in, which are the same in both languages."""
        return placeholders(self.en) | placeholders(self.zh)

    def filled(self, values: Mapping[str, object]) -> dict[str, str]:
        """Return {"en": …, "zh": …} with every `{name}` replaced."""
        return {"en": self.en.format_map(values), "zh": self.zh.format_map(values)}


def placeholders(text: str) -> set[str]:
    """Return the names between braces; raises ValueError for a lone brace."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

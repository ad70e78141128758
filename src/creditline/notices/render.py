"""Filling a template: all fields that the rules ask for are there, and no word is one that may not be said."""

from collections.abc import Iterable, Mapping, Sequence

from creditline.decisions.wording import text_faults
from creditline.money.grouped import grouped
from creditline.notices.notice import LANGUAGES, Both, Kind, Text
from creditline.notices.wording import FIELDS, TEMPLATES

_MOST_REASONS = 4
_REASONS = frozenset({"reasons", "reason", "key_factors"})


class FieldsMissing(ValueError):
    """A notice holds every field that a rule asks for, or is not given."""

    code = "notice-fields-missing"

    def __init__(self, kind: Kind, missing: Sequence[str]) -> None:
        super().__init__(
            f"The notice {kind.value} must say {', '.join(missing)}. Tell what is missing at /v1/lender/identity."
        )
        self.missing = tuple(missing)


class WordsForbidden(ValueError):
    """A notice names what it rests on, and blames no repayment."""

    code = "notice-words-forbidden"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"The notice may not be given like this: {'; '.join(faults)}.")


def render(
    kind: Kind, given: Mapping[str, Both], *, required: Iterable[str] = (), reasons: Sequence[Both] = ()
) -> dict[str, Text]:
    """Return the texts in every language; raise FieldsMissing, WordsForbidden.

    given: fields by name; those in FIELDS become rows, the others are only named in sentences. The first four reasons
    are told.
    """
    reasons = reasons[:_MOST_REASONS]
    known = {name for name, (en, zh) in given.items() if en and zh} | (_REASONS if reasons else frozenset())
    missing = sorted(set(required) - known)
    if missing:
        raise FieldsMissing(kind, missing)
    texts = {language: _text(kind, given, reasons, which) for which, language in enumerate(LANGUAGES)}
    faults = [fault for text in texts.values() for said in _said(text) for fault in text_faults(said)]
    if faults:
        raise WordsForbidden(faults)
    return texts


def _text(kind: Kind, given: Mapping[str, Both], reasons: Sequence[Both], which: int) -> Text:
    template = TEMPLATES[kind]
    values = {name: both[which] for name, both in given.items()}
    return Text(
        title=template.title[which],
        lead=template.lead[which].format(**values),
        rows=tuple((name[which], values[field]) for field, name in FIELDS.items() if values.get(field)),
        reasons=tuple(_reason(reason[which]) for reason in reasons),
        closing=tuple(sentence[which] for sentence in template.closing),
    )


def _reason(words: str) -> str:
    """Write a reason to be read: a capital first, long numbers with separators."""
    parted = grouped(words)
    return parted[:1].upper() + parted[1:]


def _said(text: Text) -> list[str]:
    return [text.title, text.lead, *text.reasons, *text.closing, *(value for _, value in text.rows)]

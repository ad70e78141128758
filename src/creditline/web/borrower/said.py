"""What was said to a borrower's answer, by a name that the address of the page can carry."""

from enum import StrEnum

from creditline.web.borrower.wording import Message
from creditline.web.i18n import N_, Language


class Said(StrEnum):
    """What became of an answer."""

    RAISED = "raised"
    KEPT = "kept"
    DECLINED = "declined"
    CLOSED = "closed"
    LATER = "later"


_WORDS = {
    Said.RAISED: ("success", N_("Your limit is higher now, and can be used at once.")),
    Said.KEPT: ("warning", N_("It was decided anew, and the limit stays: the reasons stand below.")),
    Said.DECLINED: ("success", N_("Declined. Your limit stays as it is, and saying no costs nothing.")),
    Said.CLOSED: ("warning", N_("This offer was answered already or has ended.")),
    Said.LATER: ("warning", N_("That could not be decided now. Nothing was changed; try again later.")),
}


def said_words(name: str, language: Language) -> Message | None:
    """Return the message of this name; None for any other text in the address."""
    if name not in set(Said):
        return None
    tone, words = _WORDS[Said(name)]
    return Message(tone, language.gettext(words))

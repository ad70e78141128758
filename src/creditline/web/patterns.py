"""The patterns of the API's fields, and what is said to who does not meet one, or any other demand of a field."""

import re
from collections.abc import Iterator

_END = r"$(?!\n)"  # Python's $ alone also matches before a final line feed

AMOUNT = r"^[0-9]{1,15}(\.[0-9]{1,3})?" + _END
CURRENCY = "^[A-Z]{3}" + _END
LINE_ID = "^line_[0-9a-z_]{1,40}" + _END
EVENT_ID = "^evt_[0-9a-z_]{1,40}_[0-9]{1,9}" + _END
CUSTOMER_ID = "^cus_[0-9a-z_]{1,40}" + _END
GROUP_ID = "^grp_[0-9a-z_]{1,40}" + _END
CONSENT_ID = "^con_[0-9a-z_]{1,40}" + _END
PARTICIPANT_ID = "^par_[0-9a-z_]{1,40}" + _END
AGREEMENT_ID = "^agr_[0-9a-z_]{1,40}" + _END
NAME = "^[a-z][a-z0-9_]{0,39}" + _END
APPEAL_ID = "^app_[0-9a-f]{1,40}" + _END
SUBJECT = "^(dec|flag|evt)_[0-9a-z_]{1,60}" + _END
PHONE = "^[0-9+ ()-]{7,30}" + _END
SHA256 = "^[0-9a-f]{8,64}" + _END
CERTIFICATE_ID = "^prf_[0-9a-f]{8,64}" + _END
PROPOSAL_ID = "^prop_[0-9a-f]{8,64}" + _END
POLICY_ID = "^[a-z][a-z0-9_-]{0,59}" + _END
KEY = "^[!-~]{1,200}" + _END
NOTICE_ID = "^ntc_[0-9a-z_~]{1,120}" + _END
ENDPOINT_ID = "^whe_[0-9a-z]{1,40}" + _END
MESSAGE_ID = "^msg_[0-9a-f]{1,40}" + _END
NUMBER = "^[0-9]{1,18}" + _END
EMAIL = r"^[^@\s\x00-\x1f<>,;\"]+@[^@\s\x00-\x1f<>,;\"]+" + _END
URL = r"^https?://[!-~]+" + _END
CARD_ID = "^card_[0-9a-f]{8,64}" + _END
FLAG_ID = "^flag_[A-Za-z0-9_~-]{1,80}" + _END
OFFER_ID = "^offer_[0-9a-f]{32}" + _END
DECISION_ID = "^dec_[0-9a-f]{32}" + _END
LAW = "^[a-z]{2,10}" + _END
STATUS = "^(open|frozen|closed)" + _END
METHOD = "^(revolving|bullet|interest_first|equal_principal|equal_instalments)" + _END
PLAN = "^(pause|stretch|re_age)" + _END
TEXT = r"^[^\x00]*$"

SENTENCES = {
    AMOUNT: 'Write an amount as a string of digits with at most the decimals of its currency, such as "120.00".',
    CURRENCY: "Give a currency as its ISO 4217 code in capitals, such as CNY.",
    LINE_ID: "A line's id is line_ followed by 1 to 40 of the characters 0-9, a-z and _.",
    APPEAL_ID: "An appeal's id is app_ followed by hexadecimal digits.",
    SUBJECT: "Give the id of a decision (dec_…), of a flag (flag_…) or of an event of the line (evt_…).",
    PHONE: "Give a phone number in digits; +, spaces, brackets and hyphens may stand between them.",
    EVENT_ID: "An event's id is evt_, then the line's id without line_, then _ and the version, such as evt_shop_4.",
    CUSTOMER_ID: "A customer's id is cus_ followed by 1 to 40 of the characters 0-9, a-z and _.",
    GROUP_ID: "A group's id is grp_ followed by 1 to 40 of the characters 0-9, a-z and _.",
    CONSENT_ID: "A consent's id is con_ followed by 1 to 40 of the characters 0-9, a-z and _.",
    PARTICIPANT_ID: "A participant's id is par_ followed by 1 to 40 of the characters 0-9, a-z and _.",
    SHA256: "A policy's version is the hash of its files: 64 hexadecimal digits, or the first of them.",
    CERTIFICATE_ID: "A certificate's id is prf_ followed by hexadecimal digits.",
    PROPOSAL_ID: "A proposal's id is prop_ followed by hexadecimal digits.",
    POLICY_ID: "A policy's id is written in small letters, digits, _ and -, a letter first.",
    AGREEMENT_ID: "An agreement's id is agr_ followed by 1 to 40 of the characters 0-9, a-z and _.",
    NAME: "Write a name of 1 to 40 of the characters a-z, 0-9 and _, beginning with a letter.",
    KEY: (
        "Send an Idempotency-Key header of 1 to 200 visible ASCII characters: new for each request, and the same "
        "when you repeat one."
    ),
    CARD_ID: "A card's id is card_ followed by 64 of the characters 0-9 and a-f; its first 8 are enough.",
    NOTICE_ID: "A notice's id is ntc_ followed by the id of what it tells of.",
    ENDPOINT_ID: "An endpoint's id is whe_ followed by 1 to 40 of the characters 0-9 and a-z.",
    MESSAGE_ID: "A message's id is msg_ followed by hexadecimal digits.",
    NUMBER: "Give the next_cursor of the page before.",
    EMAIL: "Give one e-mail address, such as shop@example.com.",
    URL: "Give an address that begins with https:// (in a sandbox http:// too), in ASCII.",
    FLAG_ID: "A flag's id is flag_ followed by what it was raised for; /v1/flags lists them.",
    OFFER_ID: "An offer's id is offer_ followed by 32 hexadecimal digits.",
    DECISION_ID: "A decision's id is dec_ followed by 32 hexadecimal digits.",
    LAW: "Name a pack of law in 2 to 10 small letters, such as cn.",
    STATUS: "A line becomes open, frozen or closed.",
    METHOD: "A draw is repaid as revolving, bullet, interest_first, equal_principal or equal_instalments.",
    PLAN: "Relief is a pause, a stretch or re_age.",
    TEXT: "The text holds a NUL character, which cannot be kept. Leave it out.",
}

_INSTANT = 'Write an instant with its offset, such as "2026-11-23T08:00:00+08:00" (in a URL, + is written %2B).'
_MESSAGES = {  # msgspec's, with what to say instead
    r"Expected `datetime` with a timezone component": _INSTANT,
    r"Invalid RFC3339 encoded datetime|Timestamp is out of range": _INSTANT,
    r"Invalid RFC3339 encoded date": 'Write a date as year, month and day, such as "2026-11-23".',
    r"Invalid enum value (?P<value>.+)": "{value} is none of the values this field takes; /docs lists them.",
    r"Expected `str` of length >= (?P<least>\d+)": "The text is too short: it needs {least} or more characters.",
    r"Expected `str` of length <= (?P<most>\d+)": "The text is longer than {most} characters.",
    r"Expected `int` >= (?P<least>-?\d+)": "Give a whole number of {least} or more.",
    r"Expected `int` <= (?P<most>-?\d+)": "Give a whole number of {most} or less.",
    r"Object missing required field `.*`": "It is missing, and it is required.",
    r"Object contains unknown field `.*`": "There is no such field; /docs lists those there are.",
    r"Expected `(?P<wanted>.+)`, got `(?P<given>.+)`": "Give {wanted}, not {given}.",
}
_WORDS = {
    "str": "a string",
    "int": "a whole number",
    "float": "a decimal number",
    "bool": "true or false",
    "object": "an object",
    "array": "an array",
    "date": "a date",
    "datetime": "an instant",
}


def sentence(message: str) -> str:
    """Return a validation message in words a person can act on."""
    for pattern, words in SENTENCES.items():
        if repr(pattern)[1:-1] in message or pattern in message:
            return words
    for shape, words in _MESSAGES.items():
        if found := re.fullmatch(shape, message.strip(" .")):
            return words.format(**{name: " or ".join(_in_words(part)) for name, part in found.groupdict().items()})
    return message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")


def field_of(message: str) -> str | None:
    """Return the field that a message about a whole object names: one that is missing or unknown; None otherwise."""
    found = re.match(r"Object (?:missing required|contains unknown) field `(.*)`", message)
    return found[1] if found else None


def _in_words(types: str) -> Iterator[str]:
    for name in types.split(" | "):
        yield _WORDS.get(name, name)

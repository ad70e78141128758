"""Who gives the notices: what the law wants a lender to say of itself."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lender:
    """The lender as its notices name it; what is empty is not known, and a notice that must say it is refused.

    agency: the authority that watches over equal treatment. score_range: of the bureau's score, such as "300 to 850".
    """

    name: str = ""
    address: str = ""
    contact: str = ""
    agency: str = ""
    bureau_name: str = ""
    bureau_contact: str = ""
    score_range: str = ""


NOBODY = Lender()


def lender_text(lender: Lender) -> str:
    """Write a lender as JSON."""
    return json.dumps(asdict(lender), ensure_ascii=False, sort_keys=True)


def lender_of(text: str | None) -> Lender:
    """Read a lender back; None: nothing was said of it yet."""
    return Lender(**json.loads(text)) if text else NOBODY

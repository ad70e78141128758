"""Columns that may not be used in a decision on credit, by their names, and the rule that forbids each."""

import re

_RULES = {
    "CN-19": r"religion|gene(tic)?s?|fingerprint|blood_?type|illness|disease|disability",
    "US-06": r"sex|gender|race|colou?r|ethnic(ity)?|national(ity|_?origin)|marri(age|ed)|marital(_?status)?"
    r"|pregnan(t|cy)|public_?assistance",
    "US-17": r"(scra|relief|hardship)_?(request|stay)",
}


def forbidding_rule(name: str) -> str | None:
    """Return the id of the rule that forbids a column of this name, or None."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|\W+", "_", name).lower()
    for rule, forbidden in _RULES.items():
        if re.search(rf"(^|_)({forbidden})(_|$)", words):
            return rule
    return None

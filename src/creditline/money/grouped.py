"""Long numbers as people read them: with a separator before every three digits."""

import re

_LONG_NUMBER = re.compile(r"(?<![\w.,])(?<!\w-)\d{4,}(?=(?:\.\d+)?(?!\w|年|[-:/]\d))", re.ASCII)


def grouped(sentence: str) -> str:
    """Write the long numbers of a sentence with separators: 3983.33 → 3,983.33; dates and ids stay as they are."""
    return _LONG_NUMBER.sub(lambda found: f"{int(found[0]):,}", sentence)

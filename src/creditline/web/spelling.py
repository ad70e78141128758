"""How a Chinese name is spelt: in pinyin without tones, and by initials."""

import re

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def spelt(name: str) -> tuple[str, str]:
    """Return pinyin and initials in lower case: 张伟 → zhangwei, zw. Two empty texts for a name without Chinese."""
    if not _CHINESE.search(name):
        return "", ""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary is large

    syllables = lazy_pinyin(name, errors="ignore", style=Style.NORMAL)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)

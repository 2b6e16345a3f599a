"""Chinese names: the letters by which they are sorted and searched, and the short form for a screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

# Readings of place names that the general dictionary gets wrong. The dictionary matches phrases anywhere in
# a name, so a phrase stands here in the length in which it occurs.
PHRASES = {
    "长丰": [["cháng"], ["fēng"]],
    "长宁": [["cháng"], ["níng"]],
    "长淮": [["cháng"], ["huái"]],
    "长临河": [["cháng"], ["lín"], ["hé"]],
    "六安": [["lù"], ["ān"]],
    "柘皋": [["zhè"], ["gāo"]],
    "中垾": [["zhōng"], ["hàn"]],
    "烔炀": [["tóng"], ["yáng"]],
    "撮镇": [["cuō"], ["zhèn"]],
    "元疃": [["yuán"], ["tuǎn"]],
    "重庆": [["chóng"], ["qìng"]],
}


@cache
def _reader() -> Callable[[str], list[str]]:
    """Return the dictionary's reader; only who writes names needs its forty megabytes, no page does."""
    from pypinyin import lazy_pinyin, load_phrases_dict  # noqa: PLC0415

    load_phrases_dict(PHRASES)
    reader: Callable[[str], list[str]] = lazy_pinyin
    return reader


_COMMITTEE = re.compile(r"(?<![管理])居?民?委员?会?$")


@dataclass(frozen=True, slots=True)
class NameKeys:
    """How a name is sorted and found by typing letters: 长丰县 is `changfengxian` and `cfx`."""

    pinyin: str
    initials: str


def name_keys(name: str) -> NameKeys:
    """Return the keys of a name: lower case, no tones, no spaces; digits and letters stay as they are."""
    syllables = [syllable.lower() for syllable in _reader()(name)]
    return NameKeys("".join(syllables), "".join(_initial(syllable) for syllable in syllables))


def short_name(name: str) -> str:
    """Return a community's name without the word for its committee: 方塘社区居民委员会 is 方塘社区."""
    return _COMMITTEE.sub("", name) or name


def _initial(syllable: str) -> str:
    return syllable if syllable[0].isdigit() else syllable[0]

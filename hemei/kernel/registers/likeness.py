"""When two names are likely the same: what people vary in writing them does not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_DROPPED = re.compile(r"[\s·•・.,，。、;；:：\"'“”‘’\-—_()\[\]【】<>《》#＃]+")
_CHINESE = dict(zip("一二三四五六七八九", "123456789", strict=True))
_COUNTED = re.compile(r"[一二三四五六七八九](?=[期区村组号幢栋座])")


def loose(text: str, endings: Sequence[str] = ()) -> str:
    """Return a text without width, case, spaces, brackets and marks; 一期 is 1期; one of the endings falls away."""
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold()
    plain = _COUNTED.sub(lambda found: _CHINESE[found[0]], plain)
    for ending in endings:
        if plain.endswith(ending) and len(plain) > len(ending):
            return plain.removesuffix(ending)
    return plain

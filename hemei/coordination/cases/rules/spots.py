"""Where in an estate a trouble lies, as far as two reports can be held against each other.

The register's building comes first; else what the words of the spot name: a building by its number, however it is
written (3幢, 3号楼, 三栋), a gate, the garage. Other words say the same place in a hundred ways and are no key: they
count as saying nothing, and the estate is the place.
"""

from __future__ import annotations

import re

_DIGITS = {one: str(number) for number, one in enumerate("零一二三四五六七八九")} | {
    "〇": "0", "两": "2", **{chr(0xFF10 + number): str(number) for number in range(10)},
}  # fmt: skip
_NUMBER = "[0-9０-９零〇一二两三四五六七八九十百]{1,5}"
_BUILDING = re.compile(rf"({_NUMBER})\s*(?:#|＃)?\s*(?:号\s*楼|幢|栋|座|#|＃)")
_GATE = re.compile("[东南西北]大?门|正门|大门")
_GARAGE = re.compile("地下车库|地下停车场|地库|车库")


def spot_key(house: str, spot: str) -> str:
    """Return the key of a place within its estate, empty where nothing is said that two reports share."""
    return _key(house) or house.strip() or _key(spot)


def _key(words: str) -> str:
    found = _BUILDING.search(words)
    if found is not None:
        number = _number(found[1])
        return f"{number}幢" if number else ""
    if (gate := _GATE.search(words)) is not None:
        return gate[0].replace("大门", "门") if gate[0] != "大门" else "大门"
    return "车库" if _GARAGE.search(words) else ""


def _number(written: str) -> int:
    """Return the number of a building in figures of either script, or 0 where it is none."""
    if "十" not in written and "百" not in written:
        return int("".join(_DIGITS.get(one, one) for one in written))
    total, digit = 0, 0
    for one in written:
        if one in "十百":
            total += (digit or 1) * (10 if one == "十" else 100)
            digit = 0
        else:
            digit = int(_DIGITS.get(one, one))
    return total + digit

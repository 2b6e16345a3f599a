"""When a row of a file likely means an estate or a building that is on record under other words."""

from __future__ import annotations

import re

from hemei.kernel.decision import mark
from hemei.kernel.registers.likeness import loose

NAME, ADDRESS, ELSEWHERE, NUMBER = "name", "address", "elsewhere", "number"
ESTATE_LIKENESSES = {
    NAME: mark("同一社区，名称只是写法不同"),
    ADDRESS: mark("同一社区，地址相同"),
    ELSEWHERE: mark("名称相同，在另一个社区"),
}
BUILDING_LIKENESSES = {NUMBER: mark("同一小区，楼号相同，只是写法不同")}
_ENDINGS = ("住宅小区", "居民小区", "小区")
_BUILDING = re.compile(r"第?([a-z]?)0*(\d{1,4})([a-z]?)(?:号楼|号房|幢|栋|座|号|楼)?")


def estate_key(name: str) -> str:
    """Return what is left of an estate's name where only the writing varies: 翡翠花园(一期) is 翡翠花园1期小区."""
    return loose(name, _ENDINGS)


def address_key(address: str) -> str:
    """Return an address without what people vary in writing it; one without a house number names many and none."""
    plain = loose(address, ("号院", "号"))
    return plain if any(character.isdigit() for character in plain) else ""


def building_key(name: str) -> str:
    """Return a building's number: 1幢, 01栋, 1号楼 and 1# are the same; a name without one is its own key."""
    plain = loose(name)
    found = _BUILDING.fullmatch(plain)
    return "".join(found.groups()) if found else plain

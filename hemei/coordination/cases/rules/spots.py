"""Where in an estate a trouble lies, as far as two reports can be held against each other.

The key says in one order and spelling what is named: phase, district, building, unit, floor (`2期东区A1幢2单元5层`);
where no building is named, a gate or the garage; else only phase and district. The register's building comes before
the words of the spot, which may only say more of that same building. Other words say the same place in a hundred ways
and are no key: they count as saying nothing, and the estate is the place.

What is named by one report and not by the other is another key: nobody knows that it is the same. Two traps: 座 and 栋
also count things (15座面包车, 两栋楼), so 座 after a number needs a word of a place behind it and 两 names no building;
and 楼 is a building after 号, # or a letter, else a floor.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

_ROMAN = {0x2160 + number: str(number + 1) for number in range(12)}
_DIGITS = {one: number for number, one in enumerate("〇一二三四五六七八九")} | {"零": 0}
_WRITTEN = re.compile("[零〇一二三四五六七八九十百]{1,5}(?=\\s*(?:[号栋幢座层楼期区#]|单元|组团))")

_LETTER = "[A-Z甲乙丙丁]"
_PHASE = re.compile("(?<![0-9A-Z上下本])([0-9]{1,2})\\s*期(?![间限末满付货款费账])")
_DISTRICT = re.compile(f"(?<![0-9A-Z])([东南西北]{{1,2}}|{_LETTER}|[0-9]{{1,2}})\\s*(区|组团)")
_OF_A_PLACE = (
    "$|[\\s0-9,，.。、;；:：()和与跟到至对附负顶旁前后东西南北左右里内侧下上楼门边]"
    "|单元|电梯|地下|地库|大厅|大堂|大门|住户|业主|居民|走廊|过道|公共|入户|入口|出口|外[墙面侧]|的(?!.{0,6}(?:车(?![库棚位])|巴))"
)
_BUILDING = re.compile(
    f"(?<![0-9A-Z])(?:([A-Z]?-?[0-9]{{1,4}}[A-Z]?)\\s*(?:号?\\s*[幢栋]|号\\s*楼|#(?!\\s*车)|座(?={_OF_A_PLACE}))"
    f"|({_LETTER})\\s*(?:号?\\s*[幢栋]|号?\\s*楼|#|座(?![椅位])))"
)
_DOOR = re.compile("(?<![0-9A-Z-])([A-Z]?[0-9]{1,3})-([0-9]{1,2})-[0-9]{3,4}(?![0-9-])")
_BARE = re.compile(f"({_LETTER}?-?[0-9]{{1,4}}[A-Z]?|{_LETTER})号?(?:\\s|$)")
_UNIT = re.compile(f"([0-9]{{1,2}}|{_LETTER}|[东南西北中])\\s*单元")
_FLOOR = re.compile(
    "(?<![0-9A-Z至到~共有-])(地下|负|B|-)?\\s*([0-9]{1,2})\\s*[层楼](?!高)|B([1-4])(?![0-9]|\\s*单元)"
)
_GATE = re.compile("(?:[东南西北]{1,2}|[0-9]{1,2}号)大?门(?![子窗])|正门|大门")
_GARAGE = re.compile("地下车库|地下停车[场库]|地库|车库")


@dataclass(frozen=True, slots=True)
class _Place:
    """What words name; empty where they name none."""

    zone: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    other: str = ""

    @property
    def key(self) -> str:
        named = f"{self.building}幢{self.unit}" if self.building else self.other
        return f"{self.zone}{named}{self.floor}"


def spot_key(house: str, spot: str, estate: str = "") -> str:
    """Return the key of a place within its estate, empty where nothing is said that two reports share.

    `house` is what the register calls the building and entrance. The name of the estate is no part of the place, though
    it may sound like one (安居苑西区).
    """
    more = _plain(spot, estate)
    said = _place(more)
    if not house.strip():
        return said.key
    words = _plain(house, estate)
    own = _place(words)
    if not own.building and (bare := _BARE.match(words)) is not None:
        own = replace(own, building=_building(bare[1]), unit=_unit(words))
    if own.building:
        if not said.building:
            said = _Place(unit=_unit(more), floor=_floor(more))
        elif said.building != own.building:
            said = _Place()
        return replace(own, unit=own.unit or said.unit, floor=own.floor or said.floor).key
    compact = "".join(words.split())
    return own.key if own.other and own.key == _whole(compact) else compact


def building_of(key: str) -> str:
    """Return a key without unit and floor: what others than those who work on a case may read of it."""
    return re.sub(f"(?:(?:[0-9]+|{_LETTER}|[东南西北中])单元)?(?:-?[0-9]+层)?$", "", key)


def named_building(words: str) -> str:
    """Return the building that words or a key name, without phase and district; empty where they name none."""
    return _place(_plain(words, "")).building


def _plain(words: str, estate: str) -> str:
    """Return words in one script: half width, capitals, figures before what they count; the estate's name left out."""
    one = unicodedata.normalize("NFKC", words.translate(_ROMAN)).upper()
    name = unicodedata.normalize("NFKC", estate).upper().strip()
    if name:
        one = one.replace(name, " ")
    return _WRITTEN.sub(lambda found: str(_number(found[0])), one).strip()


def _place(words: str) -> _Place:
    zone = _zone(words)
    if (found := _BUILDING.search(words)) is not None:
        building = _building(found[1] or found[2])
        rest = words[found.end() :]
        return _Place(zone, building, _unit(rest), _floor(rest)) if building else _Place(zone)
    if (found := _DOOR.search(words)) is not None:
        return _Place(zone, _building(found[1]), f"{int(found[2])}单元")
    if (found := _GATE.search(words)) is not None:
        gate = found[0]
        return _Place(zone, other=gate if gate == "大门" else gate.replace("大门", "门"))
    if _GARAGE.search(words) is not None:
        return _Place(zone, other="车库", floor=_floor(words))
    return _Place(zone)


def _whole(words: str) -> str:
    """Return the key of words that are a gate or the garage and nothing else."""
    if _GARAGE.fullmatch(words):
        return "车库"
    return words if words == "大门" else words.replace("大门", "门")


def _zone(words: str) -> str:
    phase, district = _PHASE.search(words), _DISTRICT.search(words)
    named = f"{int(phase[1])}期" if phase else ""
    if district is None:
        return named
    own = str(int(district[1])) if district[1].isdecimal() else district[1]
    return f"{named}{own}{district[2]}"


def _building(written: str) -> str:
    """Return the name of a building without signs and leading noughts; no building has the number nought."""
    name = re.sub("(?<![0-9])0+(?=[0-9])", "", written.replace("-", ""))
    return "" if name == "0" else name


def _unit(words: str) -> str:
    found = _UNIT.search(words)
    if found is None:
        return ""
    return f"{int(found[1]) if found[1].isdecimal() else found[1]}单元"


def _floor(words: str) -> str:
    found = _FLOOR.search(words)
    if found is None:
        return ""
    return f"-{found[3]}层" if found[3] else f"{'-' if found[1] else ''}{int(found[2])}层"


def _number(written: str) -> int:
    """Return a number written in characters, by place (一〇五) or by tens and hundreds (一百零五)."""
    if "十" not in written and "百" not in written:
        return int("".join(str(_DIGITS[one]) for one in written))
    total, digit = 0, 0
    for one in written:
        if one in "十百":
            total += (digit or 1) * (10 if one == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[one]
    return total + digit

"""Finding what a file names: communities and estates by code or by name, within the actor's places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.places.models import Estate
from hemei.ground.places.queries.divisions import city, places_on
from hemei.ground.places.queries.estates import seen_by
from hemei.ground.places.rules.codes import DIGITS, Level
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason, mark

CITY_DIGITS = 4
ESTATE_DIGITS = 15


class Communities:
    """The communities of a day by code and name; what is not the actor's is told apart from what is not there."""

    def __init__(self, actor: Actor, day: date) -> None:
        self.actor = actor
        self.city = city()
        streets = {row.id: row.name for row in places_on(Level.STREET, day)}
        self.codes: dict[str, tuple[int, str, str]] = {}
        self.names: dict[str, list[tuple[int, str, str]]] = {}
        for row in places_on(Level.COMMUNITY, day):
            entry = (row.id, row.path, streets.get(row.parent_id or 0, ""))
            self.codes[row.code] = entry
            for name in {row.name, row.short_name}:
                self.names.setdefault(name, []).append(entry)

    def find(self, text: str, street: str = "") -> int | Reason:
        """Return the id of a community, or why there is none."""
        if text.isascii() and text.isdigit():
            return self._by_code(text)
        found = [entry for entry in self.names.get(text, ()) if street in {"", entry[2]}]
        own = [entry for entry in found if self.actor.covers(entry[1])]
        if len(own) == 1:
            return own[0][0]
        if own:
            listed = "、".join(entry[2] for entry in own)
            return Reason(
                mark("有同名的社区，分别在：{streets}。"), {"streets": listed},
                mark("请填写街道，或改填 12 位社区编码。"), code="ambiguous",
            )  # fmt: skip
        return _NOT_YOURS if found else _NO_COMMUNITY

    def _by_code(self, code: str) -> int | Reason:
        entry = self.codes.get(code)
        if entry is not None:
            return entry[0] if self.actor.covers(entry[1]) else _NOT_YOURS
        if len(code) == DIGITS[Level.COMMUNITY] and code[:CITY_DIGITS] != self.city.code[:CITY_DIGITS]:
            return Reason(
                mark("编码 {code} 属于其他城市，不是{city}的社区。"), {"code": code, "city": self.city.name},
                mark("请核对编码的前四位。"), code="other_city",
            )  # fmt: skip
        return _NO_COMMUNITY


_NOT_YOURS = Reason(
    mark("这个社区不在您的管辖范围。"), {}, mark("请由它所在的街道或市级主管部门导入。"), code="not_yours"
)
_NO_COMMUNITY = Reason(
    mark("没有这个社区，或已经撤销。"), {}, mark("请核对名称，或改填 12 位社区编码。"), code="no_community"
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where an estate's rows stand."""

    id: int
    code: str
    name: str
    scope: str
    stream: str
    valid_from: date


class Estates:
    """The actor's estates by code and by name, read once."""

    def __init__(self, actor: Actor) -> None:
        self.codes: dict[str, Site] = {}
        self.names: dict[str, list[Site]] = {}
        rows = Estate.objects.filter(seen_by(actor), valid_until=None)
        for row in rows.values_list("id", "code", "name", "scope", "stream", "valid_from"):
            site = Site(*row)
            self.codes[site.code] = site
            self.names.setdefault(site.name, []).append(site)

    def find(self, text: str) -> Site | Reason:
        """Return an estate, or why there is none; two of one name are told apart by their codes."""
        found = self.names.get(text, ())
        if len(found) == 1:
            return found[0]
        if text in self.codes:
            return self.codes[text]
        if found:
            return Reason(
                mark("有 {count} 个小区叫这个名称，编码分别是：{codes}。"),
                {"count": len(found), "codes": "、".join(site.code for site in found[:5])},
                mark("请改填小区编码。"),
                code="ambiguous",
            )
        return _NO_ESTATE


_NO_ESTATE = Reason(
    mark("没有这个小区，或不在您的管辖范围。"),
    {},
    mark("请核对名称或编码；新小区请先导入小区表。"),
    code="no_estate",
)

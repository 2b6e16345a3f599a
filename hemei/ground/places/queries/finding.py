"""Finding what a file names: communities and estates by code or by name, within the actor's places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hemei.ground.places.models import Estate
from hemei.ground.places.queries.divisions import city, names_of, places_on
from hemei.ground.places.queries.estates import seen_by
from hemei.ground.places.rules.codes import DIGITS, Level
from hemei.ground.places.rules.names import short_name
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
    """The actor's estates by code and by name, read once; 东风社区/翡翠花园 tells estates of one name apart."""

    def __init__(self, actor: Actor) -> None:
        self.codes: dict[str, Site] = {}
        self.names: dict[str, list[Site]] = {}
        self.homes: dict[int, int] = {}
        rows = Estate.objects.filter(seen_by(actor), valid_until=None)
        for row in rows.values_list("id", "code", "name", "scope", "stream", "valid_from", "community_id"):
            site, home = Site(*row[:6]), row[6]
            self.codes[site.code] = site
            self.names.setdefault(site.name, []).append(site)
            self.homes[site.id] = home

    def find(self, text: str) -> Site | Reason:
        """Return an estate, or why there is none; two of one name are told apart by their codes."""
        found = self.names.get(text, ())
        if len(found) == 1:
            return found[0]
        if text in self.codes:
            return self.codes[text]
        if found:
            return self._ambiguous(found)
        home, slash, name = text.replace("／", "/").partition("/")
        found = self.names.get(name.strip(), ()) if slash else ()
        homes = names_of(self.homes[site.id] for site in found)
        own = [site for site in found if home.strip() in _called(homes[self.homes[site.id]])]
        return own[0] if len(own) == 1 else self._ambiguous(own) if own else _NO_ESTATE

    def _ambiguous(self, found: Sequence[Site]) -> Reason:
        homes = names_of(self.homes[site.id] for site in found)
        listed = (
            f"{short_name(homes[self.homes[site.id]])}/{site.name}（{site.code}）" for site in found[:5]
        )
        return Reason(
            mark("有 {count} 个小区叫这个名称：{estates}。"),
            {"count": len(found), "estates": "、".join(listed)},
            mark("请写成“社区/小区”，或改填小区编码。"),
            code="ambiguous",
        )


def _called(community: str) -> set[str]:
    """Return how a community may be called: its name, and the short one."""
    return {community, short_name(community)}


_NO_ESTATE = Reason(
    mark("没有这个小区，或不在您的管辖范围。"),
    {},
    mark("请核对名称或编码；新小区请先导入小区表。"),
    code="no_estate",
)

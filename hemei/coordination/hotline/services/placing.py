"""Where an order lies: an estate or a community of the registers, matched by name, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hemei.coordination.hotline.queries.words import estates_told
from hemei.coordination.hotline.rules.places import NamesInAddresses
from hemei.ground.places import queries as places
from hemei.ground.places.queries.finding import Communities, Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a case will stand; without an estate elsewhere in the community of the scope."""

    scope: str
    estate: int | None
    name: str


class Placing:
    """The actor's estates and communities, and what his office said other names mean."""

    def __init__(self, system: str, actor: Actor, today: date) -> None:
        self.estates = Estates(actor)
        self.communities = Communities(actor, today)
        self.names = NamesInAddresses(self.estates.names)
        self.told: Mapping[str, int] = estates_told(system, actor)
        self.sites = {site.id: site for site in self.estates.codes.values()}
        self.spots: dict[int, Spot] = {}

    def find(self, row: Row, written: records.Written) -> Spot | None:
        """Return where an order lies; refuse it where the registers do not say so without doubt."""
        values = row.values
        if values["estate"] is not None:
            site: Site | Reason | None = self._estate(values["estate"])
            column = "estate"
        else:
            site, column = self._in_address(values["address"] or ""), "address"
        if isinstance(site, Reason):
            written.refuse(row, column, values[column], site)
            return None
        home = self._community(row) if values["community"] is not None else None
        if site is not None:
            if isinstance(home, int) and self.estates.homes[site.id] != home:
                written.refuse(row, "community", values["community"], _APART)
                return None
            return Spot(site.scope, site.id, site.name)
        if home is None:
            home = _NOT_PLACED
        if isinstance(home, Reason):
            shown = "community" if values["community"] is not None else "address"
            written.refuse(row, shown, values[shown], home)
            return None
        return self._elsewhere(home)

    def _estate(self, said: str) -> Site | Reason:
        told = self.sites.get(self.told.get(said, 0))
        if told is not None:
            return told
        found = self.estates.find(said)
        if isinstance(found, Reason) and found.code == "no_estate":
            return _UNKNOWN
        return found

    def _in_address(self, address: str) -> Site | Reason | None:
        """Return the one registered estate whose whole name stands in an address; None where no name does."""
        found = self.names.found(address)
        if not found:
            return None
        if len(found) > 1:
            return Reason(
                mark("地址里有几个小区的名称：{estates}。"),
                {"estates": "、".join(found[:5])},
                mark("请在“小区”一列写明是哪一个。"),
                code="ambiguous",
            )
        return self.estates.find(found[0])

    def _community(self, row: Row) -> int | Reason:
        return self.communities.find(row.values["community"], row.values["street"] or "")

    def _elsewhere(self, community: int) -> Spot:
        if community not in self.spots:
            place = places.place(community)
            self.spots[community] = Spot(place.path, None, place.short_name)
        return self.spots[community]


UNKNOWN_ESTATE = "estate_unknown"
_UNKNOWN = Reason(
    mark("没有登记过这个小区名称，也没有对照过。"),
    {},
    mark("请在这个文件的“待对照”里指明是哪个小区；系统记住，下次不再问。"),
    code=UNKNOWN_ESTATE,
)
_APART = Reason(
    mark("这个小区不在这个社区。"), {}, mark("请核对小区和社区；社区不清楚的可以留空。"), code="apart"
)
_NOT_PLACED = Reason(
    mark("地址里没有登记的小区名称，也没有写社区，不能确定在哪里。"),
    {},
    mark("请补上小区或社区后再导入。"),
    code="not_placed",
)

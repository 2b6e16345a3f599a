"""Buildings and entrances as files name them, read once for every estate of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hemei.ground.places.models import Building
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason
from hemei.kernel.registers import Row


@dataclass(slots=True)
class House:
    """A building with its entrances by name."""

    id: int
    number: int
    floors: int
    entrances: dict[str, tuple[int, int]] = field(default_factory=dict)


class Houses:
    """The estates of the actor, and the buildings of those that were asked for."""

    def __init__(self, work: records.Work) -> None:
        self.estates = Estates(work.actor)
        self.known: dict[int, dict[str, House]] = {}

    def place(self, rows: Sequence[Row], written: records.Written) -> list[tuple[Row, Site]]:
        """Return the rows whose estate is there; the others are refused."""
        found: dict[str, Site | Reason] = {}
        placed = []
        for row in rows:
            name = row.values["estate"]
            site = found.get(name)
            if site is None:
                site = found[name] = self.estates.find(name)
            if isinstance(site, Site):
                placed.append((row, site))
            else:
                written.refuse(row, "estate", name, site)
        self._read({site.id for _, site in placed})
        return placed

    def _read(self, estate_ids: Iterable[int]) -> None:
        missing = [number for number in estate_ids if number not in self.known]
        if not missing:
            return
        self.known |= {number: {} for number in missing}
        rows = Building.objects.filter(estate_id__in=missing).values_list(
            "estate_id",
            "id",
            "number",
            "name",
            "floors",
            "entrances__id",
            "entrances__number",
            "entrances__name",
        )
        for estate, number, order, name, floors, door, door_order, door_name in rows:
            house = self.known[estate].setdefault(name, House(number, order, floors))
            if door is not None:
                house.entrances[door_name] = (door, door_order)

    def of(self, site: Site) -> dict[str, House]:
        """Return the buildings of an estate by name."""
        return self.known[site.id]

    def forget(self, estate_ids: Iterable[int]) -> None:
        """Read these estates anew at the next question."""
        for number in estate_ids:
            self.known.pop(number, None)

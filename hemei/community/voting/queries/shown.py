"""The roll as it is shown: whole to who organises or oversees, his own units to an owner, and what was put right."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q, Sum

from hemei.community.voting.models import Roll, RollUnit
from hemei.community.voting.queries.register import registered_units
from hemei.community.voting.rules.count import Sums
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

OBJECTED, CORRECTED = "voting.roll_objected", "voting.roll_corrected"
ASKED, REFUSED = "voting.roll_correction_asked", "voting.roll_correction_refused"
LAPSED = "voting.roll_correction_lapsed"
"""A correction that takes a second person, as it was entered, as he refused it, and as nobody answered it."""
DEVELOPERS = Q(owner_ids=[]) | Q(delivered=False)
KINDS: dict[str, Q] = {
    "developer": DEVELOPERS,
    "several": Q(several=True),
    "corrected": Q(corrected=True),
    "changed": Q(),
}
"""What a list of a roll can be narrowed to; `changed` are those the register says otherwise of today."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a unit weighs in a vote, as its owner is shown before it begins."""

    id: int
    unit: str
    area_dm2: int
    total_area_dm2: int
    total_heads: int
    several: bool
    delivered: bool


@dataclass(frozen=True, slots=True)
class RollPage:
    """A frozen roll with its totals."""

    id: int
    estate_id: int
    stream: str
    noticed_on: date
    opens_at: datetime | None
    closes_at: datetime
    closed_at: datetime | None
    total: Sums
    units: int
    developers: Sums
    corrected: int


@dataclass(frozen=True, slots=True)
class RollLine:
    """A unit of a roll; `owners` is how many it has, `head` the number by which its head is counted."""

    id: int
    unit_id: int
    code: str
    building: str
    entrance: str
    area_dm2: int
    owners: int
    delivered: bool
    head: int
    several: bool
    corrected: bool

    @property
    def developers(self) -> bool:
        """Whether the developer votes for it."""
        return not self.owners or not self.delivered


@dataclass(frozen=True, slots=True)
class RollFilter:
    """What the list of a roll is narrowed to; empty means all."""

    text: str = ""
    building: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """A building of a roll: units and their area."""

    building: str
    units: int
    area_dm2: int


@dataclass(frozen=True, slots=True)
class Stated:
    """What stands of a unit: area, owners, whether it is delivered."""

    area_dm2: int
    owner_ids: tuple[int, ...]
    delivered: bool


@dataclass(frozen=True, slots=True)
class Entered:
    """An objection to an entry of a roll, or its correction with what stood before and after, as its event calls it."""

    kind: str
    at: datetime
    by: str
    unit_id: int
    text: str | None
    before: Stated | None
    after: Stated | None


@dataclass(frozen=True, slots=True)
class RollEntryPage:
    """One unit of a roll: its owners by masked name, the units that count as one head with it, what was said of it.

    `registered` is what the register says of the day of the notice, `today` what it says today; None where the unit
    has no vote there.
    """

    line: RollLine
    owner_ids: tuple[int, ...]
    owners: tuple[str, ...]
    together: tuple[tuple[int, str], ...]
    entered: tuple[Entered, ...]
    registered: Stated | None
    today: Stated | None


_LINE = (
    "id", "unit_id", "code", "building", "entrance", "area_dm2", "owner_ids", "delivered", "head", "several",
    "corrected",
)  # fmt: skip


def roll_page(roll_id: int, *, actor: Actor) -> RollPage | None:
    """Return a roll the actor may see, with its totals; two statements."""
    row = Roll.objects.filter(record.seen_by(actor), pk=roll_id).first()
    if row is None:
        return None
    counted = RollUnit.objects.filter(roll_id=roll_id).aggregate(
        units=Count("id"),
        corrected=Count("id", filter=Q(corrected=True)),
        developers=Count("id", filter=DEVELOPERS),
        area=Sum("area_dm2", filter=DEVELOPERS),
    )
    return RollPage(
        row.pk, row.estate_id, row.stream, row.noticed_on, row.opens_at, row.closes_at, row.closed_at,
        Sums(row.total_area_dm2, row.total_heads), counted["units"],
        Sums(counted["area"] or 0, counted["developers"]), counted["corrected"],
    )  # fmt: skip


def roll_buildings(roll_id: int, *, actor: Actor) -> list[BuildingLine]:
    """Return the buildings of a roll the actor may see, in the order of the register."""
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id).values("building")
    found = rows.annotate(units=Count("id"), area=Sum("area_dm2"), first=Min("id")).order_by("first")
    return [BuildingLine(row["building"], row["units"], row["area"]) for row in found]


def roll_lines(
    roll_id: int,
    *,
    actor: Actor,
    asked: RollFilter | None = None,
    changed: Collection[int] | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[RollLine]:
    """Return units of a roll the actor may see, in the order of the register, those after an id; one statement.

    `changed` are the ids a list of kind `changed` is narrowed to: see `changed_since`.
    """
    chosen = asked or RollFilter()
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id, pk__gt=after)
    rows = rows.filter(KINDS.get(chosen.kind, Q()))
    if chosen.text:
        rows = rows.filter(code__contains=chosen.text)
    if chosen.building:
        rows = rows.filter(building=chosen.building)
    if chosen.kind == "changed":
        rows = rows.filter(pk__in=changed or ())
    return [_line(row) for row in rows.order_by("id").values_list(*_LINE)[:limit]]


def all_roll_lines(
    roll_id: int, *, actor: Actor, asked: RollFilter, changed: Collection[int] | None, chunk: int = 2_000
) -> Iterator[RollLine]:
    """Yield the whole list for an export, read in pages."""
    after = 0
    while page := roll_lines(roll_id, actor=actor, asked=asked, changed=changed, after=after, limit=chunk):
        yield from page
        after = page[-1].id


def changed_since(
    found: RollPage, *, actor: Actor, on: date, buildings: Sequence[str] = (), outside: Collection[int] = ()
) -> set[int]:
    """Return the units of a roll of which the register says otherwise on a later day; three statements.

    The roll does not follow: who buys after the notice, or whose area is surveyed anew, votes by the next one.
    """
    today = {
        unit.id: Stated(unit.listed.area_dm2, tuple(sorted(unit.owner_ids)), unit.listed.delivered)
        for unit in registered_units(
            found.estate_id, actor=actor, on=on, buildings=buildings, outside=outside
        )
    }
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=found.id)
    return {
        number
        for number, unit, area, owners, delivered in rows.values_list(
            "id", "unit_id", "area_dm2", "owner_ids", "delivered"
        )
        if today.get(unit) != Stated(area, tuple(sorted(owners)), delivered)
    }


def roll_entry(roll_unit_id: int, *, actor: Actor, now: datetime) -> RollEntryPage | None:
    """Return one unit of a roll the actor may see; names are masked, those of persons he may not see are absent."""
    rows = RollUnit.objects.filter(record.seen_by(actor), pk=roll_unit_id)
    row = rows.values_list(*_LINE, "roll_id", "roll__stream", "roll__noticed_on", "roll__estate_id").first()
    if row is None:
        return None
    *line, roll_id, stream, noticed_on, estate_id = row
    found, owner_ids = _line(line), tuple(line[6])
    names = people.persons(owner_ids, now=now)
    same = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id, head=found.head).exclude(
        pk=roll_unit_id
    )
    return RollEntryPage(
        found,
        owner_ids,
        tuple(names[person].name for person in owner_ids if person in names),
        tuple(same.order_by("id").values_list("id", "code")) if found.several else (),
        tuple(entered_of(stream, roll_unit_id)),
        _stated(estate_id, found.unit_id, actor, noticed_on),
        _stated(estate_id, found.unit_id, actor, shanghai_day(now)),
    )


def entered_of(stream: str, roll_unit_id: int | None = None, *, limit: int = 50) -> list[Entered]:
    """Return objections and corrections of a roll, or of one of its units, the last first; the words where visible."""
    events = [
        event
        for kind in (OBJECTED, CORRECTED, ASKED, REFUSED, LAPSED)
        for _, event in record.events_of(streams=[stream], kind=kind)
        if roll_unit_id in (None, event.data["unit"])
    ]
    last = sorted(events, key=lambda one: -one.id)[:limit]
    vaults = [text["vault"] for event in last for text in event.data.get("texts", {}).values()]
    said = record.open_sealed(vaults)
    return [
        Entered(
            event.type, event.at, str(event.actor["role"]), event.data["unit"],
            next((said.get(text["vault"]) for text in event.data.get("texts", {}).values()), None),
            _of(event.data.get("before")), _of(event.data.get("after")),
        )
        for event in last
    ]  # fmt: skip


def shares_of(roll_id: int, persons: Sequence[int]) -> list[Share]:
    """Return the units of these persons on a roll; the caller has opened the place of the roll."""
    rows = RollUnit.objects.filter(roll_id=roll_id, owner_ids__overlap=list(persons)).select_related("roll")
    return [
        Share(
            row.pk, row.code, row.area_dm2, row.roll.total_area_dm2, row.roll.total_heads, row.several,
            row.delivered,
        )
        for row in rows.order_by("id")
    ]  # fmt: skip


def _line(row: Sequence[Any]) -> RollLine:
    """Return a line from the columns of `_LINE`: of the owners only how many."""
    values: list[Any] = [*row[:6], len(row[6]), *row[7:]]
    return RollLine(*values)


def _stated(estate_id: int, unit_id: int, actor: Actor, on: date) -> Stated | None:
    found = next(iter(registered_units(estate_id, actor=actor, on=on, unit_id=unit_id)), None)
    if found is None:
        return None
    return Stated(found.listed.area_dm2, tuple(sorted(found.owner_ids)), found.listed.delivered)


def _of(kept: dict[str, Any] | None) -> Stated | None:
    return Stated(kept["area_dm2"], tuple(kept["owners"]), kept["delivered"]) if kept else None

"""How estates come to be, one or four hundred at a time, with all below them."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.db.models.functions import Left, Right

from hemei.ground.places.models import (
    AccountableCommunity,
    Building,
    Entrance,
    Estate,
    PlacePosition,
    TouchingCommunity,
)
from hemei.ground.places.queries import city
from hemei.ground.places.rules.codes import DIGITS, LAST_NUMBER, Level, estate_code
from hemei.ground.places.rules.drafts import BuildingDraft, EntranceDraft, EstateDraft, may_add
from hemei.ground.places.rules.estates import new_token
from hemei.ground.places.rules.names import name_keys
from hemei.ground.places.rules.positions import Frame
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day

_UNIT_COLUMNS = {
    "estate_id": "bigint",
    "building_id": "bigint",
    "entrance_id": "bigint",
    "scope": "text",
    "stream": "text",
    "unit_code": "text",
    "room": "text",
    "floor": "smallint",
    "use": "text",
    "exclusive_area_dm2": "integer",
}


@dataclass(frozen=True, slots=True)
class Site:
    """Where an estate's rows stand: copied into every one of them."""

    estate_id: int
    scope: str
    stream: str


def add_estates(
    *, actor: Actor, now: datetime, drafts: Sequence[EstateDraft], source: str, frame: Frame | None = None
) -> list[int]:
    """Enter a batch of estates with buildings, entrances and units; return their ids in order.

    One transaction; the batch is an event of the city, and each estate's stream begins with its own.
    The whole batch is refused if one estate is, and nothing is written.

    Raises:
        Refused: an estate cannot be entered; the message names it and why.
    """
    today = shanghai_day(now)
    with records.acting(actor):
        place = city()
        for draft in drafts:
            decision = may_add(actor.role, draft, today=today, city=place.name, frame=frame)
            if not decision.allowed:
                raise Refused(decision)
        estates, _ = write_estates(drafts)
        ids = [row.pk for row in estates]
        batch = records.EventDraft(
            f"places.place:{place.id}",
            "places.estates_added",
            now,
            place.path,
            {
                "source": source,
                "estates": len(ids),
                "first": min(ids, default=0),
                "last": max(ids, default=0),
            },
        )
        records.record_events(actor=actor, drafts=[batch, *first_events(drafts, estates, now)])
    return ids


def write_estates(drafts: Sequence[EstateDraft]) -> tuple[list[Estate], list[int]]:
    """Write estates with all below them; return them, and the ids of their accountability.

    The caller holds the transaction, has asked the rules, and records the events.
    """
    ids = records.next_ids("places_estate", len(drafts))
    estates = _estates(drafts, ids)
    Estate.objects.bulk_create(estates)
    accountable = _write_communities(drafts, ids)
    _write_buildings([(row.buildings, _site(estate)) for row, estate in zip(drafts, estates, strict=True)])
    return estates, accountable


def _estates(drafts: Sequence[EstateDraft], ids: Sequence[int]) -> list[Estate]:
    homes = _homes({home for draft in drafts for home in (draft.community_id, draft.grid_id) if home})
    numbers = _last_numbers({homes[draft.community_id][1] for draft in drafts})
    estates = []
    for number, draft in zip(ids, drafts, strict=True):
        path, code = homes[draft.community_id]
        scope = homes[draft.grid_id][0] if draft.grid_id else path
        if not scope.startswith(path):
            raise Refused.because(
                mark("“{name}”所在网格不属于其责任社区。"), name=draft.name, field="grid", code="wrong_grid"
            )
        numbers[code] += 1
        keys, position = name_keys(draft.name), draft.position
        estates.append(
            Estate(
                id=number,
                token=draft.token or new_token(secrets.choice),
                code=estate_code(code, numbers[code]),
                name=draft.name,
                pinyin=keys.pinyin,
                initials=keys.initials,
                kind=draft.kind.value,
                community_id=draft.community_id,
                grid_id=draft.grid_id,
                address=draft.address,
                lon=position.lon if position else None,
                lat=position.lat if position else None,
                position_source=draft.system.value,
                built_area_dm2=draft.built_area_dm2,
                built_year=draft.built_year,
                households=draft.households,
                valid_from=draft.valid_from,
                scope=scope,
                stream=f"places.estate:{number}",
            )
        )
    return estates


def rooms_left(community_ids: Iterable[int]) -> dict[int, int]:
    """Return how many more estates each community has numbers for."""
    homes = _homes(community_ids)
    numbers = _last_numbers({code for _, code in homes.values()})
    return {place: LAST_NUMBER - numbers[code] for place, (_, code) in homes.items()}


def _homes(place_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return path and code of communities and grid cells that stand today; refuse any other place."""
    wanted = set(place_ids)
    rows = PlacePosition.objects.filter(
        place_id__in=wanted,
        place__level__in=[Level.COMMUNITY.value, Level.GRID.value],
        valid_until=None,
    ).values_list("place_id", "path", "place__code")
    found = {number: (path, code) for number, path, code in rows}
    missing = sorted(wanted - found.keys())
    if missing:
        raise Refused.because(
            mark("社区不存在或已撤销（编号{id}）。"), id=missing[0], field="community", code="no_community"
        )
    return found


def _last_numbers(community_codes: set[str]) -> Counter[str]:
    digits = DIGITS[Level.COMMUNITY]
    rows = (
        Estate.objects.annotate(home=Left("code", digits))
        .filter(home__in=community_codes)
        .values_list("home")
        .annotate(last=Max(Right("code", 3)))
    )
    return Counter({code: int(last) for code, last in rows})


def _write_communities(drafts: Sequence[EstateDraft], ids: Sequence[int]) -> list[int]:
    pairs = list(zip(ids, drafts, strict=True))
    accountable = AccountableCommunity.objects.bulk_create(
        AccountableCommunity(estate_id=number, community_id=draft.community_id, valid_from=draft.valid_from)
        for number, draft in pairs
    )
    TouchingCommunity.objects.bulk_create(
        TouchingCommunity(estate_id=number, community_id=community, valid_from=draft.valid_from)
        for number, draft in pairs
        for community in draft.touching
    )
    return [row.pk for row in accountable]


def _write_buildings(sites: Sequence[tuple[Sequence[BuildingDraft], Site]]) -> None:
    """Write three tables in three statements, ids reserved beforehand so that no row waits for another."""
    placed = [(draft, number, site) for drafts, site in sites for number, draft in enumerate(drafts, start=1)]
    building_ids = records.next_ids("places_building", len(placed))
    Building.objects.bulk_create(
        Building(
            id=identity, estate_id=site.estate_id, number=number, name=draft.name, floors=draft.floors,
            scope=site.scope, stream=site.stream,
        )
        for identity, (draft, number, site) in zip(building_ids, placed, strict=True)
    )  # fmt: skip
    doors = [
        (entrance, number, building_id, site)
        for building_id, (draft, _, site) in zip(building_ids, placed, strict=True)
        for number, entrance in enumerate(draft.entrances, start=1)
    ]
    entrance_ids = records.next_ids("places_entrance", len(doors))
    Entrance.objects.bulk_create(
        Entrance(
            id=identity, building_id=building_id, number=number, name=draft.name, scope=site.scope,
            stream=site.stream,
        )
        for identity, (draft, number, building_id, site) in zip(entrance_ids, doors, strict=True)
    )  # fmt: skip
    records.insert_many(
        "places_propertyunit",
        _UNIT_COLUMNS,
        (
            row
            for identity, (draft, _, building_id, site) in zip(entrance_ids, doors, strict=True)
            for row in _units(draft, identity, building_id, site)
        ),
    )


def _units(
    draft: EntranceDraft, entrance_id: int, building_id: int, site: Site
) -> Iterator[tuple[int | str | None, ...]]:
    """Yield the columns of an entrance's units, in the order of `_UNIT_COLUMNS`."""
    for unit in draft.units:
        place = (site.estate_id, building_id, entrance_id, site.scope, site.stream)
        yield (*place, unit.unit_code, unit.room, unit.floor, unit.use.value, unit.exclusive_area_dm2)


def _site(estate: Estate) -> Site:
    return Site(estate.pk, estate.scope, estate.stream)


def first_events(
    drafts: Sequence[EstateDraft], estates: Sequence[Estate], now: datetime
) -> Iterator[records.EventDraft]:
    """Yield the event with which each estate's stream begins."""
    for draft, estate in zip(drafts, estates, strict=True):
        units = sum(len(door.units) for building in draft.buildings for door in building.entrances)
        yield records.EventDraft(
            estate.stream,
            "places.estate_added",
            now,
            estate.scope,
            {
                "code": estate.code,
                "community": estate.community_id,
                "kind": estate.kind,
                "built_area_dm2": estate.built_area_dm2,
                "households": estate.households,
                "touching": list(draft.touching),
                "buildings": len(draft.buildings),
                "units": units,
            },
        )

"""Who mediates in the made-up city: bodies of four levels, their mediators, and most of them a committee.

One community in four has no committee: what it brings about is a plain settlement, and its pages say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people_now
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import BodyKind
from hemei.ground.people.queries import Level as BodyLevel
from hemei.ground.people.services import BodyDraft as Office
from hemei.ground.people.services import PersonDraft, SeatDraft
from hemei.ground.places.queries import PlaceRow
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.mediation import queries
from hemei.oversight.mediation.queries import Level, MediationLevels, Post
from hemei.oversight.mediation.services import BodyDraft, CommitteeDraft, MemberDraft, bulk, bulk_agreements
from hemei.project.demonstration.naming import person_names
from hemei.project.demonstration.people import FOUNDED, Bodies, showcase
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.scale import dice

_LOADER = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
SAMPLE = 90
"""The place of the showcase's mediator on the page of sample persons, after all others."""
_NAMES = {
    Level.COMMUNITY: "{place}党建联席会议",
    Level.STREET: "{place}物业管理联席会议",
    Level.COUNTY: "{place}物业管理联合调处中心",
    Level.CITY: "{place}物业管理矛盾纠纷调处委员会",
}
_QUALIFIED = "peoples_mediator"
_FOUNDERS = (("JU", "{place}司法局"), ("", "{place}社会治安综合治理委员会办公室"))
"""Departments of the city that founded its committee beside the housing bureau."""
_FOURTH, _MATES = 4, 2
_FOUNDER_OF = {
    Level.COMMUNITY: "community",
    Level.STREET: "street",
    Level.COUNTY: "county",
    Level.CITY: "city",
}


@dataclass(frozen=True, slots=True)
class Court:
    """Who mediates where: the bodies by level and place, those who act, and which company serves which estate."""

    bodies: dict[tuple[Level, int], bulk.ToldBody]
    actors: dict[int, Actor]
    companies: dict[int, int]
    projects: dict[int, int]
    levels: MediationLevels

    def of(self, level: Level, lot: Lot) -> bulk.ToldBody:
        """Return the body of a level above an estate."""
        return self.bodies[level, place_of(level, lot).id]


def place_of(level: Level, lot: Lot) -> PlaceRow:
    """Return the place of a level an estate lies in."""
    home = lot.site.home
    return {Level.COMMUNITY: home.community, Level.STREET: home.street, Level.COUNTY: home.county}[level]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place with a body of mediation: its level, whether a committee stands behind it, and who set that up."""

    level: Level
    place: PlaceRow
    founder: int
    mates: int

    @property
    def committee(self) -> bool:
        return self.mates > 0


def found_court(now: datetime, ground: Ground, bodies: Bodies, managed: dict[int, int]) -> Court:
    """Found a body for the city, each county, street and community with estates, each with its mediators."""
    spots = _spots(ground, bodies)
    with records.acting(_LOADER):
        founders = [bodies.ids["city", ground.city.id, ""], *_departments(now, ground)]
        offices = [
            Office(
                kind=BodyKind.MEDIATION, level=BodyLevel(one.level.value),
                name=_NAMES[one.level].format(place=one.place.name),
                place_id=one.place.id, scope=one.place.path, valid_from=FOUNDED,
                short_name=_NAMES[one.level].format(place=one.place.short_name),
            )
            for one in spots
        ]  # fmt: skip
        ids = people_services.load_bodies(actor=_LOADER, now=now, scope=ground.city.path, drafts=offices)
        drafts = [
            (
                BodyDraft(
                    body_id=body, level=one.level, valid_from=FOUNDED,
                    founders=tuple(founders) if one.level is Level.CITY else (),
                ),
                one.place.path,
            )
            for body, one in zip(ids, spots, strict=True)
        ]  # fmt: skip
        rows = bulk.load_bodies(actor=_LOADER, now=now, drafts=drafts)
    return _manned(now, ground, spots, ids, rows, managed)


def _spots(ground: Ground, bodies: Bodies) -> list[_Spot]:
    """Return where bodies stand; one community in four has no committee, the showcase's has one."""
    found = [(Level.CITY, ground.city)]
    for level in (Level.COUNTY, Level.STREET, Level.COMMUNITY):
        places = {(place := place_of(level, lot)).id: place for lot in ground.lots}
        found += [(level, place) for place in places.values()]
    shown, spots = showcase(ground).site.home.community.id, []
    for number, (level, place) in enumerate(found):
        without = level is Level.COMMUNITY and number % _FOURTH == 0 and place.id != shown
        mates = 0 if without else (_MATES if number % 3 else 2 * _MATES)
        founder = bodies.ids[_FOUNDER_OF[level], place.id, ""]
        spots.append(_Spot(level, place, founder, mates))
    return spots


def _departments(now: datetime, ground: Ground) -> list[int]:
    """Found the departments that set the city's committee up with the housing bureau."""
    drafts = [
        Office(
            kind=BodyKind.CITY_BUREAU, level=BodyLevel.CITY, name=name.format(place=ground.city.name),
            place_id=ground.city.id, scope=ground.city.path, valid_from=FOUNDED, department=code,
            short_name=name.format(place=ground.city.short_name),
        )
        for code, name in _FOUNDERS
    ]  # fmt: skip
    return people_services.load_bodies(actor=_LOADER, now=now, scope=ground.city.path, drafts=drafts)


def _manned(
    now: datetime, ground: Ground, spots: Sequence[_Spot], ids: Sequence[int], rows: Sequence[int],
    managed: dict[int, int],
) -> Court:  # fmt: skip
    names, shown = person_names(dice("mediators")), showcase(ground).site.home.community.id
    chairs = list(range(len(spots)))
    mates = [number for number, one in enumerate(spots) for _ in range(one.mates)]
    drafts = [
        PersonDraft(
            scope=spots[number].place.path, name=next(names), public_office=True,
            username=f"mediator{spots[number].place.code}" if place < len(chairs) else "",
            sample=SAMPLE if place < len(chairs) and spots[number].place.id == shown else None,
            seats=(SeatDraft(ids[number], Role.MEDIATOR, spots[number].place.id, spots[number].place.path, FOUNDED),),
        )
        for place, number in enumerate([*chairs, *mates])
    ]  # fmt: skip
    with records.acting(_LOADER):
        loaded = people_services.load_persons(actor=_LOADER, now=now, scope=ground.city.path, drafts=drafts)
        day = shanghai_day(now + timedelta(days=1))
        seats = {(row.person_id, row.body_id): row.id for row in people_now.appointments_on(day)}
        lines = [
            (rows[number], spots[number].place.path, seats[one.person_id, ids[number]], one.person_id)
            for number, one in zip([*chairs, *mates], loaded, strict=True)
        ]
        head = len(chairs)
        enter = {"actor": _LOADER, "now": _at(FOUNDED), "qualification": _QUALIFIED}
        mediators = bulk.load_mediators(rows=lines[:head], **enter)  # type: ignore[arg-type]
        bulk.load_mediators(rows=lines[head:], post=Post.MEDIATOR, **enter)  # type: ignore[arg-type]
        members: dict[int, list[int]] = {}
        for number, one in zip([*chairs, *mates], loaded, strict=True):
            members.setdefault(number, []).append(one.person_id)
        committees = _committees(now, spots, rows, members)
        projects = companies.projects_on([lot.row.id for lot in ground.lots], shanghai_day(now))
    told, actors = {}, {}
    for number, spot in enumerate(spots):
        told[spot.level, spot.place.id] = bulk.ToldBody(
            rows[number], ids[number], spot.level, mediators[number], committees.get(number)
        )
        actors[rows[number]] = Actor(
            role=Role.MEDIATOR, account_id=loaded[number].account_id, person_id=loaded[number].person_id,
            body_id=ids[number], appointment_id=lines[number][2],
        )  # fmt: skip
    return Court(told, actors, managed, projects, queries.levels_on(shanghai_day(now)))


def _committees(
    now: datetime, spots: Sequence[_Spot], rows: Sequence[int], members: dict[int, list[int]]
) -> dict[int, int]:
    """Enter the committees that stand behind the bodies, for the three years now running; return spot to committee."""
    year = shanghai_day(now).year
    named = [number for number, one in enumerate(spots) if one.committee]
    drafts = [
        (
            CommitteeDraft(
                founder_id=spots[number].founder, name=f"{spots[number].place.short_name}人民调解委员会",
                valid_from=date(year - 2, 1, 1), valid_until=date(year + 1, 1, 1),
                members=tuple(
                    MemberDraft(person_id=person, woman=place % 2 == 1)
                    for place, person in enumerate(members[number])
                ),
            ),
            spots[number].place.path,
            rows[number],
        )
        for number in named
    ]  # fmt: skip
    ids = bulk_agreements.load_committees(actor=_LOADER, now=_at(date(year - 2, 1, 1)), drafts=drafts)
    return dict(zip(named, ids, strict=True))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), SHANGHAI)

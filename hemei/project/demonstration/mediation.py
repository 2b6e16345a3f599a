"""Two years of disputes in the made-up city: clearly fewer than the year before, nearly all ended at their level.

Around the showcase they walk through the services with mediators who act; the others are written in bulk, move by
move through the same table. Everything not ended yet walked through the services, with its clocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from hemei.ground.people import queries as people_now
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import BodyKind
from hemei.ground.people.queries import Level as BodyLevel
from hemei.ground.people.services import BodyDraft as Office
from hemei.ground.people.services import PersonDraft, SeatDraft
from hemei.ground.places.queries import PlaceRow
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.queries import Ground as Grounds
from hemei.oversight.mediation.queries import (
    Level,
    Matter,
    MediationLevels,
    Move,
    Outcome,
    PartyKind,
    Size,
    Source,
)
from hemei.oversight.mediation.queries import Side as PartySide
from hemei.oversight.mediation.services import BodyDraft, DisputeDraft, PartyDraft, bulk
from hemei.project.demonstration.naming import person_names
from hemei.project.demonstration.people import FOUNDED, Bodies, People, showcase
from hemei.project.demonstration.petitions import KINDS, Window
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
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
_BEFORE, _NOW, _OF = 10, 7, 26
_LEFT, _FAILED, _STOPPED, _WITHDRAWN = 12, 22, 30, 60
"""Of a thousand disputes so many went beyond their level, failed, were stopped, were withdrawn; the rest agreed."""
_WALKED, _CLICKED = 30, 3
"""So many walk through the services at most, and so many petitions become disputes."""
_SETTLING = timedelta(days=20)
_TEXT = "{kind}纠纷，双方各执一词，请求调解（示范）。"


@dataclass(frozen=True, slots=True)
class _Court:
    """Who mediates where: the bodies by level and place, and at the showcase those who act."""

    bodies: dict[tuple[Level, int], bulk.ToldBody]
    actors: dict[int, Actor]
    companies: dict[int, int]
    levels: MediationLevels

    def of(self, level: Level, lot: Lot) -> bulk.ToldBody:
        """Return the body of a level above an estate."""
        return self.bodies[level, _place_of(level, lot).id]


def _place_of(level: Level, lot: Lot) -> PlaceRow:
    home = lot.site.home
    return {Level.COMMUNITY: home.community, Level.STREET: home.street, Level.COUNTY: home.county}[level]


def write_mediation(
    *,
    now: datetime,
    ground: Ground,
    bodies: Bodies,
    people: People,
    managed: dict[int, int],
    progress: Progress,
) -> None:
    """Write bodies, mediators and two years of disputes up to `now`."""
    fifth = max(1, len(ground.lots) * _OF // 432)
    with progress.stage("调解 disputes", (_BEFORE + _NOW) * fifth, "disputes") as stage:
        court = _founded(now, ground, managed)
        walk = min(_WALKED, 2 * fifth)
        recent = max(0, _NOW * fifth - walk - _CLICKED)
        told = list(_told(court, ground, now, before=_BEFORE * fifth, recent=recent))
        with records.acting(_LOADER):
            bulk.load_disputes(actor=_LOADER, now=now, told=told)
        stage.step(len(told))
        walked = _walk(court, ground, now, most=walk)
        stage.step(walked + _petitioned(ground, bodies, people, now))
        with records.acting(_LOADER):
            services.sweep(actor=_LOADER, now=now)


# --- bodies ----------------------------------------------------------------------------------------
def _founded(now: datetime, ground: Ground, managed: dict[int, int]) -> _Court:
    """Found a body for the city, each county, street and community with estates, each with its secretary."""
    spots = [(Level.CITY, BodyLevel.CITY, ground.city)]
    for level in (Level.COUNTY, Level.STREET, Level.COMMUNITY):
        places = {(place := _place_of(level, lot)).id: place for lot in ground.lots}
        spots += [(level, BodyLevel(level.value), place) for place in places.values()]
    offices = [
        Office(
            kind=BodyKind.MEDIATION, level=body_level, name=_NAMES[level].format(place=place.name),
            place_id=place.id, scope=place.path, valid_from=FOUNDED,
            short_name=_NAMES[level].format(place=place.short_name),
        )
        for level, body_level, place in spots
    ]  # fmt: skip
    with records.acting(_LOADER):
        ids = people_services.load_bodies(actor=_LOADER, now=now, scope=ground.city.path, drafts=offices)
        drafts = [
            (BodyDraft(body_id=body, level=level, valid_from=FOUNDED), place.path)
            for body, (level, _, place) in zip(ids, spots, strict=True)
        ]
        rows = bulk.load_bodies(actor=_LOADER, now=now, drafts=drafts)
    return _manned(now, ground, spots, ids, rows, managed)


def _manned(
    now: datetime, ground: Ground, spots: Sequence[tuple[Level, BodyLevel, PlaceRow]], ids: Sequence[int],
    rows: Sequence[int], managed: dict[int, int],
) -> _Court:  # fmt: skip
    names, home = person_names(dice("mediators")), showcase(ground).site.home
    shown = {home.community.id}
    drafts = [
        PersonDraft(
            scope=place.path, name=next(names), public_office=True, username=f"mediator{place.code}",
            sample=SAMPLE if place.id in shown else None,
            seats=(SeatDraft(body, Role.MEDIATOR, place.id, place.path, FOUNDED),),
        )
        for body, (_, _, place) in zip(ids, spots, strict=True)
    ]  # fmt: skip
    with records.acting(_LOADER):
        loaded = people_services.load_persons(actor=_LOADER, now=now, scope=ground.city.path, drafts=drafts)
        day = shanghai_day(now + timedelta(days=1))
        seats = {(row.person_id, row.body_id): row.id for row in people_now.appointments_on(day)}
        offices = [seats[one.person_id, body] for one, body in zip(loaded, ids, strict=True)]
        lines = [
            (row, place.path, office, one.person_id)
            for row, (_, _, place), office, one in zip(rows, spots, offices, loaded, strict=True)
        ]
        mediators = bulk.load_mediators(actor=_LOADER, now=_at(FOUNDED), rows=lines, qualification=_QUALIFIED)
    bodies, actors = {}, {}
    for number, (level, _, place) in enumerate(spots):
        bodies[level, place.id] = bulk.ToldBody(rows[number], ids[number], level, mediators[number])
        actors[rows[number]] = Actor(
            role=Role.MEDIATOR, account_id=loaded[number].account_id, person_id=loaded[number].person_id,
            body_id=ids[number], appointment_id=offices[number],
        )  # fmt: skip
    return _Court(bodies, actors, managed, queries.levels_on(shanghai_day(now)))


# --- disputes that ended, in bulk --------------------------------------------------------------------
def _told(
    court: _Court, ground: Ground, now: datetime, *, before: int, recent: int
) -> Iterator[bulk.ToldDispute]:
    throw, window = dice("disputes"), Window.of(shanghai_day(now))
    names = person_names(dice("disputants"))
    ended = Window(window.since, window.last - _SETTLING)
    weights = [lot.site.units + 20 for lot in ground.lots]
    days = sorted(
        [window.day(throw, before=True) for _ in range(before)]
        + [ended.day(throw, before=False) for _ in range(recent)]
    )
    for number, day in enumerate(days):
        lot = throw.choices(list(ground.lots), weights)[0]
        yield _one(court, throw, lot, day, f"demonstration:{number}", (next(names), next(names)))


def _one(
    court: _Court, throw: Random, lot: Lot, day: date, key: str, names: tuple[str, str]
) -> bulk.ToldDispute:
    draft, size = _draft(court, throw, lot, key, names)
    begins = Level(court.levels.of_size(size).level)
    body = court.of(begins, lot)
    moves, outcome = _moves(court, throw, lot, body, _at(day))
    return bulk.ToldDispute(draft, size, lot.row.scope, _at(day), body, tuple(moves), outcome.value)


def _draft(
    court: _Court, throw: Random, lot: Lot, key: str, names: tuple[str, str]
) -> tuple[DisputeDraft, Size]:
    kind = throw.choices(list(KINDS), list(KINDS.values()))[0]
    amount = throw.choice([None, None, 80_000, 260_000, 900_000, 3_000_000, 12_000_000])
    persons = throw.choices([2, 3, 6, 14], [70, 15, 11, 4])[0]
    size = queries.propose(Matter(kind, persons, amount, False, Level.COMMUNITY), court.levels).size
    company = court.companies.get(lot.row.id)
    other = (
        PartyDraft(side=PartySide.RESPONDENT, kind=PartyKind.COMPANY, name="物业服务企业", body_id=company)
        if company is not None and kind in {"fee", "quality", "public_revenue", "facilities", "fund"}
        else PartyDraft(side=PartySide.RESPONDENT, name=names[1])
    )
    words = next((one.name for one in court.levels.kind if one.code == kind), kind)
    draft = DisputeDraft(
        kind=kind, text=_TEXT.format(kind=words), parties=(PartyDraft(side=PartySide.APPLICANT, name=names[0]), other),
        key=key, source=Source.DESK, estate_id=lot.row.id, community_id=lot.site.home.community.id,
        amount_fen=amount, persons=persons,
    )  # fmt: skip
    return draft, size


def _moves(
    court: _Court, throw: Random, lot: Lot, body: bulk.ToldBody, filed: datetime
) -> tuple[list[bulk.ToldMove], Outcome]:
    """Return what was done with a dispute, and how it ended."""
    chance, day = throw.randrange(1_000), timedelta(days=1)
    at = filed + day
    begun = [
        bulk.ToldMove(Move.ACCEPT, at),
        bulk.ToldMove(Move.ASSIGN, at + day, {"mediators": [body.mediator_id]}),
    ]
    end = at + throw.randrange(2, 12) * day
    if chance < _LEFT and body.level is not Level.CITY:
        above = _above(court, lot, body.level)
        up = [
            bulk.ToldMove(Move.FAIL, end, {"ways": []}),
            bulk.ToldMove(
                Move.ESCALATE, end + day / 24,
                {"ground": Grounds.FAILED.value, "from": body.body_id, "to": above.body_id}, above,
            ),
            bulk.ToldMove(Move.ACCEPT, end + 2 * day),
            bulk.ToldMove(Move.ASSIGN, end + 2 * day + day / 24, {"mediators": [above.mediator_id]}),
            bulk.ToldMove(Move.AGREE, end + 6 * day, {"outcome": Outcome.SETTLED.value}),
        ]  # fmt: skip
        return [*begun, *up, bulk.ToldMove(Move.CLOSE, end + 7 * day)], Outcome.SETTLED
    if chance < _FAILED:
        last = [bulk.ToldMove(Move.FAIL, end, {"ways": []}), bulk.ToldMove(Move.CLOSE, end + day)]
        return [*begun, *last], Outcome.FAILED
    if chance < _STOPPED:
        return [*begun, bulk.ToldMove(Move.STOP, end), bulk.ToldMove(Move.CLOSE, end + day)], Outcome.STOPPED
    if chance < _WITHDRAWN:
        return [bulk.ToldMove(Move.WITHDRAW, at), bulk.ToldMove(Move.CLOSE, at + day)], Outcome.WITHDRAWN
    agreed = bulk.ToldMove(Move.AGREE, end, {"outcome": Outcome.SETTLED.value})
    return [*begun, agreed, bulk.ToldMove(Move.CLOSE, end + day)], Outcome.SETTLED


def _above(court: _Court, lot: Lot, level: Level) -> bulk.ToldBody:
    above = list(Level)[level.rank + 1]
    if above is Level.CITY:
        return next(body for (kind, _), body in court.bodies.items() if kind is Level.CITY)
    return court.of(above, lot)


# --- disputes through the services -------------------------------------------------------------------
def _walk(court: _Court, ground: Ground, now: datetime, *, most: int) -> int:
    """Let disputes around the showcase walk through the services, some of them not ended yet; returns how many."""
    throw, show = dice("walked disputes"), showcase(ground)
    names, today = person_names(dice("neighbours in dispute")), shanghai_day(now)
    near = [lot for lot in ground.lots if lot.site.home.community.id == show.site.home.community.id]
    done = 0
    for number in range(most):
        lot = show if number % 2 else throw.choice(near)
        day = today - timedelta(days=2 + number * 2)
        draft, _size = _draft(court, throw, lot, f"walked:{number}", (next(names), next(names)))
        done += _walked(court, lot, draft, day, number, today)
    return done


def _walked(court: _Court, lot: Lot, draft: DisputeDraft, day: date, number: int, today: date) -> int:
    """File a dispute and carry it on as far as its age and its number say; returns one where it was filed."""
    secretary = court.actors[court.of(Level.COMMUNITY, lot).id]
    try:
        dispute = _do(secretary, services.file_dispute, day, draft=draft)
    except Refused:
        return 0
    with suppress(Refused, StopIteration):
        _carry(court, lot, int(dispute), day, number, today)
    return 1


def _carry(court: _Court, lot: Lot, dispute: int, day: date, number: int, today: date) -> None:
    with records.acting(_LOADER):
        page = queries.dispute(dispute, actor=_LOADER, now=_at(today))
    level = page.row.level if page is not None else Level.COMMUNITY
    body = court.of(level, lot)
    actor, step = court.actors[body.id], timedelta(days=1)
    if (today - day).days < 2 + number % 3:
        return
    _do(actor, services.accept_dispute, day + step, dispute_id=dispute)
    _do(
        actor,
        services.assign_mediators,
        day + step,
        hour=15,
        dispute_id=dispute,
        mediator_ids=[body.mediator_id],
    )
    end = day + timedelta(days=4 + number % 6)
    if end >= today:
        return
    if number == 14:  # noqa: PLR2004 - one of them goes up
        _do(actor, services.record_failure, end, dispute_id=dispute, reason="双方差距较大，本级调解不成")
        _do(
            actor,
            services.escalate,
            end,
            hour=15,
            dispute_id=dispute,
            ground=Grounds.FAILED,
            reason="请上一级调解",
        )
    elif number == 17:  # noqa: PLR2004 - one fails
        _do(actor, services.record_failure, end, dispute_id=dispute, reason="一方不愿再谈，已告知其他途径")
    else:
        _do(actor, services.mark_agreed, end, dispute_id=dispute, outcome=Outcome.SETTLED)


def _petitioned(ground: Ground, bodies: Bodies, people: People, now: datetime) -> int:
    """Let the showcase's community turn its latest petitions into disputes; returns how many."""
    clerk = people.clerks[bodies.ids["community", showcase(ground).site.home.community.id, ""]]
    with records.acting(clerk):
        found = queries.petitions(actor=clerk, on=shanghai_day(now), limit=_CLICKED)
    done = 0
    for row in found:
        with suppress(Refused):
            _do(
                clerk, services.dispute_of_petition, shanghai_day(now) - timedelta(days=1), petition_id=row.id
            )
            done += 1
    return done


def _do(actor: Actor, act: Any, day: date, *, hour: int = 10, **values: Any) -> Any:
    with records.acting(actor):
        return act(actor=actor, now=_at(day, hour), **values)


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)

"""Two years of disputes in the made-up city: clearly fewer than the year before, nearly all ended at their level.

Around the showcase they walk through the services with mediators who act; the others are written in bulk, move by
move through the same table. Everything not ended yet walked through the services, with its clocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.queries import Ground as Grounds
from hemei.oversight.mediation.queries import (
    Level,
    Matter,
    Move,
    Outcome,
    PartyKind,
    Size,
    Source,
)
from hemei.oversight.mediation.queries import Side as PartySide
from hemei.oversight.mediation.services import DisputeDraft, PartyDraft, bulk
from hemei.project.demonstration import agreements
from hemei.project.demonstration.mediators import Court, found_court
from hemei.project.demonstration.naming import person_names
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.petitions import KINDS, Window
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_LOADER = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_BEFORE, _NOW, _OF = 10, 7, 26
_LEFT, _FAILED, _STOPPED, _WITHDRAWN = 12, 22, 30, 60
"""Of a thousand disputes so many went beyond their level, failed, were stopped, were withdrawn; the rest agreed."""
_WALKED, _CLICKED = 30, 3
"""So many walk through the services at most, and so many petitions become disputes."""
_TALKED = 1
"""In this one, still in mediation, the showcase's resident and its manager offer one another something."""
_SETTLING = timedelta(days=20)
_TEXT = "{kind}纠纷，双方各执一词，请求调解（示范）。"


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
        court = found_court(now, ground, bodies, managed)
        walk = min(_WALKED, 2 * fifth)
        recent = max(0, _NOW * fifth - walk - _CLICKED)
        told = list(_told(court, ground, now, before=_BEFORE * fifth, recent=recent))
        with records.acting(_LOADER):
            bulk.load_disputes(actor=_LOADER, now=now, told=told)
        stage.step(len(told))
        walked = _walk(court, ground, now, people, most=walk)
        stage.step(walked + _petitioned(ground, bodies, people, now))
        with records.acting(_LOADER):
            services.sweep(actor=_LOADER, now=now)


# --- disputes that ended, in bulk --------------------------------------------------------------------
def _told(
    court: Court, ground: Ground, now: datetime, *, before: int, recent: int
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
    court: Court, throw: Random, lot: Lot, day: date, key: str, names: tuple[str, str]
) -> bulk.ToldDispute:
    draft, size = _draft(court, throw, lot, key, names)
    begins = Level(court.levels.of_size(size).level)
    body = court.of(begins, lot)
    moves, outcome = _moves(court, throw, lot, body, _at(day))
    ended = next((move for move in moves if move.move is Move.AGREE), None)
    last = next((move.body for move in moves if move.body is not None), body)
    agreement = agreements.told(key, draft, ended.at, last.committee_id) if ended is not None else None
    return bulk.ToldDispute(
        draft, size, lot.row.scope, _at(day), body, tuple(moves), outcome.value, agreement
    )


def _draft(
    court: Court, throw: Random, lot: Lot, key: str, names: tuple[str, str]
) -> tuple[DisputeDraft, Size]:
    kind = throw.choices(list(KINDS), list(KINDS.values()))[0]
    amount = throw.choice([None, None, 80_000, 260_000, 900_000, 3_000_000, 12_000_000])
    persons = throw.choices([2, 3, 6, 14], [70, 15, 11, 4])[0]
    size = queries.propose(Matter(kind, persons, amount, False, Level.COMMUNITY), court.levels).size
    company = court.companies.get(lot.row.id)
    other = (
        PartyDraft(
            side=PartySide.RESPONDENT,
            kind=PartyKind.COMPANY,
            name="物业服务企业",
            body_id=company,
            project_id=court.projects.get(lot.row.id),
        )
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
    court: Court, throw: Random, lot: Lot, body: bulk.ToldBody, filed: datetime
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
            bulk.ToldMove(Move.AGREE, end + 6 * day, {"outcome": _reached(above).value}),
        ]  # fmt: skip
        return [*begun, *up, bulk.ToldMove(Move.CLOSE, end + 7 * day)], _reached(above)
    if chance < _FAILED:
        last = [bulk.ToldMove(Move.FAIL, end, {"ways": []}), bulk.ToldMove(Move.CLOSE, end + day)]
        return [*begun, *last], Outcome.FAILED
    if chance < _STOPPED:
        return [*begun, bulk.ToldMove(Move.STOP, end), bulk.ToldMove(Move.CLOSE, end + day)], Outcome.STOPPED
    if chance < _WITHDRAWN:
        return [bulk.ToldMove(Move.WITHDRAW, at), bulk.ToldMove(Move.CLOSE, at + day)], Outcome.WITHDRAWN
    agreed = bulk.ToldMove(Move.AGREE, end, {"outcome": _reached(body).value})
    return [*begun, agreed, bulk.ToldMove(Move.CLOSE, end + day)], _reached(body)


def _reached(body: bulk.ToldBody) -> Outcome:
    """Return what parties come to at a body: an agreement in its committee's name, else a plain settlement."""
    return Outcome.AGREED if body.committee_id is not None else Outcome.SETTLED


def _above(court: Court, lot: Lot, level: Level) -> bulk.ToldBody:
    above = list(Level)[level.rank + 1]
    if above is Level.CITY:
        return next(body for (kind, _), body in court.bodies.items() if kind is Level.CITY)
    return court.of(above, lot)


# --- disputes through the services -------------------------------------------------------------------
def _walk(court: Court, ground: Ground, now: datetime, people: People, *, most: int) -> int:
    """Let disputes around the showcase walk through the services, some of them not ended yet; returns how many."""
    throw, show = dice("walked disputes"), showcase(ground)
    names, today = person_names(dice("neighbours in dispute")), shanghai_day(now)
    neighbour, manager = people.residents[0][1].actor, people.clerks[court.companies[show.row.id]]
    near = [lot for lot in ground.lots if lot.site.home.community.id == show.site.home.community.id]
    done = 0
    for number in range(most):
        lot = show if number % 2 else throw.choice(near)
        day = today - timedelta(days=2 + number * 2)
        draft, _size = _draft(court, throw, lot, f"walked:{number}", (next(names), next(names)))
        if number == _TALKED:
            draft = agreements.between(draft, neighbour, manager, court.projects.get(show.row.id))
        done += _walked(court, lot, draft, day, number, today)
        if number == _TALKED:
            agreements.talk(neighbour, manager, day, today)
    return done


def _walked(court: Court, lot: Lot, draft: DisputeDraft, day: date, number: int, today: date) -> int:
    """File a dispute and carry it on as far as its age and its number say; returns one where it was filed."""
    secretary = court.actors[court.of(Level.COMMUNITY, lot).id]
    try:
        dispute = _do(secretary, services.file_dispute, day, draft=draft)
    except Refused:
        return 0
    with suppress(Refused, StopIteration):
        _carry(court, lot, int(dispute), day, number, today)
    return 1


def _carry(court: Court, lot: Lot, dispute: int, day: date, number: int, today: date) -> None:
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
        agreements.walk(actor, dispute, body, end, today, number)


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

"""Tell the cases in a process of their own and write what was told by the bulk service of cases."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from functools import cache
from typing import cast

from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.rules.facts import Body, Facts
from hemei.coordination.cases.services.bulk import Told, ToldAct, write_stories
from hemei.ground.clocks import queries as clocks
from hemei.ground.clocks import services as clock_services
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.ground.records.photos import Photo
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import WorkingTime
from hemei.project.demonstration import cases, drawings
from hemei.project.demonstration.acting import House, Stage
from hemei.project.demonstration.cases import FactsOn, Setting
from hemei.project.demonstration.drawings.canvas import HEIGHT, WIDTH
from hemei.project.demonstration.hands import stay_with
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import Scale
from hemei.project.demonstration.staff import BodyPlan
from hemei.project.demonstration.stories import Picture, Plan, tell
from hemei.project.demonstration.stories import Told as Act
from hemei.project.demonstration.wording import words

_CHUNK = 125
_TELLERS = 2

# What a forked teller inherits, so that plans need not be sent to it.
_plans: list[Plan] = []
_until: list[datetime] = []


def write_cases(
    *,
    actor: Actor,
    now: datetime,
    settings: Sequence[Setting],
    show: Setting,
    scale: Scale,
    progress: Progress,
) -> None:
    """Tell every case up to `now` and write it."""
    working = clocks.working_time(now=now)
    city = show.stage.scope.split(".", 1)[0] + "."
    every = cases.plans(settings, show, scale, now, _facts_of(working, city))
    with records.acting(actor):
        clock_services.note_calendar(working_time=working, now=now)
    with progress.stage("案件 cases", len(every), "cases") as stage:
        for stories in told(every, now):
            with records.acting(actor):
                write_stories(stories=[_with_photos(story) for story in stories], working=working)
            stage.step(len(stories))


def told(every: Sequence[Plan], now: datetime) -> Iterator[list[Told]]:
    """Yield the stories in the order of the plans, told by forked processes while others are written."""
    _plans[:], _until[:] = every, [now]
    starts = range(0, len(every), _CHUNK)
    if len(every) <= _CHUNK * 2:
        yield from map(_tell_chunk, starts)
        return
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(_TELLERS, fork, initializer=stay_with, initargs=(os.getpid(),)) as tellers:
        yield from tellers.map(_tell_chunk, starts)


def settings_of(
    ground: Ground, bodies: Bodies, people: People, managed: Mapping[int, int]
) -> tuple[list[Setting], Setting]:
    """Return each estate with everybody who may act there, and the one the sample persons stand around."""
    plans = {bodies.ids[plan.key]: plan for plan in bodies.plans}
    homes = cases.by_home(people.residents)
    show = showcase(ground)
    found = {}
    for lot in ground.lots:
        stage = _stage(ground, bodies, people, lot, plans, managed.get(lot.row.id))
        found[lot.row.id] = Setting(stage, lot.site.units, homes.get(lot.row.id, ()))
    return list(found.values()), found[show.row.id]


def _tell_chunk(start: int) -> list[Told]:
    return [_story(plan, _until[0]) for plan in _plans[start : start + _CHUNK]]


def _story(plan: Plan, until: datetime) -> Told:
    story = tell(plan, until)
    return Told(tuple(_act(plan, number, act) for number, act in enumerate(story.told)), story.state)


def _act(plan: Plan, number: int, act: Act) -> ToldAct:
    texts = {"text": act.act.text}
    if number == 0:
        texts |= {"spot": plan.spot, "phone": plan.phone}
    return ToldAct(
        actor=act.actor,
        event=act.decided.event,
        references=act.decided.references,
        texts={name: text for name, text in texts.items() if text.strip()},
        photos=cast("Sequence[Photo]", act.pictures),  # drawn by the writer, so that no bytes travel
    )


def _with_photos(story: Told) -> Told:
    drawn = tuple(
        ToldAct(
            act.actor,
            act.event,
            act.references,
            act.texts,
            [_photo(picture) for picture in cast("Sequence[Picture]", act.photos)],
        )
        for act in story.acts
    )
    return Told(drawn, story.state)


@cache
def _photo(picture: Picture) -> Photo:
    content = drawings.draw(picture.scene, after=picture.after, view=picture.view)
    return Photo(content, "image/jpeg", WIDTH, HEIGHT, "")


def _facts_of(working: WorkingTime, city: str) -> FactsOn:
    """Return the look-up of what a decision at a stage is told on a day; each is put together once."""
    known: dict[tuple[int, date], Facts] = {}

    def facts_on(stage: Stage, day: date) -> Facts:
        if (stage.estate_id, day) not in known:
            company = [stage.company] if stage.company else []
            named = [*stage.departments.values(), *stage.chain.values(), *company]
            bodies = {body.id: body for body in named}
            known[stage.estate_id, day] = Facts(law_of(day), working, city, stage.chain, bodies)
        return known[stage.estate_id, day]

    return facts_on


def _stage(
    ground: Ground,
    bodies: Bodies,
    people: People,
    lot: Lot,
    plans: Mapping[int, BodyPlan],
    company: int | None,
) -> Stage:
    home = lot.site.home
    at = {"community": home.community.id, "street": home.street.id, "county": home.county.id}
    chain = {level: bodies.ids[level, place, ""] for level, place in at.items()}
    chain["city"] = bodies.ids["city", ground.city.id, ""]
    codes = {code: bodies.ids["department", home.county.id, code] for code in words("names")["department"]}
    codes["ST"] = chain["street"]
    named = {number: Body(number, plans[number].short, plans[number].department)
             for number in {*chain.values(), *codes.values(), *({company} if company else set())}}  # fmt: skip
    first = lot.buildings
    return Stage(
        scope=lot.row.scope,
        estate_id=lot.row.id,
        estate_name=lot.row.name,
        buildings=len(first),
        entrances=len(first[0].entrances),
        floors=first[0].floors,
        chain={level: named[number] for level, number in chain.items()},
        departments={code: named[number] for code, number in codes.items()},
        company=named[company] if company else None,
        clerks={number: people.clerks[number] for number in named},
        grid=people.grid[lot.cell.id],
        hotline=people.clerks[bodies.ids["hotline", ground.city.id, ""]],
        houses=_houses(lot.row.token),
        token=lot.row.token,
    )


def _houses(token: str) -> dict[tuple[int, int], House]:
    """Return the entrances of an estate by the number of the building and their own."""
    doors: dict[int, list[places.PublicHouse]] = {}
    for row in places.houses_of(token):
        doors.setdefault(row.building_id, []).append(row)
    return {
        (building, entrance): House(row.building_id, row.entrance_id, f"{row.building} {row.entrance}")
        for building, rows in enumerate(doors.values(), start=1)
        for entrance, row in enumerate(rows, start=1)
        if row.entrance_id is not None
    }

"""Years of credit in the made-up city, through the services: filings, conduct, objections, repairs, yearly levels.

One manager changed companies on the way: what he did stays with each company and goes along with him.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from hemei.ground.companies import queries as companies
from hemei.ground.companies import services as company_services
from hemei.ground.people import services as people_services
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.leadership.duties import queries as duties_now
from hemei.leadership.duties.services import Act, ActName, Origin
from hemei.oversight.credit import queries, services
from hemei.project.demonstration.exchange import write_exchange
from hemei.project.demonstration.leadership import at_work, take_step
from hemei.project.demonstration.naming import person_names
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

# Of a hundred companies so many file in time, and one in so many projects has conduct on record in a year.
_IN_TIME, _LATE, _CONDUCT = 88, 93, 10
_GOOD, _BAD = ("G02", "G04", "G01c", "G05"), ("B05", "B08", "B11", "B04", "B05", "B06", "B10a")
_EVIDENCE = "示范核查记录第{number}号"
_HOUR = 10
_TALKED = (
    "已约谈项目负责人，本人承认扣分事项，承诺十日内整改，谈话记录已归档",
    "已约谈项目负责人和企业，逐条核对扣分事项，要求每周报告整改情况",
)


@dataclass(frozen=True, slots=True)
class _City:
    """Who acts: the bureau, which confirms, somebody for each company, and for each estate its street and county.

    The street proposes and the county decides objections: whoever proposed or confirmed a line does not judge it again.
    """

    bureau: Actor
    clerks: dict[int, Actor]
    now: datetime
    streets: Mapping[int, Actor]
    counties: Mapping[int, Actor]


def write_credit(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Write three whole years of credit with their levels, and the year that runs."""
    if queries.catalogue_if_any(shanghai_day(now)) is None:  # another city may keep no credit
        return
    bureau = people.clerks[bodies.ids["city", ground.city.id, ""]]
    entered = companies.companies()
    homes = {lot.row.id: lot.site.home for lot in ground.lots}
    city = _City(
        bureau,
        {row.id: people.clerks[row.body_id] for row in entered if row.body_id in people.clerks},
        now,
        {key: people.clerks[bodies.ids["street", home.street.id, ""]] for key, home in homes.items()},
        {key: people.clerks[bodies.ids["county", home.county.id, ""]] for key, home in homes.items()},
    )
    years = range(now.year - 3, now.year + 1)
    with progress.stage("信用 credit", len(years), "years") as stage:
        moved = _move_manager(city, ground)
        for year in years:
            _file(city, year)
            _conduct(city, year, moved)
            if year < now.year:
                _settle(city, year)
            stage.step()
        _courses(city)
        _talks(city, people.clerks)
        write_exchange(bureau=bureau, now=now)


def _at(day: date, hour: int = _HOUR) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def _act(city: _City, actor: Actor, name: str, day: date, **more: object) -> int | None:
    """Let an actor do an act on a day that has passed; what is refused does not happen."""
    at = _at(day)
    if at > city.now:
        return None
    try:
        with records.acting(actor):
            done: int | None = getattr(services, name)(actor=actor, now=at, **more)
    except Refused:
        return None
    return done


def _file(city: _City, year: int) -> None:
    """Let companies file their basic information: most in time, some late, some not at all."""
    for company, clerk in city.clerks.items():
        throw = dice("basic filing", str(company), str(year))
        chance = throw.randrange(100)
        if chance >= _LATE:
            continue
        day = date(year, 3, 1 + throw.randrange(30)) if chance < _IN_TIME else date(year, 4, 10)
        with records.acting(clerk):
            running = len(companies.projects_of(company, actor=clerk, on=day))
        draft = services.BasicDraft(year, 8 + 6 * running, max(1, running), running, 2_000_000 * running)
        _act(city, clerk, "file_basic", day, draft=draft)
    _confirm_waiting(city, date(year, 4, 20))


def _confirm_waiting(city: _City, day: date) -> None:
    if _at(day) > city.now:
        return
    with records.acting(city.bureau):
        only = queries.LineFilter(state=queries.LineState.PROPOSED)
        waiting = queries.lines(actor=city.bureau, on=day, only=only, limit=1_000)
    for row in waiting:
        _act(city, city.bureau, "confirm_line", day, line_id=row.id)


def _conduct(city: _City, year: int, moved: tuple[int, int] | None) -> None:
    """Let streets propose conduct on some projects of the year, good and bad, and the bureau confirm it."""
    with records.acting(city.bureau):
        running = companies.projects(actor=city.bureau, on=date(year, 12, 31), limit=1_000)
    for project in running:
        throw = dice("conduct", str(project.estate_id), str(year))
        wanted = moved is not None and project.id in moved
        if wanted or throw.randrange(_CONDUCT) == 0:
            _record(city, project, year, throw)


def _record(city: _City, project: companies.ProjectRow, year: int, throw: Random) -> None:
    first = max(date(year, 1, 5), project.valid_from)
    day = first + timedelta(days=throw.randrange(max(1, (date(year, 12, 20) - first).days)))
    behaviour = throw.choice(_BAD if throw.randrange(3) else _GOOD)
    draft = services.LineDraft(
        behaviour=behaviour,
        happened_on=day,
        project_id=project.id,
        evidence=_EVIDENCE.format(number=project.id),
        about="市物业服务先进" if behaviour.startswith("G01") else "",
    )
    line = _act(city, city.streets[project.estate_id], "propose_line", day + timedelta(days=2), draft=draft)
    if line is not None:
        _act(city, city.bureau, "confirm_line", day + timedelta(days=6), line_id=line)


def _settle(city: _City, year: int) -> None:
    for holder in ("company", "manager"):
        _act(city, city.bureau, "settle_year", date(year + 1, 1, 15), year=year, holder=holder)


def _courses(city: _City) -> None:
    """Let companies object to what was confirmed since there is a rule, and ask for repair of what is old enough."""
    today = shanghai_day(city.now)
    with records.acting(city.bureau):
        only = queries.LineFilter(state=queries.LineState.CONFIRMED)
        rows = queries.lines(actor=city.bureau, on=today, only=only, limit=1_000)
    for row in rows:
        clerk, throw = city.clerks.get(row.company_id), dice("course", str(row.id))
        if clerk is None or row.points > 0:
            continue
        if row.object_until is not None and throw.randrange(2) == 0:
            _object(city, clerk, row, row.happened_on + timedelta(days=9), throw)
        elif row.repairable_from is not None and row.repairable_from < today:
            asked = today - timedelta(days=throw.randrange(3, 25))
            _repair(city, clerk, row.id, max(asked, row.repairable_from), throw)


def _object(city: _City, clerk: Actor, line: queries.LineRow, day: date, throw: Random) -> None:
    grounds = "当时已经整改并公开，附照片和记录（示范）"
    if _act(city, clerk, "object_to_line", day, line_id=line.id, grounds=grounds) is not None:
        with records.acting(city.bureau):
            project = companies.project_dates(line.project_id or 0, actor=city.bureau)
        judge = city.counties[project.estate_id] if project else city.bureau
        upheld = throw.randrange(2) == 0
        reason = "经核实，情况属实，撤销" if upheld else "经核实，整改在认定以后，维持"
        _act(
            city, judge, "decide_line_objection", day + timedelta(days=5), line_id=line.id, upheld=upheld,
            reason=reason,
        )  # fmt: skip


def _repair(city: _City, clerk: Actor, line: int, day: date, throw: Random) -> None:
    proof = "已经整改到位，附验收记录（示范）"
    if _act(city, clerk, "ask_repair", day, line_id=line, proof=proof) is not None and throw.randrange(3):
        granted = throw.randrange(4) > 0
        reason = "核实整改到位" if granted else "整改不到位，继续公示"
        day = min(day + timedelta(days=6), shanghai_day(city.now) - timedelta(days=1))
        _act(city, city.bureau, "decide_repair", day, line_id=line, granted=granted, reason=reason)


def _talks(city: _City, clerks: Mapping[int, Actor]) -> None:
    """Let the talks be held that managers' conduct called for: most in time, a few late; of the latest one waits."""
    with records.acting(city.bureau):
        owed = list(
            duties_now.duty_rows(
                actor=city.bureau, filters=duties_now.DutyFilters(view="set", origin=Origin.CREDIT_TALK)
            )
        )
    for place, row in enumerate(sorted(owed, key=lambda row: (row.due_at or city.now, row.id), reverse=True)):
        owner, throw = clerks.get(row.owner_body_id), dice("credit talk", str(row.id))
        if owner is None or row.due_at is None:
            continue
        if place == 0:
            until = shanghai_day(city.now) + timedelta(days=20)
            asked = Act(ActName.ASK_EXTENSION, text="项目负责人住院，约定出院后约谈", until=until)
            seen = take_step(owner, row.id, asked, at_work(row.due_at - timedelta(days=3)), 1, city.now)
            granted = Act(ActName.EXTEND, text="情况属实，出院后及时约谈")
            take_step(city.bureau, row.id, granted, at_work(row.due_at - timedelta(days=2)), seen, city.now)
            continue
        late = throw.randrange(10) == 0
        held = at_work(
            row.due_at + timedelta(days=4) if late else row.due_at - timedelta(days=1 + throw.randrange(6))
        )
        seen = take_step(owner, row.id, Act(ActName.SUBMIT, text=throw.choice(_TALKED)), held, 1, city.now)
        take_step(city.bureau, row.id, Act(ActName.ACCEPT), at_work(held + timedelta(days=2)), seen, city.now)


def _same_manager(project_id: int, one: date, other: date) -> bool:
    return companies.manager_on(project_id, one) == companies.manager_on(project_id, other)


def _move_manager(city: _City, ground: Ground) -> tuple[int, int] | None:
    """Let one manager serve an estate of one company, then one of another; returns both projects."""
    came, left = date(city.now.year - 1, 2, 1), date(city.now.year - 1, 9, 1)
    today = shanghai_day(city.now)
    with records.acting(city.bureau):
        running = companies.projects(actor=city.bureau, on=today, limit=1_000)
        shown = showcase(ground).row.id  # whose manager the sample persons know
        kept = (
            row
            for row in running
            if row.valid_from < came and row.estate_id != shown and _same_manager(row.id, came, today)
        )
        first = next(kept, None)
        second = next((row for row in kept if first is not None and row.company_id != first.company_id), None)
    if first is None or second is None:
        return None
    system = Actor(role=Role.SYSTEM, places=city.bureau.places)
    person = people_services.create_person(
        actor=system, now=_at(came), name=next(person_names(dice("credit manager"))), scope=ground.city.path
    )
    for project, day, until in ((first, came, left), (second, left, None)):
        post = people_services.appoint(
            actor=system, now=_at(day), person_id=person, body_id=project.body_id, role=Role.COMPANY_MANAGER,
            valid_from=day,
        )  # fmt: skip
        with records.acting(city.bureau):
            before = companies.manager_on(project.id, day)
            company_services.appoint_manager(
                actor=city.bureau, now=_at(day), project_id=project.id, person_id=person, day=day
            )
        if until is not None:
            people_services.end_appointment(
                actor=system, now=_at(until), appointment_id=post, valid_until=until
            )
            with records.acting(city.bureau):
                company_services.appoint_manager(
                    actor=city.bureau, now=_at(until), project_id=project.id, person_id=before, day=until
                )
    return first.id, second.id

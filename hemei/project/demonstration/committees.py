"""Owners' committees and residents of the made-up city: what is elected here, and what came in from sheets.

86 were elected from 2019 to 2022, by elections that really ran. The sheets, taken in as a city moves in, hold the
others: terms that are over, two without an end, three not filed yet. Here and there a member has left and nobody moved
up, or has sold the home: the checks of data quality find the one, the look of every day ends the seat of the other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from hemei.ground.people import queries, services
from hemei.ground.places.queries import EstateKind
from hemei.ground.records import queries as record_now
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.choosing import choosing
from hemei.project.demonstration.elections import Planned, hold_elections
from hemei.project.demonstration.naming import PHONE_PREFIX, person_names
from hemei.project.demonstration.owners import OWNERS, Owners, Row, doors
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice
from hemei.project.demonstration.staff import COMMITTEE_SAMPLE

TERMS = (
    "小区",
    "产生方式",
    "第几届",
    "应选人数",
    "选举日期",
    "任期开始",
    "任期届满日",
    "备案日期",
    "备案编号",
)
SEATS = ("小区", "姓名", "联系电话", "职务", "任职起始日", "离任日期", "离任原因", "是否党员", "党员信息依据")
RESIDENTS = ("小区", "楼栋", "单元", "房号", "住户姓名", "联系电话", "住户类型", "迁入日期", "迁出日期")
_EVERY = 9  # one estate in so many has its residents entered
_DWELLERS = 70_000_000
_KINDS = {EstateKind.COMMODITY, EstateKind.AFFORDABLE, EstateKind.RESETTLEMENT}
_OF = 5  # about every fifth estate has a committee that is filed
# The years in which they were elected, of 86; the source text counts those since 2019.
_ELECTED = {2019: 8, 2020: 9, 2021: 15, 2022: 54}
_LEAST_ELECTING, _MOST_ELECTING = 10, 60
_SETTLED = timedelta(days=200)  # since an estate stands, at least, when it elects
_RENEWED = 3  # one election in so many renews a term
_YEAR = timedelta(days=365)
_HALF = 3  # of five committees, at least half of the members are in the Party
_LEAST_HOMES = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """A committee to be: its estate and its latest term; `filed` says whether the election was."""

    lot: Lot
    elected: date
    years: int
    filed: bool = True
    ends: bool = True


def write_committees(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> list[Lot]:
    """Hold the elections, and take in owners, terms and members of the other committees.

    Returns the estates whose committees are at work longest from today, all of whose homes have owners.
    """
    today = shanghai_day(now)
    sheets = _Sheets()
    actor = system_actor(ground.city.path)
    electing = list(_electing(ground, sheets, _sample_owner(actor, now, people)))
    held = {plan.lot.row.id for plan in electing}
    plans = list(_plans(ground, held, today))
    for number, plan in enumerate(plans):
        _write(sheets, plan, number, today)
    taken = held | {plan.lot.row.id for plan in plans}
    for lot in choosing(ground, actor=actor, on=today):
        if lot.row.id not in taken:
            sheets.owners.all_of(lot)
    with progress.stage("业委会 committees", sheets.count, "rows") as stage:
        for register, name, header, rows in (
            ("people.owners", "示范业主", OWNERS, sheets.owners.rows),
            ("people.terms", "示范业委会届次", TERMS, sheets.terms),
            ("people.seats", "示范业委会成员", SEATS, sheets.seats),
        ):
            take_in(actor, now, register, name, [header, *rows])
            stage.step(len(rows))
    hold_elections(electing, bodies=bodies, people=people, progress=progress)
    _open_office(actor, now, showcase(ground))
    at_work = [plan for plan in electing if plan.day + plan.YEARS * _YEAR > today + _YEAR // 2]
    return [plan.lot for plan in sorted(at_work, key=lambda plan: plan.day)]


def _sample_owner(actor: Actor, now: datetime, people: People) -> tuple[str, str]:
    """Return name and number of the resident one may become: he owns the first home of the showcase."""
    neighbour = people.residents[0][1]
    with records.acting(actor):
        row = queries.persons([neighbour.actor.person_id or 0], now=now)[neighbour.actor.person_id or 0]
        name = record_now.open_sealed([row.name_id or 0])[row.name_id or 0]
    return name or "", neighbour.phone


def _electing(ground: Ground, sheets: _Sheets, sample: tuple[str, str]) -> Iterator[Planned]:
    """Yield the elections: the showcase's first, then estates that are not too large, with every home owned."""
    show, throw = showcase(ground), dice("elections")
    count = max(1, len(ground.lots) // _OF)
    years = [year for year, of in _ELECTED.items() for _ in range(of)][-count:]
    fit = [
        lot for lot in ground.lots
        if lot is not show and _LEAST_ELECTING <= lot.site.units <= _MOST_ELECTING
        and lot.site.type.kind in _KINDS and lot.row.valid_from < date(2018, 1, 1)
    ]  # fmt: skip
    throw.shuffle(fit)
    for lot, year in zip([show, *fit], reversed(years), strict=False):
        day = date(year, 5, 1) + timedelta(days=throw.randrange(230))
        day = max(day, lot.row.valid_from + _SETTLED)  # of a small city the showcase may be young
        homes = sheets.owners.all_of(lot, [sample] if lot is show else ())
        former = lot is not show and throw.randrange(_RENEWED) == 0
        seats = 7 if lot is show else 5
        if former:
            begun = day - 3 * _YEAR - timedelta(days=20)
            end = day - timedelta(days=20)
            sheets.terms.append(
                _term(lot.row.code, "首届", 1, seats, begun, end, begun + timedelta(days=21), 900)
            )
        party = -(-seats // 2) if throw.randrange(5) < _HALF else 1
        yield Planned(lot, homes, day, seats, party, former)


def _open_office(actor: Actor, now: datetime, show: Lot) -> None:
    """Let the chair of the showcase's committee sign in: one of the sample persons."""
    with records.acting(actor):
        page = queries.committee_page(show.row.id, actor=actor, on=shanghai_day(now), now=now)
        chair = (
            next(seat for seat in page.terms[0].seats if seat.post is queries.Post.CHAIR) if page else None
        )
    if chair is not None:
        services.open_office(actor=actor, now=now, seat_id=chair.id, sample=COMMITTEE_SAMPLE)


def write_residents(*, now: datetime, ground: Ground, progress: Progress) -> None:
    """Take in who lives in the homes of some estates without owning them: tenants, families, others."""
    today = shanghai_day(now)
    names, rows = person_names(dice("dwellers")), []
    show = showcase(ground)
    for number, lot in enumerate([show, *(lot for lot in ground.lots[::_EVERY] if lot is not show)]):
        throw = dice("dwellers", lot.site.name)
        homes = list(doors(lot))
        for place, door in enumerate(throw.sample(homes, min(len(homes), 8 if number else 24))):
            since = today - timedelta(days=throw.randrange(30, 900))
            until = since + timedelta(days=25) if throw.randrange(9) == 0 else None
            phone = f"{PHONE_PREFIX}{_DWELLERS + number * 100 + place:08d}"
            kind = throw.choice(("承租人", "承租人", "业主家庭成员", "其他住户"))
            rows.append((lot.row.code, *door, next(names), phone, kind, str(since), str(until or "")))
    with progress.stage("住户 residents", len(rows), "rows") as stage:
        actor = system_actor(ground.city.path)
        take_in(actor, now, "people.residents", "示范住户", [RESIDENTS, *rows])
        stage.step(len(rows))


def take_in(actor: Actor, now: datetime, register: str, name: str, rows: Sequence[Row]) -> None:
    """Check a sheet and write it, all of it."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    (number,) = records.begin_imports(
        actor=actor, now=now, upload=[text.getvalue().encode()], name=f"{name}.csv", register=register
    )
    records.ask_for_check(actor=actor, now=now, import_id=number, here=True)
    records.run_import(import_id=number, clock=lambda: now)
    records.ask_for_writing(actor=actor, now=now, import_id=number, good_rows=False, here=True)
    records.run_import(import_id=number, clock=lambda: now)
    with records.acting(actor):
        done = record.import_by_id(number, actor=actor)
    if done is None or done.state is not record.ImportState.WRITTEN:
        raise RuntimeError(f"The made-up sheet {name} was not taken in: {done}")


def _plans(ground: Ground, held: set[int], today: date) -> Iterator[Plan]:
    """Yield the committees of the sheets: the ones over their term, without an end, or not filed."""
    throw = dice("committees")
    fit = [
        lot for lot in ground.lots
        if lot.row.id not in held and lot.site.type.kind in _KINDS and lot.site.units >= _LEAST_HOMES
        and lot.row.valid_from < today - 8 * _YEAR
    ]  # fmt: skip
    throw.shuffle(fit)
    over = len(ground.lots) // 50
    for lot in fit[:over]:
        yield Plan(lot, _past(throw, today), 3)
    rest = fit[over:]
    for lot in rest[:2]:
        yield Plan(lot, _past(throw, today), 3, ends=False)
    for lot, days in zip(rest[2:5], (12, 25, 70), strict=False):
        yield Plan(lot, today - timedelta(days=days), 5, filed=False)


def _past(throw: Random, today: date) -> date:
    return date(min(2018, today.year - 4), 1, 1) - timedelta(days=throw.randrange(700))


class _Sheets:
    """The rows of the three sheets."""

    def __init__(self) -> None:
        self.owners = Owners()
        self.terms: list[Row] = []
        self.seats: list[Row] = []

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.owners.rows) + len(self.terms) + len(self.seats)


def _write(sheets: _Sheets, plan: Plan, number: int, today: date) -> None:
    throw = dice("committee", plan.lot.site.name)
    code, seats = plan.lot.row.code, throw.choice((5, 5, 5, 7, 7, 9, 11))
    homes = list(doors(plan.lot))
    seats = min(seats, len(homes) - 1 - len(homes) % 2)
    former = plan.filed and plan.ends and throw.randrange(3) == 0
    if former:
        begun = plan.elected - 3 * _YEAR
        sheets.terms.append(
            _term(code, "首届", 1, seats, begun, plan.elected, begun + timedelta(days=21), number)
        )
    filed = plan.elected + timedelta(days=throw.randrange(7, 29)) if plan.filed else None
    end = plan.elected + plan.years * _YEAR if plan.ends else None
    sheets.terms.append(
        _term(code, "换届" if former else "首届", 2 if former else 1, seats, plan.elected, end, filed, number)
    )
    lasts = (end is None or end > today) and plan.elected < today - _YEAR
    leaves, sold = throw.randrange(14) == 0 and lasts, throw.randrange(25) == 0 and lasts
    least = -(-seats // 2) if throw.randrange(5) < _HALF else 1
    for place, (door, name, phone) in enumerate(_members(sheets, homes, seats + throw.randrange(2))):
        left = today - timedelta(days=throw.randrange(60, 300)) if leaves and place == seats - 1 else None
        gone = today - timedelta(days=90) if sold and place == seats - 2 else None
        sheets.owners.own(plan.lot, door, (name, phone), gone)
        party = "党员" if place < least else "" if throw.randrange(12) == 0 else "非党员"
        sheets.seats.append(
            (
                code, name, phone, _post(place, seats), str(plan.elected), str(left or ""),
                "辞职" if left else "", party, "本人同意" if party else "",
            )
        )  # fmt: skip


def _term(
    code: str, kind: str, ordinal: int, seats: int, elected: date, end: date | None, filed: date | None, number: int
) -> Row:  # fmt: skip
    last = str(end - timedelta(days=1)) if end else ""
    sign = f"示范备〔{filed.year}〕{number + 1}号" if filed else ""
    return (code, kind, str(ordinal), str(seats), str(elected), str(elected), last, str(filed or ""), sign)


def _post(place: int, seats: int) -> str:
    return "候补委员" if place >= seats else ("主任", "副主任", *["委员"] * seats)[place]


def _members(sheets: _Sheets, homes: Sequence[Row], count: int) -> Iterator[tuple[Row, str, str]]:
    step = max(1, len(homes) // count)
    for door in homes[: step * count : step]:
        yield (door, *sheets.owners.person())

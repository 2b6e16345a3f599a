"""Roll-ups: after any acts, in any order of rounds, they equal a count anew as of the moment they state."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import services as cases
from hemei.coordination.cases.rules.words import Found, Outcome
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter, quarter
from hemei.coordination.cases.tests.test_lots import drawn, scene, solved
from hemei.faces.cockpit import queries, services
from hemei.faces.cockpit.queries import AsOf
from hemei.ground.companies.services import CompanyDraft as Company
from hemei.ground.companies.services import Contract, ProjectDraft, add_companies, begin_projects
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.places import services as place_services
from hemei.ground.places.rules.drafts import EstateDraft
from hemei.ground.places.rules.estates import EstateKind
from hemei.ground.records import queries as kept
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange
from hemei.kernel.decision import Refused
from hemei.kernel.figures import Measure, Relation, Span, Tally
from hemei.kernel.workdays import shanghai_day

__all__ = ["quarter"]
acts = cases.acts
EVIDENCE = ("photo_after",)


def paths() -> dict[str, str]:
    """Every place's path, by code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.code, t.path from places_place p join places_placeposition t on t.place_id = p.id"
        )
        return dict(cursor.fetchall())


def assert_equal(now: datetime) -> None:
    """Compare every row with a count anew as of the stated moment, at every level, for every body."""
    with records.acting(SYSTEM):
        stated = kept.rollup_states()
        for entry in queries.entries(shanghai_day(now)):
            asked = AsOf.of(None, stated[entry.figure.id].stated_at)
            cells = queries.cells(entry, actor=SYSTEM, ranges=(EVERYWHERE,), asked=asked)
            for path in paths().values():
                here = [cell for cell in cells if cell.place.startswith(path)]
                rows = kept.rollup_rows([entry.figure.id], [path], since=asked.months[0])
                found = {row.month: Tally(row.counted, row.not_counted, row.not_provable) for row in rows}
                for month, tally in queries.by_month(here, asked).items():
                    assert found.get(month, Tally()) == tally, (entry.figure.id, path, month)
                rows = kept.rollup_rows([entry.figure.id], [path], since=asked.months[0], bodies=True)
                bodies = [
                    replace(cells[0], month=row.month, body=row.body_id, tally=_tally(row)) for row in rows
                ]
                told = {
                    body: tally
                    for body, tally in queries.by_body(entry, bodies, asked).items()
                    if tally != Tally()
                }
                happened = entry.figure.span is Span.MONTHS  # registers are shown by place only
                assert told == (queries.by_body(entry, here, asked) if happened else {}), (
                    entry.figure.id,
                    path,
                )


def assert_weeks_equal(now: datetime) -> None:
    """Compare what the roll-ups say of the week with two counts anew, at every level."""
    with records.acting(SYSTEM):
        stated = kept.rollup_states()
        for entry in queries.entries(shanghai_day(now)):
            if entry.figure.measure is not Measure.NUMBER or not isinstance(entry.source, Relation):
                continue
            asked = AsOf.of(None, stated[entry.figure.id + "/week"].stated_at)
            for path in paths().values():
                here = (PlaceRange(path),)
                anew = queries.stretch_tallies([entry], ranges=here, asked=asked, stretch=asked.week)
                assert queries.week_tallies([entry], here, asked) == anew, (entry.figure.id, path)


def _tally(row: kept.RollupRow) -> Tally:
    return Tally(row.counted, row.not_counted, row.not_provable)


def another_estate(quarter: Quarter) -> str:
    """Add an estate in the far community and return its token."""
    draft = EstateDraft(
        name="三里小区",
        kind=EstateKind.COMMODITY,
        community_id=quarter.town.place(SANLIAN),
        address="长江路9号",
        built_area_dm2=2_000_000,
        households=100,
        valid_from=date(2022, 1, 1),
    )
    (estate,) = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    return places.estates_by_id([estate], actor=SYSTEM)[estate].token


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.prove)])
def test_rounds_keep_up_with_whatever_happens(quarter: Quarter, seed: int) -> None:
    throw = Random(seed)  # noqa: S311 - made-up data, no secret
    with records.acting(SYSTEM):
        tokens = [quarter.token, another_estate(quarter)]
    numbers: list[str] = []
    now = NOW
    services.refresh_rollups(now=now)
    for step in range(27):
        now += timedelta(minutes=throw.choice([1, 7, 40, 400]))
        for _ in range(throw.randrange(9)):
            _something(quarter, throw, tokens, numbers, now)
        if throw.random() < 0.6:
            now += timedelta(seconds=throw.choice([3, 61]))
            services.refresh_rollups(now=now, whole=throw.random() < 0.1)
        if step % 9 == 8:
            services.refresh_rollups(now=now + timedelta(minutes=1))
            assert_equal(now)
            assert_weeks_equal(now)
    with records.acting(SYSTEM):
        rows = kept.rollup_rows(["C1", "C2", "C3"], [places.city().path], since=date(2026, 1, 1))
    assert len({row.figure for row in rows if row.counted}) >= 2


def _something(q: Quarter, throw: Random, tokens: list[str], numbers: list[str], now: datetime) -> None:
    """Report, or do whatever this case allows; what it does not allow changes nothing."""
    if len(numbers) < 3 or throw.random() < 0.2:
        numbers.append(
            q.report(
                q.resident,
                now=now,
                token=throw.choice(tokens),
                submission_key=f"key-{now}-{len(numbers)}",
                kind="blocked_fire_lane",
            )
        )
        return
    number = throw.choice(numbers)
    home = q.community if q.row(number).scope.startswith(q.community.places[0].path) else q.foreign_community
    actor, act = throw.choice(
        [
            (home, acts.Accept(kind="blocked_fire_lane")),
            (home, acts.Accept(kind="blocked_fire_lane")),
            (home, acts.Whistle(lead=q.fire.body_id, joints=(q.police.body_id or 0,), text="请到场")),
            (q.fire, acts.Arrive()),
            (q.fire, acts.GiveResult(outcome=Outcome.SOLVED, evidence=(), text="已处理")),
            (q.police, acts.ReturnWhistle(line="group_rental", text="不是我们")),
            (home, acts.Close(outcome=Outcome.NOT_SOLVED, text="没有办成")),
            (q.resident, acts.AcceptResult(text="可以")),
            (q.resident, acts.SendBack(text="不行")),
        ]
    )
    with suppress(Refused, cases.NoSuchCase):
        q.act(actor, number, act, now=now)
    with suppress(Refused), records.acting(SYSTEM):
        cases.sweep(actor=SYSTEM, now=now)


def test_a_board_from_roll_ups_says_what_a_board_counted_anew_says(quarter: Quarter) -> None:
    with records.acting(SYSTEM):
        another_estate(quarter)
        estates = [row.id for row in places.estates(actor=SYSTEM)]
        body = quarter.town.bodies["大地物业公司"]
        (company,) = add_companies(
            actor=SYSTEM,
            now=NOW,
            drafts=[Company("大地物业有限公司", "91350100M000100Y43", body, date(2022, 1, 1))],
        )
        begin_projects(
            actor=SYSTEM,
            now=NOW,
            drafts=[ProjectDraft(company, estates[0], Contract.OWNERS, date(2026, 3, 9))],
        )
    numbers: list[str] = []
    for minutes in range(0, 3_000, 200):
        _something(quarter, Random(minutes), [quarter.token], numbers, NOW + timedelta(minutes=minutes))  # noqa: S311
    now = NOW + timedelta(days=4)
    services.refresh_rollups(now=now)
    seen_at = now + timedelta(minutes=2)
    with records.acting(quarter.county):
        rolled = queries.as_of(None, seen_at)
        assert rolled.rolled_up
        assert rolled.moment == now - services.LAG
        assert rolled.live
        days = [
            date(2026, 11, 4),
            date(2026, 10, 31),
            date(2026, 9, 15),
            date(2025, 12, 31),
            date(2024, 5, 5),
        ]
        questions = [rolled, *(queries.as_of(day, seen_at) for day in days)]
        firsts = [None if one.kept is None else (one.months[-1] - one.kept).days for one in questions]
        assert firsts == [0, 31, 0, 31, 0, None]  # what is not kept is counted anew: the month, or everything
        for asked in questions:
            anew = replace(asked, kept=None, live=False)
            for code in ("340102", "340102001", "340102001001"):
                assert_boards_equal(quarter.county, places.place_by_code(code).id, asked, anew)


def assert_boards_equal(actor: Actor, place_id: int, asked: AsOf, anew: AsOf) -> None:
    area = queries.area(place_id, actor=actor, day=asked.day)
    assert area is not None
    one, other = (queries.readings(area, actor=actor, asked=each, bodies=True) for each in (asked, anew))
    for reading, counted in zip(one, other, strict=True):
        assert reading.months == counted.months
        assert (reading.parts, reading.rank, reading.value) == (counted.parts, counted.rank, counted.value)
    entries = queries.entries(asked.day)
    told, found = (
        queries.worse(entries, area, actor=actor, asked=each, stretch=each.week) for each in (asked, anew)
    )
    assert told == found


def test_stale_or_missing_roll_ups_are_not_used(quarter: Quarter) -> None:
    with records.acting(SYSTEM):
        assert not queries.as_of(None, NOW).rolled_up
        services.refresh_rollups(now=NOW)
        assert queries.as_of(None, NOW + timedelta(minutes=1)).rolled_up
        assert not queries.as_of(None, NOW + timedelta(minutes=6)).rolled_up
        assert not queries.as_of(date(2026, 10, 1), NOW + timedelta(minutes=1)).rolled_up


def test_a_round_in_which_nothing_happened_states_the_moment_in_few_statements(quarter: Quarter) -> None:
    with records.acting(SYSTEM):
        for minute in range(3):
            services.refresh_rollups(now=NOW + timedelta(minutes=minute))
        before = kept.rollup_states()
        with CaptureQueriesContext(connection) as asked:
            services.refresh_rollups(now=NOW + timedelta(minutes=3))
        after = kept.rollup_states()
    assert set(after) == set(before)
    assert {one.stated_at for one in after.values()} == {NOW + timedelta(minutes=3) - services.LAG}
    assert len(asked) < len(before) / 2, "only those that change by the passing of time alone are asked"


def visits_in_time(day: date) -> set[tuple[int | None, str, str | int]]:
    """Return whose re-visits C7 counts, whether in time, and to which case each opens."""
    entry = queries.entry_of("C7", day)
    assert entry is not None
    wanted, asked = queries.Wanted(), AsOf.of_past(day)
    with records.acting(SYSTEM):
        rows = queries.rows(entry, actor=SYSTEM, ranges=(EVERYWHERE,), asked=asked, wanted=wanted)
    return {(row.body, row.subject.counted, row.subject.link.args[0]) for row in rows}


def test_a_visit_missed_and_passed_on_stays_missed_where_it_was_owed(quarter: Quarter) -> None:
    start = NOW + timedelta(days=28)  # there is a ladder for it since the end of November
    solved(quarter, start)
    number = drawn(start + timedelta(days=7))
    street, county = quarter.street.body_id, quarter.county.body_id
    due = quarter.row(number).next_due_at
    assert due is not None
    missed = shanghai_day(due) + timedelta(days=1)
    cases.sweep(actor=SYSTEM, now=due + timedelta(hours=1))
    assert visits_in_time(missed) == {(street, "no", number)}
    cases.sweep(actor=SYSTEM, now=due + timedelta(days=10))
    assert visits_in_time(missed) == {(street, "no", number)}, "a day that has passed never changes"
    now = due + timedelta(days=11)
    looked = acts.RecordRevisit(found=Found.TRUE, text="现场已经清走，没有再堆")
    quarter.act(quarter.county, number, looked, now, photos=[scene(9)])
    assert visits_in_time(shanghai_day(now)) == {(street, "no", number), (county, "yes", number)}

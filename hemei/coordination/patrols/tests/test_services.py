"""Rounds are planned, walked and missed: once and only once, finds as cases, everything bad refused with a word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.coordination.cases import queries as cases
from hemei.coordination.patrols import queries, services
from hemei.coordination.patrols.models import Round, Shot, Visit
from hemei.coordination.patrols.rules.words import Flag, Result, Why
from hemei.coordination.patrols.tests.conftest import CELLS, KEY, NOW, POINTS, TODAY, Beat, picture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.leadership.duties.models import Duty

CLEAR, FOUND, BLOCKED = Result.CLEAR, Result.FOUND, Result.BLOCKED
OTHER_KEY = "22222222-2222-4222-8222-222222222222"


def code_of(act: Any) -> tuple[str, str]:
    """Return code and field of the refusal of an act."""
    with pytest.raises(Refused) as refused:
        act()
    reason = refused.value.decision.reasons[0]
    assert reason.remedy or reason.code in {"not_found", "twice", "nothing"}
    return reason.code, reason.field


def events(stream: str) -> list[str]:
    with records.acting(SYSTEM):
        from hemei.ground.records import queries as record

        return [event.type for event in record.history(stream=stream)]


def photo(colour: str = "red", noted: str = "", taken: str = "2026:11:02 09:05:00") -> services.PhotoDraft:
    file = picture(colour, taken)
    return services.PhotoDraft(file, file.name, noted)


def test_the_worker_plans_a_week_ahead_and_again_changes_nothing(beat: Beat) -> None:
    assert beat.plan() == 12  # two cells, Monday to Friday and the next Monday
    assert beat.plan() == 0
    assert beat.plan(NOW + timedelta(days=1)) == 2
    assert [visit.name for visit in beat.visits()] == [name for _, name in POINTS]
    tuesday = beat.round(day=date(2026, 11, 3))
    assert [visit.kind for visit in beat.visits(tuesday)] == ["fire_lane", "waste"]
    row = beat.row()
    assert (row.walker_id, row.state) == (beat.walker.appointment_id, "planned")
    assert events(row.stream) == ["patrols.round_planned"]


def test_a_whole_round_arrives_once_and_its_find_is_one_case(beat: Beat) -> None:
    beat.plan()
    said = beat.said(
        FOUND, CLEAR, BLOCKED, case_kind="blocked_fire_lane", note="一辆白色轿车堵着", photos=(photo(),)
    )
    said = (*said[:2], services.PointSaid(beat.points[CELLS[0]][2], BLOCKED, note="正在修剪，封闭了"))
    assert beat.walk(*said) == ()
    row, visits = beat.row(), beat.visits()
    assert (row.state, row.on_time, row.gaps, row.flags) == ("done", True, 0, [])
    assert [visit.result for visit in visits] == ["found", "clear", "blocked"]
    assert (visits[0].metres, visits[0].lon) == (0, 117_283_000)
    number = visits[0].case_number
    with records.acting(beat.clerk):
        page = cases.case_page(viewer=_viewer(beat.clerk), number=number, now=NOW)
        assert page is not None
        assert (page.state.kind, page.state.channel.value) == ("blocked_fire_lane", "patrol")
        assert page.state.reporter == beat.walker.person_id
        assert page.text_of(page.events[0]) == "一辆白色轿车堵着"
        assert page.text_of(page.events[0], "spot") == POINTS[0][1]
        [file] = page.files_of(page.events[0])
        assert file.evidence_id is not None
        origin = queries.origin_of(number, actor=beat.clerk)
    assert origin is not None
    assert (origin.round_id, origin.point, origin.metres) == (row.pk, POINTS[0][1], 0)
    assert events(row.stream) == ["patrols.round_planned", "patrols.round_ended"]
    assert beat.count("select count(*) from patrols_shot where taken_at is not null") == 1

    beat.walk(*said)  # the answer got lost: the phone sends it again
    assert code_of(lambda: beat.walk(*said, key=OTHER_KEY)) == ("twice", "")  # typed again on a kept page
    assert beat.count("select count(*) from cases_case") == 1
    assert beat.count("select count(*) from patrols_visit where result <> ''") == 3
    assert beat.count("select count(*) from patrols_shot") == 1
    assert events(row.stream) == ["patrols.round_planned", "patrols.round_ended"]
    # What could not be looked at comes with the next round.
    assert POINTS[2][1] in [visit.name for visit in beat.visits(beat.round(day=date(2026, 11, 3)))]


def _viewer(actor: Actor) -> Any:
    from hemei.coordination.cases.rules.moves import Viewer

    return Viewer(actor)


def test_the_database_takes_nothing_twice(beat: Beat) -> None:
    beat.plan()
    beat.walk()
    row, visit = beat.row(), beat.visits()[0]
    twice = [
        Round(
            stream="x", scope=row.scope, cell_id=row.cell_id, planned_on=row.planned_on, walker_id=row.walker_id
        ),
        Round(
            stream="y", scope=row.scope, cell_id=row.cell_id, planned_on=date(2027, 1, 1), walker_id=row.walker_id,
            state="done", started_at=row.started_at, ended_at=row.ended_at, received_at=row.received_at, on_time=True,
            submission_key=row.submission_key,
        ),
        Round(
            stream="z", scope=row.scope, cell_id=row.cell_id, planned_on=date(2027, 1, 2), walker_id=row.walker_id,
            state="done",
        ),
        Visit(stream=row.stream, scope=row.scope, round=row, point_id=visit.point_id, kind="waste", name="甲"),
        Visit(
            stream=row.stream, scope=row.scope, round=row, point_id=beat.points[CELLS[1]][0], kind="waste", name="甲",
            result="found", seen_at=NOW,
        ),
    ]  # fmt: skip
    for wrong in twice:
        with records.acting(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
            wrong.save(force_insert=True)


def test_what_is_bad_is_refused_and_writes_nothing(beat: Beat) -> None:
    beat.plan()
    foreign = services.PointSaid(beat.points[CELLS[1]][0], CLEAR)
    old = photo(taken="2025:11:02 09:05:00")
    ahead = photo(taken="2026:11:02 23:05:00")
    found = {"case_kind": "dogs", "note": "满地垃圾"}
    tomorrow = beat.round(day=date(2026, 11, 3))
    refusals = {
        "a point of another cell": (lambda: beat.walk(foreign), ("foreign_point", "points")),
        "tomorrow": (lambda: beat.walk(round_id=tomorrow), ("early", "started_at")),
        "somebody else's": (lambda: beat.walk(actor=beat.walkers[CELLS[1]]), ("not_found", "")),
        "another role": (lambda: beat.walk(actor=beat.clerk), ("role", "")),
        "no such round": (lambda: beat.walk(round_id=999_999), ("not_found", "")),
        "no key": (lambda: beat.walk(key="no key"), ("key", "submission_key")),
        "a photo of last year": (lambda: beat.walk(*beat.said(CLEAR, photos=(old,))), ("taken", "photos")),
        "a photo of tonight": (lambda: beat.walk(*beat.said(CLEAR, photos=(ahead,))), ("taken", "photos")),
        "a find of no kind": (
            lambda: beat.walk(*beat.said(FOUND, **found)), ("kind", f"case-{beat.points[CELLS[0]][0]}")
        ),
    }  # fmt: skip
    for what, (act, expected) in refusals.items():
        assert code_of(act) == expected, what
    assert beat.row().state == "planned"
    assert beat.count("select count(*) from cases_case") == 0
    assert beat.count("select count(*) from patrols_visit where result <> ''") == 0
    assert beat.count("select count(*) from records_file") == 0
    beat.walk()
    assert code_of(lambda: beat.walk(key=OTHER_KEY)) == ("twice", "")


def test_a_round_over_a_night_or_by_a_wrong_clock_is_taken_and_told(beat: Beat) -> None:
    beat.plan()
    tomorrow = NOW + timedelta(days=1)
    ahead = photo(taken="2026:11:04 09:05:00")
    found = {"case_kind": "other", "note": "满地垃圾", "seen_at": tomorrow, "photos": (ahead,)}
    flags = beat.walk(
        *beat.said(FOUND, CLEAR, CLEAR, **found), start=tomorrow, end=tomorrow + timedelta(hours=1)
    )
    assert Flag.CLOCK in flags
    row = beat.row()
    assert row.started_at is not None
    assert row.ended_at is not None
    assert row.started_at < row.ended_at <= NOW
    assert beat.count("select count(*) from cases_case where fact_on = '2026-11-02'") == 1
    assert beat.walk(*beat.said(FOUND, CLEAR, CLEAR, **found)) == flags  # the same key again changes nothing


def test_a_round_shared_with_the_worker_of_another_cell_is_his_to_walk(beat: Beat) -> None:
    beat.plan()
    other, number = beat.walkers[CELLS[1]], beat.round()
    assert other.appointment_id is not None
    with records.acting(beat.clerk):
        services.give_round(actor=beat.clerk, now=NOW, round_id=number, walker_id=other.appointment_id)
    with records.acting(other):
        assert [row.id for row in queries.rounds_to_walk(actor=other, until=TODAY)][:1] == [number]
        assert queries.round_page(number, actor=other) is not None
    beat.walk(*beat.said(FOUND, case_kind="blocked_fire_lane", note="堵了一辆车"), actor=other)
    assert (beat.row().gaps, beat.visits()[0].case_number != "") == (2, True)
    with records.acting(beat.quarter.foreign):
        assert code_of(
            lambda: services.give_round(actor=beat.quarter.foreign, now=NOW, round_id=number, walker_id=1)
        ) == ("not_found", "")


def given(beat: Beat) -> Actor:
    """Give today's round to the worker of the other cell, while the first is under way without a network."""
    beat.plan()
    other, number = beat.walkers[CELLS[1]], beat.round()
    assert other.appointment_id is not None
    with records.acting(beat.clerk):
        services.give_round(actor=beat.clerk, now=NOW, round_id=number, walker_id=other.appointment_id)
    return other


def test_a_round_walked_before_the_phone_knew_of_another_walker_is_taken(beat: Beat) -> None:
    other = given(beat)
    assert beat.walk() == ()
    row = beat.row()
    assert (row.state, row.walker_id, row.former) == (
        "done",
        beat.walker.appointment_id,
        [other.appointment_id],
    )
    # The other one walked as well: both records stand, each once.
    said = beat.said(FOUND, case_kind="blocked_fire_lane", note="堵了一辆车", photos=(photo("blue"),))
    for _ in range(2):
        assert Flag.SECOND in beat.walk(*said, actor=other, key=OTHER_KEY)
    assert code_of(lambda: beat.walk(*said, actor=other, key=KEY.replace("1", "3")))[0] == "twice"
    assert code_of(lambda: beat.walk(key=KEY.replace("1", "4")))[0] == "twice"
    assert beat.count("select count(*) from patrols_round where second_of_id = %s", row.pk) == 1
    assert beat.count("select count(*) from cases_case") == 1
    assert beat.count("select count(*) from patrols_round where cell_id = %s and gaps > 0", row.cell_id) == 0


def test_what_a_former_walker_finds_becomes_a_case_and_is_counted_nowhere(beat: Beat) -> None:
    other, number = given(beat), beat.round()
    beat.walk(actor=other)
    flags = beat.walk(*beat.said(FOUND, case_kind="blocked_fire_lane", note="堵了一辆车"), key=OTHER_KEY)
    assert Flag.SECOND in flags
    with records.acting(SYSTEM):
        second = Round.objects.get(second_of=number)
        assert [row.name for row in second.visits.all()] == [POINTS[0][1]]
    assert events(second.stream) == ["patrols.round_ended"]
    with records.acting(beat.walker):
        page = queries.round_page(number, actor=beat.walker)
        assert page is not None
        assert ([one.id for one in page.beside], page.mine, page.former) == ([second.pk], False, False)
    for relation, count in ((queries.WALKED_ON_TIME, 1), (queries.MISSED_POINTS, 3)):
        assert beat.count(f"select count(*) from ({relation.sql}) f") == count
    assert beat.plan() == 0


def test_a_round_over_new_years_night_shows_photos_of_both_years(beat: Beat) -> None:
    eve = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
    with records.acting(beat.clerk):
        number = services.add_round(
            actor=beat.clerk, now=eve, cell_id=beat.cells[CELLS[0]], day=date(2026, 12, 31)
        )
    both = (photo(taken="2026:12:31 23:50:00"), photo("blue", taken="2027:01:01 00:20:00"))
    start, end = datetime(2026, 12, 31, 15, 40, tzinfo=UTC), datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    said = beat.said(CLEAR, CLEAR, CLEAR, photos=both, seen_at=start)
    beat.walk(*said, round_id=number, now=end + timedelta(minutes=1), start=start, end=end)
    assert beat.row(number).state == "done"


def test_photos_of_another_place_time_or_round_are_flagged_not_refused(beat: Beat) -> None:
    beat.plan()
    far = '{"taken": "2026-11-02T01:01:00+00:00", "lon": 117400000, "lat": 31900000}'
    early = photo(taken="2026:11:02 07:00:00")
    flags = beat.walk(*beat.said(CLEAR, CLEAR, CLEAR, photos=(photo("blue", far, taken=""), early)))
    assert flags == (Flag.OUTSIDE, Flag.ELSEWHERE)
    tuesday, later = beat.round(day=date(2026, 11, 3)), timedelta(days=1)
    again = photo(taken="2026:11:03 09:05:00")
    flags = beat.walk(
        *beat.said(CLEAR, CLEAR, photos=(again,)), round_id=tuesday, now=NOW + later, key=OTHER_KEY,
        start=datetime(2026, 11, 3, 0, 55, tzinfo=UTC), end=datetime(2026, 11, 3, 1, 40, tzinfo=UTC),
    )  # fmt: skip
    assert Flag.COPIED in flags
    with records.acting(SYSTEM):
        assert Shot.objects.filter(copy_of__isnull=False, visit__round_id=tuesday).count() == 1


def test_a_missed_round_is_owed_a_reason_and_its_points_go_on(beat: Beat) -> None:
    beat.plan()
    now = datetime(2026, 11, 3, 16, 5, tzinfo=UTC)  # five past midnight of the day after the next
    assert services.sweep_missed(now=now) == 2
    assert services.sweep_missed(now=now) == 0
    row = beat.row()
    assert (row.state, events(row.stream)[-1]) == ("missed", "patrols.round_missed")
    wednesday = beat.round(day=date(2026, 11, 4))
    assert POINTS[2][1] in [visit.name for visit in beat.visits(wednesday)]
    with records.acting(SYSTEM):
        duties = {duty.origin_stream: duty for duty in Duty.objects.filter(origin="patrol")}
        assert len(duties) == 2
    duty = duties[f"patrols.cell:{row.cell_id}"]
    assert (duty.title, duty.ended_at) == (f"说明漏巡原因：{CELLS[0]}", None)
    with records.acting(beat.clerk):
        explain = services.explain_round
        other = {"actor": beat.clerk, "now": now, "round_id": row.pk}
        assert code_of(lambda: explain(**other, why=Why.OTHER, note="忘了")) == ("why", "note")
        explain(**other, why=Why.CALLED_AWAY, note="处置漏水")
        assert code_of(lambda: explain(**other, why=Why.LEAVE))[0] == "twice"
        assert code_of(lambda: explain(**{**other, "round_id": wednesday}, why=Why.LEAVE))[0] == "nothing"
        page = queries.round_page(row.pk, actor=beat.clerk)
        assert page is not None
        assert page.why_note == "处置漏水"
    assert beat.quarter.row(duty.pk).ended_at is not None
    # Walked after its day it arrives, and stays what it was: not in time.
    beat.walk(now=now)
    assert (beat.row().state, beat.row().on_time, beat.row().missed_at is None) == ("done", False, False)


def test_points_are_kept_by_who_may_and_a_changed_one_begins_anew(beat: Beat) -> None:
    cell, clerk = beat.cells[CELLS[0]], beat.clerk

    def add(actor: Actor = clerk, **changes: Any) -> list[int]:
        values = {"cell_id": cell, "kind": "road", "name": "主路", "estate_id": beat.estate, **changes}
        return services.add_points(actor=actor, now=NOW, drafts=[services.PointDraft(**values)])

    [point] = add()
    refusals = {
        ("twice", "name"): add,
        ("name", "name"): lambda: add(name="  "),
        ("kind", "kind"): lambda: add(name="另一处", kind="no_such"),
        ("not_found", "cell"): lambda: add(name="另一处", cell_id=places.place(cell).parent_id),
        ("estate", "estate"): lambda: add(name="另一处", cell_id=beat.cells[CELLS[1]]),
        ("role", ""): lambda: add(actor=beat.walker, name="另一处"),
    }
    for expected, act in refusals.items():
        assert code_of(act) == expected
    assert code_of(lambda: add(actor=beat.quarter.foreign, name="另一处")) == ("not_found", "cell")
    same = services.PointDraft(cell, "road", "主路", beat.estate)
    assert services.change_point(actor=clerk, now=NOW, point_id=point, draft=same) == point
    moved = services.PointDraft(cell, "road", "主路和井盖", beat.estate, 117_283_000, 31_861_000)
    fresh = services.change_point(actor=clerk, now=NOW, point_id=point, draft=moved)
    with records.acting(clerk):
        shown = {row.id: row for row in queries.point_rows(actor=clerk)}
    assert point not in shown
    assert shown[fresh].name == "主路和井盖"
    services.end_point(actor=clerk, now=NOW, point_id=fresh)
    assert code_of(lambda: services.end_point(actor=clerk, now=NOW, point_id=fresh))[0] == "not_found"
    assert events(f"patrols.cell:{cell}")[-2:] == ["patrols.point_added", "patrols.point_ended"]


def test_a_round_beyond_the_plan(beat: Beat) -> None:
    cell, clerk = beat.cells[CELLS[0]], beat.clerk
    saturday = date(2026, 11, 7)

    def add(day: date = saturday, cell_id: int = cell) -> int:
        return services.add_round(actor=clerk, now=NOW, cell_id=cell_id, day=day)

    number = add()
    assert add() == number
    assert len(beat.visits(number)) == len(POINTS)
    assert code_of(lambda: add(TODAY - timedelta(days=1))) == ("day", "day")
    assert code_of(lambda: add(cell_id=999_999)) == ("not_found", "cell")


@pytest.mark.django_db
def test_every_kind_a_point_names_stands_in_the_responsibility_list() -> None:
    rules = queries.rules_on(TODAY)
    named = {code for kind in rules.point for code in kind.cases}
    assert named - set(cases.law_of(TODAY).lines) == set()

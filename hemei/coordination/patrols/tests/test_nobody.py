"""A cell without a grid worker is planned and missed all the same; a grid worker is owed until one is named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.coordination.patrols import queries, reactions, services
from hemei.coordination.patrols.models import Round
from hemei.coordination.patrols.rules.words import Result, Why
from hemei.coordination.patrols.tests.conftest import CELLS, NOW, TODAY, Beat
from hemei.coordination.patrols.tests.test_services import code_of, events
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG

EMPTY = CELLS[1]
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("gate", "lists", "one"):
        monkeypatch.setattr(f"hemei.coordination.patrols.pages.{part}.utc_now", lambda: NOW)


def told(beat: Beat) -> None:
    """Let the worker hear of the last event of the community's offices."""
    with records.acting(SYSTEM):
        *_, event = record.history(stream=f"people.body:{beat.quarter.body('东风社区居委会')}")
        reactions.on_office_changed(event={"payload": {"data": event.data}}, actor=SYSTEM, now=NOW)


def leave(beat: Beat) -> None:
    """Let the second cell's worker leave today."""
    office = beat.walkers[EMPTY].appointment_id
    assert office is not None
    people.end_appointment(actor=SYSTEM, now=NOW, appointment_id=office, valid_until=TODAY)


def name_one(beat: Beat) -> int:
    """Name somebody for the second cell; returns the office."""
    person = beat.quarter.town.person("新网格员", DONGFENG)
    return people.appoint(
        actor=SYSTEM, now=NOW, person_id=person, body_id=beat.quarter.body("东风社区居委会"),
        role=Role.GRID_WORKER, valid_from=TODAY, place_id=beat.cells[EMPTY],
    )  # fmt: skip


def naming(beat: Beat) -> list[Duty]:
    with records.acting(SYSTEM):
        return list(
            Duty.objects.filter(origin_stream=f"patrols.cell:{beat.cells[EMPTY]}", origin_item="name")
        )


def test_its_rounds_are_planned_missed_and_counted_and_nobody_is_asked_why(beat: Beat) -> None:
    leave(beat)
    assert beat.plan() == 12
    assert beat.row(beat.round(EMPTY)).walker_id is None
    assert services.sweep_missed(now=LATER) == 2
    row = beat.row(beat.round(EMPTY))
    assert (row.state, row.why) == ("missed", "vacant")
    assert events(row.stream) == ["patrols.round_planned", "patrols.round_missed", "patrols.miss_explained"]
    for relation, reason, count in (
        (queries.WALKED_ON_TIME, "nobody", 1),
        (queries.WALKED_ON_TIME, "missed", 1),
        (queries.MISSED_POINTS, "missed", 6),
    ):
        found = f"select count(*) from ({relation.sql}) f where f.reason = %s"
        assert beat.count(found, reason) == count
        assert relation.page == "patrols:round"
    clerk = beat.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    opened = clerk.get(f"/patrols/{row.pk}").content.decode()
    assert "网格员空缺" in opened
    assert "没有网格员" in opened


def test_the_community_owes_a_name_and_whoever_is_named_has_the_coming_rounds(beat: Beat) -> None:
    leave(beat)
    beat.plan()
    beat.plan()
    [duty] = naming(beat)
    assert (duty.title, duty.owner_body_id) == (f"确定网格员：{EMPTY}", beat.quarter.body("东风社区居委会"))
    assert duty.due_at is not None
    assert duty.due_at.date() == date(2026, 11, 9)  # five working days
    clerk = beat.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert duty.title in clerk.get("/work").content.decode()
    page = clerk.get(f"/duties/{duty.pk}").content.decode()
    assert f"/patrols/cells/{beat.cells[EMPTY]}?item=name" in page
    assert f"/duties/{duty.pk}/submit" not in page, "what the act itself settles is not handed in"
    assert "网格员登记任职以后，这项任务自动完成，不用另外提交" in page
    assert f"/duties/{duty.pk}/ask_extension" in page
    street = beat.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    assert street.get(f"/patrols/cells/{beat.cells[EMPTY]}?item=name").url.endswith("&state=nobody")
    office = name_one(beat)
    told(beat)
    assert {beat.row(beat.round(EMPTY, day)).walker_id for day in (TODAY, date(2026, 11, 9))} == {office}
    assert naming(beat)[0].ended_at is not None


def test_where_the_worker_leaves_the_coming_rounds_have_nobody_but_those_given_away(beat: Beat) -> None:
    beat.plan()
    tuesday, wednesday = (beat.round(EMPTY, date(2026, 11, day)) for day in (3, 4))
    with records.acting(beat.clerk):
        services.give_round(
            actor=beat.clerk, now=NOW, round_id=tuesday, walker_id=beat.walker.appointment_id or 0
        )
    leave(beat)
    told(beat)
    assert beat.row(tuesday).walker_id == beat.walker.appointment_id
    row = beat.row(wednesday)
    assert (row.walker_id, row.former) == (None, [beat.walkers[EMPTY].appointment_id])
    assert len(naming(beat)) == 1
    with records.acting(beat.clerk):  # a neighbour helps out
        services.give_round(
            actor=beat.clerk, now=NOW, round_id=wednesday, walker_id=beat.walker.appointment_id or 0
        )
    assert beat.row(wednesday).former == [beat.walkers[EMPTY].appointment_id]
    with records.acting(beat.clerk):
        again = {"actor": beat.clerk, "now": NOW, "cell_id": beat.cells[EMPTY]}
        assert code_of(lambda: services.add_round(day=date(2026, 11, 7), **again)) == ("nobody", "cell")


def test_a_round_of_nobody_that_its_walker_brings_in_late_was_walked_and_asks_why_of_its_gaps(
    beat: Beat,
) -> None:
    beat.plan()
    people.end_appointment(
        actor=SYSTEM, now=NOW, appointment_id=beat.walker.appointment_id or 0, valid_until=TODAY
    )
    told(beat)
    assert services.sweep_missed(now=LATER) == 2
    assert (beat.row().walker_id, beat.row().why) == (None, "vacant")
    beat.walk(*beat.said(Result.CLEAR, Result.CLEAR), now=LATER)
    row = beat.row()
    assert (row.state, row.walker_id, row.gaps) == ("done", beat.walker.appointment_id, 1)
    assert (row.why, row.why_at) == ("", None)
    with records.acting(beat.clerk):
        services.explain_round(actor=beat.clerk, now=LATER, round_id=row.pk, why=Why.WEATHER)


def test_a_cell_that_has_no_points_any_more_needs_nobody(beat: Beat) -> None:
    leave(beat)
    beat.plan()
    for point in beat.points[EMPTY]:
        services.end_point(actor=beat.clerk, now=NOW, point_id=point)
    beat.plan()
    assert naming(beat)[0].ended_at is not None


def test_the_pages_say_in_words_which_cells_have_nobody(beat: Beat) -> None:
    clerk = beat.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert "没有缺网格员的巡查" in clerk.get("/patrols/rounds?state=nobody").content.decode()
    leave(beat)
    beat.plan()
    street = beat.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    for browser, address in (
        (clerk, "/patrols/rounds"),
        (clerk, "/patrols/overview"),
        (street, "/patrols/overview"),
    ):
        assert f"1 个网格没有网格员：{EMPTY}。" in browser.get(address).content.decode(), address
    listed = clerk.get("/patrols/rounds?state=nobody").content.decode()
    assert listed.count("没有网格员</span>") == 6
    number = beat.round(EMPTY)
    assert "请人代走" in clerk.get(f"/patrols/{number}").content.decode()
    given = clerk.post(f"/patrols/{number}/walker", {"walker": beat.walker.appointment_id or 0}, follow=True)
    assert "已经换人" in given.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        "update patrols_round set walker_id = null where id = %s",
        """update patrols_round set walker_id = null, state = 'missed', missed_at = now(), started_at = null,
           ended_at = null, received_at = null, submission_key = null, on_time = null where id = %s""",
    ],
)
def test_the_database_lets_nobody_walk_and_asks_nobody(beat: Beat, wrong: str) -> None:
    beat.plan()
    beat.walk()
    number: Any = beat.round()
    with (
        records.acting(SYSTEM),
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(wrong, [number])
    with records.acting(SYSTEM):
        assert Round.objects.filter(pk=number, state="done").exists()

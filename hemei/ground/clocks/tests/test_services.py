from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.ground.clocks import queries, services
from hemei.ground.clocks.models import Deadline, LoadedCalendar, Pause
from hemei.ground.clocks.services import Course, StoredPause, Subject
from hemei.ground.clocks.services import recompute as recompute_module
from hemei.ground.records import queries as records_queries
from hemei.ground.records import services as records
from hemei.ground.records.standards import forget
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.decision import Reference, Refused
from hemei.kernel.tests.calendar_2026 import CITY, HOURS, YEAR_2026
from hemei.kernel.workdays import SHANGHAI, CalendarYear, Limit, WorkingTime

pytestmark = pytest.mark.django_db

SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
SUBJECT = Subject("clocks.trial:1", "1.2.3.", "handling:1", "handling", 7)
FOUR_HOURS = Limit.parse("4 working_hours")
CLAUSE = Reference("case-limits", date(2026, 1, 1), "S2", "第三条", "design")
WITH_2027 = WorkingTime([YEAR_2026, CalendarYear(2027, (date(2027, 1, 1),), (), "通知")], HOURS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


START = at("2026-11-23T08:30")


def start(subject: Subject = SUBJECT, now: datetime = START, limit: Limit = FOUR_HOURS) -> None:
    services.start_deadline(
        actor=SYSTEM, now=now, subject=subject, limit=limit, working_time=CITY, reference=CLAUSE
    )


def pause(moment: str) -> None:
    services.pause_deadline(
        actor=SYSTEM, now=at(moment), stream=SUBJECT.stream, key=SUBJECT.key, reason="weather"
    )


def resume(moment: str) -> None:
    services.resume_deadline(
        actor=SYSTEM, now=at(moment), stream=SUBJECT.stream, key=SUBJECT.key, working_time=CITY
    )


def stored() -> Deadline:
    return Deadline.objects.get(stream=SUBJECT.stream, key=SUBJECT.key)


def events() -> list[str]:
    return [row.type for row in records_queries.history(stream=SUBJECT.stream)]


def row(number: int, **course: object) -> services.DeadlineRow:
    subject = Subject(f"clocks.bulk:{number}", "1.2.3.", "arrival:1", "arrival", 7)
    facts: dict[str, object] = {"started_at": START, "limits": ("4 working_hours",), **course}
    return services.deadline_row(subject, Course(**facts), CITY)  # type: ignore[arg-type]


def test_started_deadline_keeps_its_end_its_limit_and_its_reference() -> None:
    with records.acting(SYSTEM):
        start()
        found = stored()
        assert (found.due_at, found.limits, found.state) == (
            at("2026-11-23T14:30"),
            "4 working_hours",
            "running",
        )
        assert found.reference["item"] == "S2"
        assert found.calendar == CITY.digest
        assert events() == ["clocks.deadline_started"]


def test_starting_twice_is_refused() -> None:
    with records.acting(SYSTEM):
        start()
        with pytest.raises(Refused, match="已经开始"):
            start()
        assert events() == ["clocks.deadline_started"]


def test_the_end_is_calculated_again_after_a_pause() -> None:
    with records.acting(SYSTEM):
        start()
        pause("2026-11-23T09:00")
        assert stored().state == "paused"
        resume("2026-11-24T09:00")
        found = stored()
        assert (found.state, found.due_at) == ("running", at("2026-11-24T14:30"))
        assert found.reference["item"] == "S2"
        assert events()[1:] == ["clocks.deadline_paused", "clocks.deadline_resumed"]


def test_a_paused_weekend_is_not_counted_as_delay() -> None:
    with records.acting(SYSTEM):
        start(now=at("2026-11-20T16:00"))
        pause("2026-11-20T17:30")
        resume("2026-11-23T08:30")
        assert stored().due_at == at("2026-11-23T11:00")


def test_a_pause_is_not_lost_when_the_limit_changes() -> None:
    with records.acting(SYSTEM):
        start()
        pause("2026-11-23T09:00")
        resume("2026-11-23T10:00")
        services.change_limit(
            actor=SYSTEM,
            now=at("2026-11-23T10:00"),
            subject=SUBJECT,
            limits=(Limit.parse("2 working_hours"), Limit.parse("2 working_hours")),
            working_time=CITY,
            reference=CLAUSE,
        )
        found = stored()
        assert (found.limits, found.due_at) == ("2 working_hours + 2 working_hours", at("2026-11-23T15:30"))
        last = records_queries.history(stream=SUBJECT.stream)[-1]
        assert (last.type, last.data["old_limits"]) == ("clocks.limit_changed", "4 working_hours")


@pytest.mark.parametrize(
    ("moment", "cancelled", "state"),
    [
        ("2026-11-23T14:30", False, "met"),
        ("2026-11-23T14:31", False, "missed"),
        ("2026-11-23T14:31", True, "cancelled"),
    ],
)
def test_settled_deadline_says_how(moment: str, *, cancelled: bool, state: str) -> None:
    with records.acting(SYSTEM):
        start()
        services.settle_deadline(
            actor=SYSTEM, now=at(moment), stream=SUBJECT.stream, key=SUBJECT.key, cancelled=cancelled
        )
        assert (stored().state, stored().settled_at) == (state, at(moment))
        with pytest.raises(Refused, match="已经结束"):
            pause("2026-11-23T15:00")


def test_unknown_deadline_is_refused() -> None:
    with records.acting(SYSTEM), pytest.raises(Refused, match="没有找到"):
        pause("2026-11-23T09:00")


def test_many_are_written_and_changed_in_one_statement(django_assert_num_queries) -> None:
    lasting = StoredPause(at("2026-11-23T10:00"), None, "weather")
    with records.acting(SYSTEM):
        with django_assert_num_queries(1):
            services.write_deadlines([row(1), row(2, pauses=(lasting,))])
        ended = StoredPause(lasting.start, at("2026-11-23T11:00"), "weather")
        again = StoredPause(at("2026-11-23T11:30"), None, "material")
        with django_assert_num_queries(1):
            services.write_deadlines(
                [row(2, pauses=(ended, again)), row(1, settled_at=at("2026-11-23T11:00"))]
            )
        first, second = Deadline.objects.order_by("stream")
        assert (first.state, second.state) == ("met", "paused")
        assert list(second.pauses.order_by("started_at").values_list("ended_at", "reason")) == [
            (ended.end, "weather"),
            (None, "material"),
        ]
        services.write_deadlines([])


def test_database_refuses_overlapping_pauses_and_half_settled_deadlines() -> None:
    with records.acting(SYSTEM):
        services.write_deadlines([row(1, pauses=(StoredPause(START, None, "weather"),))])
        deadline = Deadline.objects.get()
        twice = Pause(
            deadline=deadline,
            stream=deadline.stream,
            scope=deadline.scope,
            started_at=START + timedelta(hours=1),
            reason="material",
        )
        with pytest.raises(IntegrityError, match="clocks_pause_no_overlap"), transaction.atomic():
            twice.save()
        with pytest.raises(IntegrityError, match="clocks_deadline_settled"), transaction.atomic():
            Deadline.objects.filter(pk=deadline.pk).update(state="met")


class TestChangedCalendar:
    def test_shifts_no_deadline_silently(self) -> None:
        with records.acting(SYSTEM):
            start(now=at("2026-12-31T10:00"), limit=Limit.parse("1 working_days"))
            assert (stored().due_at, stored().provisional) == (at("2027-01-01T17:30"), True)
            services.note_calendar(working_time=CITY, now=START)
        result = services.recompute_deadlines(actor=SYSTEM, now=START, working_time=WITH_2027)
        with records.acting(SYSTEM):
            assert (result.seen, result.moved) == (1, 1)
            assert (stored().due_at, stored().provisional) == (at("2027-01-04T17:30"), False)
            last = records_queries.history(stream=SUBJECT.stream)[-1]
            assert last.type == "clocks.deadline_moved"
            assert last.data["because"] == "calendar-2027"
            assert datetime.fromisoformat(last.data["old_due_at"]) == at("2027-01-01T17:30")
            assert datetime.fromisoformat(last.data["due_at"]) == at("2027-01-04T17:30")
            assert LoadedCalendar.objects.count() == 2

    def test_says_nothing_where_nothing_moved_and_looks_once(self) -> None:
        with records.acting(SYSTEM):
            start()
        again = [services.recompute_deadlines(actor=SYSTEM, now=START, working_time=WITH_2027) for _ in "12"]
        with records.acting(SYSTEM):
            assert [(result.seen, result.moved) for result in again] == [(1, 0), (0, 0)]
            assert stored().calendar == WITH_2027.digest
            assert events() == ["clocks.deadline_started"]

    def test_keeps_pauses_and_leaves_settled_deadlines_alone(self) -> None:
        stop = StoredPause(at("2026-12-31T09:00"), at("2026-12-31T17:30"), "weather")
        with records.acting(SYSTEM):
            first = row(1, started_at=at("2026-12-31T08:30"), limits=("2 working_hours",), pauses=(stop,))
            second = row(2, settled_at=START)
            services.write_deadlines([first, second])
        services.recompute_deadlines(actor=SYSTEM, now=START, working_time=WITH_2027)
        with records.acting(SYSTEM):
            moved, left = Deadline.objects.order_by("stream")
            assert moved.due_at == at("2027-01-04T10:00")
            assert left.calendar == CITY.digest

    def test_goes_on_where_it_was_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(recompute_module, "BATCH", 2)
        with records.acting(SYSTEM):
            services.write_deadlines([row(number) for number in range(5)])
        asked: list[str] = []

        def until_the_third(*, actor: Actor, now: datetime, stream: str, because: str) -> None:
            asked.append(stream)
            if len(asked) == 3:
                raise KeyboardInterrupt
            Deadline.objects.filter(stream=stream).update(calendar=WITH_2027.digest)

        with pytest.raises(KeyboardInterrupt):
            services.recompute_deadlines(
                actor=SYSTEM, now=START, working_time=WITH_2027, subjects={"clocks.bulk": until_the_third}
            )
        with records.acting(SYSTEM):
            assert Deadline.objects.filter(calendar=WITH_2027.digest).count() == 2
        assert services.recompute_deadlines(actor=SYSTEM, now=START, working_time=WITH_2027).seen == 3

    def test_a_subject_that_fails_does_not_hold_up_the_others(self) -> None:
        with records.acting(SYSTEM):
            services.write_deadlines([row(1), row(2)])

        def fail_for_one(*, actor: Actor, now: datetime, stream: str, because: str) -> None:
            Deadline.objects.filter(stream=stream).update(calendar=WITH_2027.digest)
            if stream.endswith(":1"):
                raise ValueError(because)

        result = services.recompute_deadlines(
            actor=SYSTEM, now=START, working_time=WITH_2027, subjects={"clocks.bulk": fail_for_one}
        )
        assert (result.seen, result.failed) == (2, 1)
        with records.acting(SYSTEM):
            assert list(Deadline.objects.order_by("stream").values_list("calendar", flat=True)) == [
                CITY.digest,
                WITH_2027.digest,
            ]

    def test_clocks_of_a_subject_are_left_to_its_own_service(self) -> None:
        with records.acting(SYSTEM):
            services.write_deadlines([row(1, limits=("90 days",))])
            services.note_calendar(working_time=CITY, now=START)
        asked: list[tuple[str, str]] = []

        def ask(*, actor: Actor, now: datetime, stream: str, because: str) -> None:
            asked.append((stream, because))

        result = services.recompute_deadlines(
            actor=SYSTEM, now=START, working_time=WITH_2027, subjects={"clocks.bulk": ask}
        )
        assert asked == [("clocks.bulk:1", "calendar-2027")]
        assert (result.seen, result.moved) == (1, 0)


class TestSight:
    HERE = Actor(role=Role.STREET_CLERK, body_id=7, places=(PlaceRange("1.2."),))
    THERE = Actor(role=Role.STREET_CLERK, body_id=8, places=(PlaceRange("1.9."),))

    @pytest.fixture(autouse=True)
    def deadlines(self) -> None:
        far = row(2, started_at=at("2026-12-31T10:00"), limits=("1 working_days",))
        with records.acting(SYSTEM):
            services.write_deadlines([far, row(1, pauses=(StoredPause(START, None, "weather"),)), row(3)])
            services.write_deadlines([row(4, settled_at=START)])

    def test_running_deadlines_come_by_their_end(self) -> None:
        with records.acting(self.HERE):
            found = queries.running_deadlines(actor=self.HERE)
            assert [item.stream[-1] for item in found] == ["1", "3", "2"]
            page = queries.running_deadlines(actor=self.HERE, body_id=7, limit=2)
            rest = queries.running_deadlines(
                actor=self.HERE, body_id=7, after=(page[-1].due_at, page[-1].id), limit=2
            )
            assert [item.id for item in [*page, *rest]] == [item.id for item in found]

    def test_provisional_and_ending_deadlines_are_found(self) -> None:
        with records.acting(self.HERE):
            provisional = queries.provisional_deadlines(actor=self.HERE)
            ending = queries.deadlines_due(actor=self.HERE, until=at("2026-11-24T00:00"))
            assert [item.stream for item in provisional] == ["clocks.bulk:2"]
            assert [item.stream for item in ending] == ["clocks.bulk:3"]
            assert [item.key for item in queries.deadlines_of(stream="clocks.bulk:1")] == ["arrival:1"]

    def test_a_foreign_street_sees_none(self) -> None:
        with records.acting(self.THERE):
            assert queries.running_deadlines(actor=self.THERE) == []
            assert queries.running_deadlines(actor=self.THERE, body_id=7) == []
            assert queries.provisional_deadlines(actor=self.HERE) == []
            assert queries.deadlines_of(stream="clocks.bulk:1") == []
            assert Pause.objects.count() == 0

    def test_a_body_with_access_sees_its_stream_and_may_act(self) -> None:
        department = Actor(role=Role.DEPARTMENT_CLERK, body_id=8)
        with records.acting(SYSTEM):
            records.grant_access(stream="clocks.bulk:1", bodies=(8,))
        with records.acting(department):
            assert [item.stream for item in Deadline.objects.all()] == ["clocks.bulk:1"]
            services.write_deadlines([row(1)])
            assert Pause.objects.count() == 1

    def test_nobody_may_write_into_a_foreign_place(self) -> None:
        with pytest.raises(Exception, match="row-level security"), records.acting(self.THERE):
            services.write_deadlines([row(9)])


def test_working_time_is_that_of_the_standards() -> None:
    found = queries.working_time(now=datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    assert found.due(at("2026-09-30T16:30"), Limit.parse("3 working_days")).at == at("2026-10-10T17:30")
    assert found.exact_minutes_between(at("2019-05-01T00:00"), at("2019-05-06T00:00")) == 420


@pytest.fixture
def fresh_standards() -> Iterator[None]:
    yield
    forget()


@pytest.mark.usefixtures("fresh_standards")
def test_business_hours_issued_by_the_city_count() -> None:
    toml = """
spans = ["09:00-12:00", "13:00-17:00"]
basis = "design"
owner = "市住房保障和房产管理局"
reason = "试验"
[source]
document = "hemei-design"
title = "工作时间"
"""
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    before = queries.working_time(now=now).digest
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into records_issueddocument (city, name, day, toml, issued_by_body_id, reason, issued_at)"
            " values ('hefei', 'business-hours', '2026-01-01', %s, 1, '试验', now())",
            [toml],
        )
    forget()
    later = queries.working_time(now=now)
    assert later.digest != before
    assert str(later.hours) == "09:00-12:00, 13:00-17:00"

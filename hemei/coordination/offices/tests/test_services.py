"""What is recorded of offices and staff: the row, its event, the refusal, the figure that follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from hemei.coordination.offices import queries, services
from hemei.coordination.offices.models import Assessment, Office, PartTimer, Posts
from hemei.coordination.offices.services import Kind
from hemei.coordination.offices.tests.conftest import COMMUNITY, FAR_COMMUNITY, FAR_STREET, STREET, Seats
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, TODAY
from hemei.ground.places.queries import STREET_KINDS
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused

LATER = date(2025, 3, 1)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.decision.reasons[0].code


def events(seats: Seats, level: str, code: str) -> list[record.EventRow]:
    with records.acting(SYSTEM):
        return record.history(stream=f"offices.{level}:{seats.town.place(code)}")


def street_row(actor: Actor, on: date = TODAY) -> queries.StreetRow:
    with records.acting(actor):
        return queries.street_rows(actor=actor, on=on)[0]


def community_row(actor: Actor, on: date = TODAY) -> queries.CommunityRow:
    with records.acting(actor):
        return queries.community_rows(actor=actor, on=on)[0]


class TestStreet:
    def test_an_office_is_a_row_an_event_and_no_longer_a_gap(self, seats: Seats) -> None:
        assert street_row(seats.street).gap
        seats.office()
        row = street_row(seats.street)
        assert (row.gap, row.reason.code, row.unit) == (False, "dedicated", "city")
        assert street_row(seats.street, date(2021, 12, 31)).gap
        (event,) = events(seats, "street", STREET)
        assert event.type == "offices.office_set_up"
        assert event.standards[0]["item"] == "city"

    def test_an_office_that_does_other_work_beside_is_shown_and_not_counted(self, seats: Seats) -> None:
        seats.office(dedicated=False)
        row = street_row(seats.street)
        assert (row.gap, row.reason.code) == (True, "shared")

    def test_a_new_office_ends_the_one_before(self, seats: Seats) -> None:
        seats.office(dedicated=False)
        seats.office(name="物业管理科", valid_from=LATER)
        with records.acting(seats.street):
            rows = queries.offices_of(seats.town.place(STREET))
        assert [(row.name, row.valid_from, row.valid_until) for row in rows] == [
            ("物业管理科", LATER, None),
            ("物业管理办公室", SINCE, LATER),
        ]
        assert street_row(seats.street, date(2025, 2, 28)).gap
        assert not street_row(seats.street, LATER).gap

    def test_what_cannot_be_is_refused(self, seats: Seats) -> None:
        seats.office(valid_from=LATER)
        assert refused(lambda: seats.office(valid_from=SINCE)) == "overlap"
        assert refused(lambda: seats.office(valid_from=LATER)) == "overlap"
        assert refused(lambda: seats.office(valid_from=date(2026, 11, 3))) == "future"
        assert refused(lambda: seats.office(valid_from=date(1999, 1, 1))) == "early"
        assert refused(lambda: seats.office(unit="nothing")) == "unknown_unit"
        assert refused(lambda: seats.office(name="办")) == "name"
        assert refused(lambda: seats.office(code=FAR_STREET)) == "not_found"
        assert refused(lambda: seats.office(code=COMMUNITY)) == "not_found"
        assert refused(lambda: seats.office(place_id=999_999_999)) == "not_found"
        assert refused(lambda: seats.office(actor=seats.community)) == "role"

    def test_the_database_itself_refuses_two_offices_at_once(self, seats: Seats) -> None:
        seats.office()
        overlap = pytest.raises(Exception, match="offices_office_no_overlap")
        with overlap, records.acting(seats.street), connection.cursor() as cursor:
            cursor.execute(
                "insert into offices_office (stream, scope, place_id, unit, name, dedicated, valid_from)"
                " select stream, scope, place_id, unit, name, dedicated, '2030-01-01' from offices_office"
            )

    def test_posts_are_counted_since_their_day(self, seats: Seats) -> None:
        seats.posts(2)
        seats.posts(3, LATER)
        assert street_row(seats.street, SINCE).posts == 2
        assert street_row(seats.street).posts == 3
        assert refused(lambda: seats.posts(201)) == "count"
        assert refused(lambda: seats.posts(1, level="moon")) == "level"
        assert [event.type for event in events(seats, "street", STREET)] == ["offices.posts_moved_down"] * 2


class TestCommunity:
    def test_one_or_two_colleagues_count_and_three_are_shown(self, seats: Seats) -> None:
        seen = [community_row(seats.community)]
        for person in ("张三", "王五", "赵六"):
            seats.assign(person)
            seen.append(community_row(seats.community))
        assert [(row.people, row.gap, row.reason.code) for row in seen] == [
            (0, True, "no_staff"),
            (1, False, "staffed"),
            (2, False, "staffed"),
            (3, True, "too_many"),
        ]

    def test_only_who_is_in_office_there_can_be_given_the_work(self, seats: Seats) -> None:
        assert refused(lambda: seats.assign("李四")) == "outsider"
        assert refused(lambda: seats.assign(since=date(2021, 12, 31))) == "outsider"
        assert refused(lambda: seats.assign(since=date(2026, 11, 3))) == "future"
        assert refused(lambda: seats.assign(code=FAR_COMMUNITY)) == "not_found"
        clerk = seats.town.actor(Role.COMMUNITY_CLERK, COMMUNITY, "东风社区居委会", "张三")
        assert refused(lambda: seats.assign(actor=clerk)) == "role"
        seats.assign()
        assert refused(lambda: seats.assign(since=LATER)) == "overlap"

    def test_who_leaves_the_committee_no_longer_counts(self, seats: Seats) -> None:
        seats.assign()
        post = next(row for row in queries_of(seats) if row.person_id == seats.town.persons["张三"])
        people.end_appointment(actor=SYSTEM, now=NOW, appointment_id=post.id, valid_until=LATER)
        assert not community_row(seats.community, date(2025, 2, 28)).gap
        assert community_row(seats.community).gap
        with records.acting(seats.community):
            (row,) = queries.part_timers_of(seats.town.place(COMMUNITY), on=TODAY, now=NOW)
        assert not row.in_office

    def test_the_event_holds_no_name(self, seats: Seats) -> None:
        seats.assign()
        (event,) = events(seats, "community", COMMUNITY)
        assert event.type == "offices.part_timer_assigned"
        assert "张三" not in str(event)


def queries_of(seats: Seats) -> list:
    from hemei.ground.people import queries as people_queries

    return people_queries.appointments(body_id=seats.town.bodies["东风社区居委会"])


class TestCounty:
    def test_a_year_is_recorded_once_and_its_document_lies_in_the_vault(self, seats: Seats) -> None:
        seats.assess(document="瑶政办〔2026〕12号")
        with records.acting(seats.county):
            (row,) = queries.assessment_rows(actor=seats.county, year=2026, on=TODAY)
            assert queries.assessment_rows(actor=seats.county, year=2025, on=TODAY)[0].id is None
        assert row.document == "瑶政办〔2026〕12号"
        (event,) = events(seats, "county", "340102")
        assert "瑶政办" not in str(event)
        assert {reference["item"] for reference in event.standards} == {
            "organisation",
            "staff_and_funds",
            "work_done",
        }
        assert refused(seats.assess) == "once"

    def test_what_cannot_be_is_refused(self, seats: Seats) -> None:
        assert refused(lambda: seats.assess(2018)) == "year"
        assert refused(lambda: seats.assess(2027)) == "year"
        assert refused(lambda: seats.assess(document=" ")) == "document"
        assert refused(lambda: seats.assess(code="340104")) == "not_found"
        assert refused(lambda: seats.assess(actor=seats.street)) == "role"


FACTS = {
    Kind.OFFICE: (lambda seats: seats.office(), "street", Office),
    Kind.POSTS: (lambda seats: seats.posts(), "street", Posts),
    Kind.PART_TIMER: (lambda seats: seats.assign(), "community", PartTimer),
    Kind.ASSESSMENT: (lambda seats: seats.assess(), "county", Assessment),
}


@pytest.mark.parametrize("kind", FACTS)
def test_what_was_recorded_in_error_is_voided_and_may_be_recorded_anew(seats: Seats, kind: Kind) -> None:
    make, who, model = FACTS[kind]
    fact, actor = make(seats), getattr(seats, who)

    def void(reason: str = "登记到了别的地方", by: Actor = actor) -> None:
        with records.acting(by):
            services.void_fact(actor=by, now=NOW, kind=kind, fact_id=fact, reason=reason)

    assert refused(lambda: void("错")) == "reason"
    assert refused(lambda: void(by=seats.far_street)) in {"not_found", "role"}
    void()
    assert refused(void) == "voided"
    again = make(seats)
    with records.acting(SYSTEM):
        assert model.objects.get(pk=fact).voided_at == NOW
        assert model.objects.get(pk=again).voided_at is None


@pytest.mark.parametrize("kind", [Kind.OFFICE, Kind.POSTS, Kind.PART_TIMER])
def test_a_fact_ends_on_a_day_and_is_still_told_of_before(seats: Seats, kind: Kind) -> None:
    make, who, _ = FACTS[kind]
    fact, actor = make(seats), getattr(seats, who)

    def end(day: date) -> None:
        with records.acting(actor):
            services.end_fact(actor=actor, now=NOW, kind=kind, fact_id=fact, valid_until=day)

    assert refused(lambda: end(SINCE)) == "period"
    assert refused(lambda: end(date(2026, 11, 3))) == "future"
    end(LATER)
    assert refused(lambda: end(LATER)) == "ended"
    row = community_row if kind is Kind.PART_TIMER else street_row
    before, after = row(actor, date(2025, 2, 28)), row(actor, LATER)
    assert (
        (before.posts, after.posts) == (2, 0)
        if kind is Kind.POSTS
        else (before.gap, after.gap) == (False, True)
    )


def test_the_figures_count_the_same_subjects_as_the_lists(seats: Seats) -> None:
    """The relation of the figure and the list of the page, read side by side on several days."""
    seats.office(dedicated=False)
    seats.office(valid_from=LATER)
    seats.assign()
    for day in (date(2021, 1, 1), SINCE, LATER, TODAY):
        with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
            actor = Actor(role=Role.CITY_BUREAU, places=(EVERYWHERE,))
            listed = [
                (f"offices.street:{row.place_id}", row.gap)
                for row in queries.street_rows(actor=actor, on=day)
            ]
            listed += [
                (f"offices.community:{row.place_id}", row.gap)
                for row in queries.community_rows(actor=actor, on=day)
            ]
            told = []
            for relation in (queries.dedicated_offices(STREET_KINDS), queries.part_time_staff(1, 2)):
                with connection.cursor() as cursor:
                    cursor.execute(relation.sql.format(day="%(day)s::date"), {**relation.values, "day": day})
                    told += [(row[0], row[3] == "no") for row in cursor.fetchall()]
        assert sorted(told) == sorted(listed)
        assert len(listed) == 6

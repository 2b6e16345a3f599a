"""A meeting from call to finished task, through the services; what the rules and the database refuse on the way."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from hemei.community.meetings import queries, services
from hemei.community.meetings.models import Attendance, Meeting
from hemei.community.meetings.queries import Choice, Outcome, State, Step
from hemei.community.meetings.tests.conftest import COORDINATION, LATER, NOW, Neighbours
from hemei.community.meetings.tests.signing import paper
from hemei.ground.clocks.models import Deadline
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.rules.words import ActName
from tests.issued import templates_anew

AGREE = dict.fromkeys(COORDINATION, Choice.FOR)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught, transaction.atomic():
        act()
    return caught.value.decision.reasons[0].code


def test_a_coordination_meeting_from_call_to_finished_duty(neighbours: Neighbours) -> None:
    meeting = neighbours.call()
    assert neighbours.page(meeting, now=NOW).step is Step.REGISTER
    day_before = LATER - timedelta(days=1)
    assert refused(lambda: neighbours.come(meeting, "company", "物业经理", now=day_before)) == "not_yet"
    chair = neighbours.come(meeting, "residents_committee", "主持人")
    assert refused(lambda: neighbours.open(meeting, chair)) == "sides"
    neighbours.come(meeting, "company", "物业经理")
    neighbours.come(meeting, "owners", "业主甲")
    assert neighbours.page(meeting).step is Step.OPEN
    assert refused(lambda: neighbours.open(meeting, chair, LATER - timedelta(minutes=1))) == "early"
    neighbours.open(meeting, chair)
    assert neighbours.decide(meeting, 1, sides=AGREE, words="物业十日内查清") is Outcome.ADOPTED
    assert refused(lambda: neighbours.decide(meeting, 1, sides=AGREE)) == "taken"
    assert refused(lambda: neighbours.act("close_meeting", meeting)) == "items"
    against = {**AGREE, "owners": Choice.AGAINST}
    assert neighbours.decide(meeting, 2, sides=against) is Outcome.REJECTED
    neighbours.act("close_meeting", meeting)
    assert neighbours.page(meeting).step is Step.WRITE
    neighbours.act("record_minutes", meeting, text="各方发言……")
    neighbours.act("record_minutes", meeting, text="各方发言，改正一处……")
    assert refused(lambda: neighbours.act("post_result", meeting)) == "unsigned"
    came = [one.pk for one in neighbours.came(meeting)]
    draft = services.TaskDraft(
        title="查清漏水原因", owner=neighbours.town.bodies["大地物业公司"], until=LATER.date()
    )
    assert refused(lambda: neighbours.act("set_tasks", meeting, drafts=[draft])) == "unsigned"
    assert refused(lambda: neighbours.act("sign_minutes", meeting, attendance_ids=came)) == "no_scan"
    assert neighbours.act("sign_minutes", meeting, attendance_ids=came, paper=paper()) == 3
    assert neighbours.act("sign_minutes", meeting, attendance_ids=came, paper=paper()) == 0
    assert refused(lambda: neighbours.act("record_minutes", meeting, text="偷改")) == "signed"
    neighbours.act("add_to_minutes", meeting, text="补充：物业经理的电话已公布。")
    neighbours.act("post_result", meeting)
    assert neighbours.page(meeting).step is Step.SET_TASKS
    owner = neighbours.town.bodies["大地物业公司"]
    until = LATER.date() + timedelta(days=10)
    page = neighbours.page(meeting)
    draft = services.TaskDraft(title="查清三幢漏水原因", owner=owner, until=until, item_id=page.items[0].id)
    (duty,) = neighbours.act("set_tasks", meeting, drafts=[draft])
    assert neighbours.page(meeting).step is Step.FOLLOW
    neighbours.quarter.act(neighbours.company, duty, ActName.SUBMIT, LATER)
    neighbours.quarter.act(neighbours.clerk, duty, ActName.ACCEPT, LATER)
    records.deliver_pending(now=LATER)
    page = neighbours.page(meeting)
    assert page.step is Step.NOTHING
    assert [task.state.value for task in page.tasks] == ["accepted"]
    _the_record_tells_all(page.row.stream, duty)


def minutes(stream: str) -> str:
    """Let the worker print the minutes and return what stands on them."""
    with records.acting(SYSTEM):
        while records.deliver_pending(now=LATER):
            pass
        (file,) = [one for one in record.files_of([stream]) if one.purpose == "pdf"]
        pages = pypdf.PdfReader(io.BytesIO(record.file_content(file))).pages
    return "".join(page.extract_text() for page in pages)


def test_minutes_keep_the_templates_they_were_first_printed_from(neighbours: Neighbours) -> None:
    meeting = neighbours.held()
    neighbours.decide(meeting, 2, sides=AGREE)
    neighbours.act("close_meeting", meeting)
    neighbours.act("record_minutes", meeting, text="各方发言……")
    stream = neighbours.page(meeting).row.stream
    assert "一、到会" in minutes(stream)
    with templates_anew(neighbours.town, LATER, "一、到会", "一、新式签到"):
        neighbours.act("record_minutes", meeting, text="各方发言，改正一处……")
        text = minutes(stream)
    assert "改正一处" in text
    assert "新式签到" not in text


def _the_record_tells_all(stream: str, duty: int) -> None:
    """The duty names its meeting, the clock of posting is met, and each act left its event."""
    with records.acting(SYSTEM):
        assert Duty.objects.get(pk=duty).origin_stream == stream
        told = [event.type.removeprefix("meetings.") for event in record.history(stream=stream)]
        posting = Deadline.objects.get(stream=stream, key="posting")
    assert posting.state == "met"
    assert told == [
        "meeting_noticed", *["person_registered"] * 3, "meeting_opened", *["item_decided"] * 2, "meeting_closed",
        *["minutes_recorded"] * 2, "minutes_signed", "minutes_recorded", "result_posted", "tasks_set",
        *["task_moved"] * 2,
    ]  # fmt: skip


def test_many_are_registered_and_arrive_at_once_all_or_none(neighbours: Neighbours) -> None:
    def draft(name: str, *, arrived: bool = False) -> services.AttendanceDraft:
        return services.AttendanceDraft(side="owners", name=name, arrived=arrived)

    meeting = neighbours.call()
    names = ["业主甲", "业主乙", "业主丙"]
    doubled = [draft(name) for name in (*names, "业主甲")]
    assert refused(lambda: neighbours.act("register_attendances", meeting, drafts=doubled)) == "twin"
    assert neighbours.came(meeting) == []
    numbers = neighbours.act("register_attendances", meeting, drafts=[draft(name) for name in names])
    assert [one.pk for one in neighbours.came(meeting)] == numbers
    known = [draft("业主甲", arrived=True), draft("业主丁", arrived=True)]
    first, last = neighbours.act("register_attendances", meeting, drafts=known)
    assert first == numbers[0]
    other = neighbours.call()
    assert refused(lambda: neighbours.act("arrive_all", other, attendance_ids=numbers)) == "not_found"
    neighbours.act("arrive_all", meeting, attendance_ids=numbers)
    assert all(one.arrived_at == LATER for one in neighbours.came(meeting))
    with records.acting(SYSTEM):
        told = list(record.history(stream=neighbours.row(meeting).stream))
    arrived = [event.data["attendance"] for event in told if event.type == "meetings.person_arrived"]
    assert arrived == numbers
    assert last not in arrived  # he was registered as somebody who stands at the door


def test_a_committee_meets_by_its_seats_and_decides_by_half_of_all(neighbours: Neighbours) -> None:
    def call(**changes: object) -> int:
        return neighbours.call("committee_meeting", codes=("members",), sizes={"members": 1}, **changes)

    assert refused(call) == "no_members"
    neighbours.committee(7)
    assert refused(lambda: call(starts_at=LATER - timedelta(days=1))) == "notice"
    meeting = call()
    (side,) = neighbours.page(meeting, now=NOW).sides
    assert (side.present.size, side.present.needed, side.registered) == (7, 4, 7)  # whatever size was typed
    members = [one.pk for one in neighbours.came(meeting)]
    neighbours.act("arrive_all", meeting, attendance_ids=members[:3])
    assert refused(lambda: neighbours.open(meeting, members[0])) == "quorum"
    assert refused(lambda: neighbours.come(meeting, "members", "委员三")) == "no_seat"
    assert refused(lambda: neighbours.come(meeting, "members", "替身", proxy=True)) == "proxy"
    neighbours.act("arrive_all", meeting, attendance_ids=members[3:5])
    neighbours.open(meeting, members[0])
    some = dict.fromkeys(members[:4], Choice.FOR)
    assert refused(lambda: neighbours.decide(meeting, 1, members=some)) == "unheard"
    with_last = {**some, members[4]: Choice.AGAINST}
    assert neighbours.decide(meeting, 1, members=with_last) is Outcome.ADOPTED
    with records.acting(neighbours.clerk):
        for number in members[3:5]:
            services.leave(actor=neighbours.clerk, now=LATER, attendance_id=number)
    left = dict.fromkeys(members[:3], Choice.FOR)
    assert refused(lambda: neighbours.decide(meeting, 2, members=left)) == "quorum"
    assert neighbours.decide(meeting, 2, found=Outcome.DEFERRED) is Outcome.DEFERRED
    page = neighbours.page(meeting)
    assert (page.items[0].agree, page.items[0].against, page.items[0].needed) == (4, 1, 4)


def test_a_side_that_left_once_it_was_decided_signs_too(neighbours: Neighbours) -> None:
    meeting = neighbours.held()
    late = neighbours.come(meeting, "company", "副经理")
    neighbours.decide(meeting, 2, found=Outcome.DEFERRED)
    host, manager, owner = [one.pk for one in neighbours.came(meeting) if one.pk != late]
    with records.acting(neighbours.clerk):
        for number in (manager, late, owner):
            services.leave(actor=neighbours.clerk, now=LATER, attendance_id=number)
    neighbours.act("close_meeting", meeting)
    neighbours.act("record_minutes", meeting, text="逐项表态。")
    neighbours.act("sign_minutes", meeting, attendance_ids=[host], paper=paper())
    page = neighbours.page(meeting)
    assert (page.step, dict(page.unsigned)) == (Step.SIGN, {"company": 1, "owners": 1})
    assert refused(lambda: neighbours.act("post_result", meeting)) == "unsigned"
    assert refused(lambda: neighbours.act("set_tasks", meeting, drafts=())) == "unsigned"
    neighbours.act("sign_minutes", meeting, attendance_ids=[manager, owner], paper=paper())
    assert neighbours.page(meeting).unsigned == ()
    neighbours.act("post_result", meeting)


def test_who_sits_no_more_is_no_member_and_there_are_never_more_than_sit(neighbours: Neighbours) -> None:
    seats = neighbours.committee(5)
    meeting = neighbours.call("committee_meeting", codes=("members",))
    first, *others = [one.pk for one in neighbours.came(meeting)]
    with records.acting(SYSTEM):
        people_services.leave_seat(
            actor=SYSTEM, now=NOW, seat_id=seats[0], day=NOW.date(), reason=people.SeatEnd.RESIGNED
        )
    assert refused(lambda: neighbours.act("arrive_all", meeting, attendance_ids=[first])) == "no_seat"
    neighbours.act("arrive_all", meeting, attendance_ids=others)
    with records.acting(SYSTEM):
        one = Attendance.objects.get(pk=first)
        one.arrived_at = LATER
        one.save()
        one.pk, one.person_id, one.name_digest, one._state.adding = None, None, b"x", True
        with pytest.raises(IntegrityError, match="More members"), transaction.atomic():
            one.save(force_insert=True)


def test_a_demand_runs_on_a_clock_until_the_meeting_is_called(neighbours: Neighbours) -> None:
    def demand(asking: int, key: str = "d") -> int:
        draft = services.DemandDraft(
            kind="committee_meeting", title="公共收益去向", asking=asking, asking_of=7, asked_on=NOW.date(),
            key=key, estate_id=neighbours.estate.pk,
        )  # fmt: skip
        with records.acting(neighbours.clerk):
            return services.demand_meeting(actor=neighbours.clerk, now=NOW, draft=draft)

    neighbours.committee(7)
    assert refused(lambda: demand(2)) == "too_few"
    asked = demand(3)
    assert demand(3) == asked
    assert neighbours.page(asked, now=NOW).step is Step.NOTICE
    due = neighbours.row(asked).call_due_at
    assert due is not None
    assert due.date().isoformat() == "2026-11-09"
    late = neighbours.call(
        "committee_meeting", codes=("members",), demanded=asked,
        now=NOW + timedelta(days=8), starts_at=LATER + timedelta(days=8),
    )  # fmt: skip
    assert late == asked
    with records.acting(SYSTEM):
        clock = Deadline.objects.get(stream=neighbours.row(asked).stream, key="calling")
    assert clock.state == "missed"


FALSE = {
    "minutes": "update meetings_minutes set version = 9",
    "signatures": "delete from meetings_signature",
    "voices": "update meetings_voice set choice = 'against'",
    "the agenda": "update meetings_item set title = 'x'",
    "no further item": "insert into meetings_item (meeting_id, scope, stream, number, title, subject_stream, outcome,"
    " agree, against, abstain, needed) select id, scope, stream, 9, 'x', '', '', 0, 0, 0, 0 from meetings_meeting",
    "an outcome": "update meetings_item set outcome = 'rejected' where number = 1",
    "the sides": "update meetings_meetingside set needed = needed + 1, size = 9",
    "the hour": "update meetings_meeting set starts_at = now()",
    "registrations": "update meetings_attendance set side_id = side_id + 1",
    "who was there": "delete from meetings_attendance",
    "meetings": "delete from meetings_meeting",
    "no decision without a quorum": "update meetings_attendance set left_at = arrived_at;"
    " update meetings_item set outcome = 'adopted', decided_at = now(), agree = 9, needed = 1 where number = 2",
    "no decision of too few": "update meetings_item set outcome = 'adopted', decided_at = now(), agree = 1, needed = 2"
    " where number = 2",
    "no minutes after a signature": "insert into meetings_minutes (meeting_id, scope, stream, version, kind, text_id,"
    " recorded_at) select meeting_id, scope, stream, 2, 'minutes', text_id, now() from meetings_minutes",
    "nobody twice": "insert into meetings_attendance (meeting_id, side_id, scope, stream, name_digest, at_door,"
    " registered_at) select meeting_id, side_id, scope, stream, name_digest, true, now() from meetings_attendance",
}


def test_the_database_itself_keeps_what_was_written_down(neighbours: Neighbours) -> None:
    meeting = neighbours.held()
    neighbours.act("record_minutes", meeting, text="记录")
    neighbours.act("sign_minutes", meeting, attendance_ids=[neighbours.came(meeting)[0].pk], paper=paper())
    broken = []
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for what, statement in FALSE.items():
            try:
                with transaction.atomic():
                    cursor.execute(statement)
            except (IntegrityError, ProgrammingError):
                continue
            broken.append(what)
    assert broken == []


def test_who_may_not_call_open_or_see(neighbours: Neighbours) -> None:
    assert refused(lambda: neighbours.call(actor=neighbours.quarter.foreign)) == "unknown_estate"
    assert refused(lambda: neighbours.call(actor=neighbours.company)) in {"unknown_estate", "role"}
    assert refused(lambda: neighbours.call("three_in_one", actor=neighbours.quarter.street)) == "caller"
    items = (services.ItemDraft(title="解聘物业公司"),)
    with pytest.raises(Refused) as caught:
        neighbours.call("three_in_one", items=items)
    assert caught.value.decision.reasons[0].code == "subject"
    assert "第二百七十八条" in str(caught.value.decision.reasons[0].remedy)
    assert caught.value.decision.references
    meeting = neighbours.held()
    assert refused(lambda: neighbours.act("close_meeting", meeting, actor=neighbours.company)) == "role"
    assert (
        refused(lambda: neighbours.act("close_meeting", meeting, actor=neighbours.quarter.foreign))
        == "not_found"
    )
    with records.acting(neighbours.quarter.foreign):
        assert queries.meeting(actor=neighbours.quarter.foreign, now=LATER, meeting_id=meeting) is None
        assert queries.floor(actor=neighbours.quarter.foreign, now=LATER, meeting_id=meeting) is None
    seen = neighbours.page(meeting, neighbours.company)
    assert (seen.attendances, seen.may_run) == ((), False)
    with records.acting(neighbours.company):
        assert queries.floor(actor=neighbours.company, now=LATER, meeting_id=meeting) is None
    with records.acting(neighbours.clerk):
        floor = queries.floor(actor=neighbours.clerk, now=LATER, meeting_id=meeting)
    page = neighbours.page(meeting, neighbours.clerk)
    assert floor is not None
    assert (dict(floor.sides), floor.items, floor.kind) == (
        {one.id: one.side for one in page.attendances}, tuple(item.id for item in page.items), page.kind,
    )  # fmt: skip
    assert seen.row.state is State.OPEN


def test_a_meeting_lapses_or_is_called_off(neighbours: Neighbours) -> None:
    meeting = neighbours.call()
    neighbours.come(meeting, "company", "物业经理")
    assert refused(lambda: neighbours.act("lapse_meeting", meeting, now=NOW)) == "state"
    neighbours.act("lapse_meeting", meeting)
    assert neighbours.row(meeting).state == State.LAPSED
    other = neighbours.call()
    neighbours.act("cancel_meeting", other, reason="台风")
    assert neighbours.row(other).state == State.CANCELLED
    with records.acting(SYSTEM):
        assert Meeting.objects.filter(state="prepared").count() == 0


def test_a_member_reads_what_was_noticed_to_the_owners_of_his_estate(neighbours: Neighbours) -> None:
    day = date(2025, 1, 10)
    draft = people.TermDraft(people.TermKind.FIRST, 5, day, day, date(2028, 1, 10), 1)
    with records.acting(SYSTEM):
        people_services.register_term(actor=SYSTEM, now=NOW, estate_id=neighbours.estate.pk, draft=draft)
        body = people.committee_at_work(neighbours.estate.pk, NOW.date())
    member = Actor(Role.COMMITTEE_MEMBER, account_id=1, person_id=1, body_id=body)
    meeting = neighbours.call()
    neighbours.come(meeting, "company", "物业经理")
    for who, seen in ((member, [meeting]), (replace(member, body_id=72), [])):
        with records.acting(who):
            assert [row.id for row in queries.meetings(actor=who, now=NOW)] == seen
            page = queries.meeting(actor=who, now=NOW, meeting_id=meeting)
        assert (page is not None) == bool(seen)
    page = neighbours.page(meeting, member)
    assert (page.may_run, page.attendances, page.minutes) == (False, (), ())
    assert sum(side.registered for side in page.sides) == 1


def test_members_hold_meetings_of_their_own_committee_and_no_others(neighbours: Neighbours) -> None:
    neighbours.committee(5)
    with records.acting(SYSTEM):
        body = people.committee_at_work(neighbours.estate.pk, NOW.date()) or 0
        records.grant_access(stream=neighbours.estate.stream, bodies=(body, 72))
    member = Actor(Role.COMMITTEE_MEMBER, account_id=1, person_id=1, body_id=body)
    other = replace(member, body_id=72)
    draft = {"codes": ("members",)}
    assert refused(lambda: neighbours.call("committee_meeting", actor=other, **draft)) == "no_members"
    meeting = neighbours.call("committee_meeting", actor=member, **draft)
    assert neighbours.page(meeting, member).may_run
    assert refused(lambda: neighbours.call("coordination", actor=member)) == "caller"
    assert (
        refused(lambda: neighbours.act("cancel_meeting", meeting, actor=other, reason="不开了"))
        == "not_found"
    )
    by_office = neighbours.call("committee_meeting", **draft)
    assert (
        refused(lambda: neighbours.act("cancel_meeting", by_office, actor=member, reason="不开了"))
        == "not_found"
    )
    neighbours.act("cancel_meeting", meeting, actor=member, reason="不开了")

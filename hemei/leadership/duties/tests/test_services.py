"""Setting, acting, sweeping, succeeding: row, event, clock, refusal, repeat."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from hemei.ground.clocks import queries as clocks
from hemei.ground.clocks.services import recompute_deadlines
from hemei.ground.people import services as people
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Reference, Refused
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import CalendarYear, WorkingTime
from hemei.leadership.duties import queries, services
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.reactions import on_body_dissolved
from hemei.leadership.duties.rules.words import ActName, Origin, State
from hemei.leadership.duties.tests.conftest import NOW, SANLIAN, Quarter

pytestmark = pytest.mark.django_db
REFERENCE = Reference("policy-documents", date(2022, 1, 1), "opinion.1", "第一条", "sourced")


def draft(quarter: Quarter, owner: str, key: str, **changes: object) -> services.DutyDraft:
    values = {
        "key": key,
        "origin": Origin.POLICY_CLAUSE,
        "origin_stream": "policy.document:1",
        "origin_item": "1",
        "title": "报送物业管理人员名单",
        "owner": quarter.body(owner),
        "setter": quarter.body("市房产局"),
        "limit": Limit(10, "working_days"),
        "references": (REFERENCE,),
        **changes,
    }
    return services.DutyDraft(**values)  # type: ignore[arg-type]


def events(duty: int) -> list[record.EventRow]:
    with records.acting(SYSTEM):
        return record.history(stream=f"duties.duty:{duty}")


def clock_states(duty: int) -> list[tuple[str, str]]:
    with records.acting(SYSTEM):
        found = clocks.deadlines_of(stream=f"duties.duty:{duty}")
        return sorted((row.key, row.state) for row in found)


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    out.seek(0)
    out.name = "现场.jpg"
    return out


def refused(call: object) -> str:
    with pytest.raises(Refused) as caught:
        call()  # type: ignore[operator]
    return caught.value.decision.reasons[0].code


def test_a_duty_goes_from_demand_to_acceptance(quarter: Quarter) -> None:
    duty = quarter.set(photo_needed=True)
    assert quarter.row(duty).owner_body_id == quarter.body("东风社区居委会")
    quarter.act(quarter.community, duty, ActName.SUBMIT, text="已换新牌", photos=[picture()])
    quarter.act(quarter.street, duty, ActName.SEND_BACK, text="照片看不清")
    quarter.act(quarter.community, duty, ActName.SUBMIT, photos=[picture()])
    quarter.act(quarter.street, duty, ActName.ACCEPT, text="")
    row = quarter.row(duty)
    assert (row.state, row.due_at, row.version, row.late) == (State.ACCEPTED, None, 5, False)
    assert clock_states(duty) == [
        ("acceptance:1", "met"),
        ("acceptance:2", "met"),
        ("work:1", "met"),
        ("work:2", "met"),
    ]
    quarter.sound(duty)


def test_events_carry_no_text_and_the_vault_does(quarter: Quarter) -> None:
    duty = quarter.set(title="更换公示牌", text="三幢门口的已经看不清")
    quarter.act(quarter.community, duty, ActName.SUBMIT, text="请王师傅换好了")
    told = str([event.data for event in events(duty)])
    assert not any(words in told for words in ("公示牌", "三幢", "王师傅"))
    with records.acting(quarter.community):
        page = queries.duty_page(actor=quarter.community, duty_id=duty)
    assert page is not None
    assert [page.text_of(event) for event in page.events] == ["三幢门口的已经看不清", "请王师傅换好了"]


def test_a_missed_clock_stays_missed(quarter: Quarter) -> None:
    duty = quarter.set()
    late = quarter.row(duty).due_at + timedelta(minutes=1)
    quarter.act(quarter.community, duty, ActName.SUBMIT, now=late)
    assert quarter.row(duty).late
    assert ("work:1", "missed") in clock_states(duty)


def test_a_cancelled_duty_owes_nothing(quarter: Quarter) -> None:
    duty = quarter.set()
    quarter.act(quarter.street, duty, ActName.CANCEL, text="布置错了")
    assert clock_states(duty) == [("work:1", "cancelled")]


def test_the_same_form_counts_once(quarter: Quarter) -> None:
    assert quarter.set(submission_key="one") == quarter.set(submission_key="one")
    duty = quarter.set(submission_key="two")
    first = quarter.act(quarter.community, duty, ActName.SUBMIT, submission_key="s", seen=1)
    again = quarter.act(quarter.community, duty, ActName.SUBMIT, submission_key="s", seen=1)
    assert (first.repeated, again.repeated) == (False, True)
    assert len(events(duty)) == 2


def test_who_was_overtaken_is_told_what_changed(quarter: Quarter) -> None:
    duty = quarter.set()
    quarter.act(quarter.street, duty, ActName.COMMENT, text="请注意尺寸")
    with pytest.raises(services.Stale) as caught:
        quarter.act(quarter.community, duty, ActName.SUBMIT, seen=1)
    assert [event.type for event in caught.value.since] == ["duties.comment_added"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"owner": "三里庵社区居委会"}, "place"),
        ({"title": " "}, "title"),
        ({"title": "字" * 201}, "title"),
        ({"until": date(2026, 11, 2)}, "past"),
        ({"until": date(2206, 11, 2)}, "far"),
        ({"text": "有\x00空"}, "nul"),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(quarter: Quarter, changes: dict, code: str) -> None:
    assert refused(lambda: quarter.set(**changes)) == code
    with records.acting(SYSTEM):
        assert not Duty.objects.exists()


def test_not_there_and_not_yours_look_alike(quarter: Quarter) -> None:
    duty = quarter.set()
    for number in (duty, 999_999):
        with pytest.raises(services.NoSuchDuty):
            quarter.act(quarter.foreign, number, ActName.SUBMIT)
        with records.acting(quarter.foreign):
            assert queries.duty_page(actor=quarter.foreign, duty_id=number) is None


def test_a_company_sees_its_own_duty_and_nothing_else(quarter: Quarter) -> None:
    own, other = quarter.set("大地物业公司", quarter.city), quarter.set()
    with records.acting(quarter.company):
        assert [row.duty_id for row in queries.inbox(actor=quarter.company)] == [own]
        assert queries.duty_page(actor=quarter.company, duty_id=other) is None
        assert [row.id for row in queries.duty_list(actor=quarter.company)] == [own]
    quarter.act(quarter.company, own, ActName.SUBMIT)
    quarter.sound(own)


def test_a_document_sets_each_duty_once_whoever_asks_again(quarter: Quarter) -> None:
    owners = ("东风社区居委会", "三里庵社区居委会", "明光路街道办", "大地物业公司")
    drafts = [draft(quarter, owner, f"clause:1:{owner}") for owner in owners]
    with records.acting(quarter.city):
        first = services.set_duties(actor=quarter.city, now=NOW, drafts=drafts[:3])
        second = services.set_duties(actor=quarter.city, now=NOW, drafts=drafts)
    assert (len(first.ids), first.repeated) == (3, 0)
    assert (list(second.ids), second.repeated) == (["clause:1:大地物业公司"], 3)
    for number in (*first.ids.values(), *second.ids.values()):
        assert [event.type for event in events(number)] == ["duties.duty_set"]
        quarter.sound(number)
    superiors = {quarter.row(number).snapshot["superior"] for number in first.ids.values()}
    assert superiors == {quarter.body("明光路街道办"), quarter.body("三里庵街道办"), quarter.body("市房产局")}


def test_nobody_accepts_what_was_demanded_of_him(quarter: Quarter) -> None:
    """What is demanded of a body in its own name is accepted above it; what it sets itself freely is its own."""
    street, home = quarter.body("明光路街道办"), quarter.body("东风社区居委会")
    own = draft(quarter, "东风社区居委会", "x")
    drafts = [
        replace(own, key=f"own:{origin}", origin=origin, setter=home)
        for origin in (Origin.DISCLOSURE, Origin.DIRECT, Origin.MEETING_TASK)
    ]
    top = quarter.body("市房产局")
    drafts.append(replace(own, key="own:top", owner=top, setter=top))
    with records.acting(quarter.city):
        found = services.set_duties(actor=quarter.city, now=NOW, drafts=drafts).ids
    setters = [quarter.row(found[one.key]).setter_body_id for one in drafts]
    assert setters == [street, home, home, top]
    duty = found["own:disclosure"]
    quarter.act(quarter.community, duty, ActName.SUBMIT)
    with pytest.raises(Refused):
        quarter.act(quarter.community, duty, ActName.ACCEPT)
    quarter.act(quarter.street, duty, ActName.ACCEPT)
    quarter.sound(duty)


def test_a_thousand_duties_cost_no_more_statements_than_ten(quarter: Quarter) -> None:
    spent = []
    for count in (10, 300):
        drafts = [draft(quarter, "东风社区居委会", f"{count}:{number}") for number in range(count)]
        with records.acting(quarter.city), CaptureQueriesContext(connection) as captured:
            services.set_duties(actor=quarter.city, now=NOW, drafts=drafts)
        spent.append(len(captured))
    assert spent[0] == spent[1]


def test_a_dissolved_body_gets_no_duty(quarter: Quarter) -> None:
    people.dissolve_body(
        actor=SYSTEM, now=NOW, body_id=quarter.body("东风社区居委会"), valid_until=date(2026, 11, 1)
    )
    with records.acting(quarter.city):
        one = draft(quarter, "东风社区居委会", "x")
        assert refused(lambda: services.set_duties(actor=quarter.city, now=NOW, drafts=[one])) == "dissolved"


def _sweep(at: datetime, batch: int = 100) -> int:
    return services.sweep(actor=SYSTEM, now=at, batch=batch)


def test_the_clock_reminds_then_tells_the_superior_once(quarter: Quarter) -> None:
    duties = [quarter.set() for _ in range(3)]  # due on Monday the sixteenth
    told = {}
    for day, hour in (
        (10, 2),
        (11, 2),
        (11, 3),
        (17, 1),
        (17, 2),
        (19, 2),
        (20, 14),
        (20, 2),
        (23, 2),
        (30, 2),
    ):
        told[day, hour] = _sweep(datetime(2026, 11, day, hour, tzinfo=UTC), batch=2)
    assert told == {
        (10, 2): 0, (11, 2): 3, (11, 3): 0,  # three working days before
        (17, 1): 3, (17, 2): 0, (19, 2): 0,  # past the end; the grace runs
        (20, 14): 0, (20, 2): 3,  # ten at night: nobody; in the morning: the superior
        (23, 2): 0, (30, 2): 0,
    }  # fmt: skip
    for duty in duties:
        assert [event.type.split(".")[1] for event in events(duty)] == [
            "duty_set",
            "reminder_given",
            "reminder_given",
            "duty_escalated",
        ]
        quarter.sound(duty)
    with records.acting(quarter.street):
        filters = queries.DutyFilters(view="told")
        assert len(queries.duty_list(actor=quarter.street, filters=filters)) == 3


def test_who_is_to_accept_is_reminded_too(quarter: Quarter) -> None:
    duty = quarter.set()
    quarter.act(quarter.community, duty, ActName.SUBMIT)
    assert _sweep(datetime(2026, 11, 17, 2, tzinfo=UTC)) == 1  # the sixteenth was the last day to accept
    assert events(duty)[-1].data["about"]["body"] == quarter.body("明光路街道办")
    assert _sweep(datetime(2026, 12, 17, 2, tzinfo=UTC)) == 0  # only the work is told upwards


def test_a_successor_takes_over_and_once_is_enough(quarter: Quarter) -> None:
    duty, old = quarter.set(), quarter.body("东风社区居委会")
    new = quarter.town.found("新东风社区居委会", BodyKind.COMMUNITY, SANLIAN, Level.COMMUNITY, "CO")
    people.dissolve_body(actor=SYSTEM, now=NOW, body_id=old, valid_until=date(2026, 11, 1), successor_id=new)
    event = {"stream": f"people.body:{old}", "payload": {"data": {"successor": new}}}
    for _ in range(2):
        on_body_dissolved(event=event, actor=SYSTEM, now=NOW)
    assert quarter.row(duty).owner_body_id == new
    assert [one.type for one in events(duty)] == ["duties.duty_set", "duties.body_succeeded"]
    heir = quarter.town.actor(quarter.foreign.role, SANLIAN, "新东风社区居委会", "李四", account=2)
    with records.acting(heir):
        assert [row.duty_id for row in queries.inbox(actor=heir)] == [duty]
    quarter.act(heir, duty, ActName.SUBMIT)
    quarter.sound(duty)


def test_a_new_calendar_moves_an_open_clock(quarter: Quarter, monkeypatch: pytest.MonkeyPatch) -> None:
    duty = quarter.set(until=date(2027, 5, 1), now=NOW)
    before = quarter.row(duty).due_at
    working = clocks.working_time(now=NOW)
    years = [*working.years, CalendarYear(2027, (date(2027, 5, 3), date(2027, 5, 4)), ())]
    later = WorkingTime(years, working.hours)
    monkeypatch.setattr(clocks, "working_time", lambda now: later)
    done = recompute_deadlines(actor=SYSTEM, now=NOW, working_time=later)
    assert done.failed == 0
    assert quarter.row(duty).due_at > before
    assert events(duty)[-1].type == "duties.clock_recomputed"
    quarter.sound(duty)


def test_progress_counts_what_the_actor_may_see(quarter: Quarter) -> None:
    owners = ("东风社区居委会", "三里庵社区居委会")
    drafts = [draft(quarter, owner, f"clause:1:{owner}") for owner in owners]
    with records.acting(quarter.city):
        ids = services.set_duties(actor=quarter.city, now=NOW, drafts=drafts).ids
    quarter.act(quarter.community, ids["clause:1:东风社区居委会"], ActName.SUBMIT)
    far = NOW + timedelta(days=60)
    seen = {}
    for name, actor in (("city", quarter.city), ("near", quarter.community), ("company", quarter.company)):
        with records.acting(actor):
            found = queries.progress_of(actor=actor, now=far, origin_streams=["policy.document:1"])
            seen[name] = found.get(("policy.document:1", "1"))
    assert seen["city"] == queries.Progress(total=2, submitted=1, overdue=1)
    assert seen["near"] == queries.Progress(total=1, submitted=1)
    assert seen["company"] is None


def test_a_list_and_a_page_stand_as_they_did_on_a_past_day(quarter: Quarter) -> None:
    """Told again from the events: what was handed in and accepted later was still to be done then."""
    first, later = quarter.set(), quarter.set(now=NOW + timedelta(days=3))
    quarter.act(quarter.community, first, ActName.SUBMIT, now=NOW + timedelta(days=1))
    quarter.act(quarter.street, first, ActName.ACCEPT, now=NOW + timedelta(days=2))

    def at(hours: int, **more: object) -> list[tuple[int, str]]:
        filters = queries.DutyFilters(view="set", at=NOW + timedelta(hours=hours), **more)  # type: ignore[arg-type]
        with records.acting(quarter.street):
            return [(row.id, row.state) for row in queries.duty_list(actor=quarter.street, filters=filters)]

    assert at(-1) == []
    assert at(1) == [(first, State.OPEN)]
    assert at(25) == [(first, State.SUBMITTED)]
    assert at(80) == [(later, State.OPEN), (first, State.ACCEPTED)]
    assert at(80, state=State.ACCEPTED) == [(first, State.ACCEPTED)]
    assert at(24 * 20, overdue_at=NOW) == [(later, State.OPEN)]
    with records.acting(quarter.street):
        page = queries.duty_page(actor=quarter.street, duty_id=first, at=NOW + timedelta(hours=25))
        assert page is not None
        assert (page.state.state, len(page.events), dict(page.steps)) == (State.SUBMITTED, 2, {})
        assert queries.duty_page(actor=quarter.street, duty_id=later, at=NOW) is None
        origin = page.origin_stream
        (counted,) = queries.progress_of(
            actor=quarter.street, now=NOW, origin_streams=[origin], at=NOW + timedelta(hours=49)
        ).values()
    assert (counted.total, counted.accepted) == (1, 1)


# --- kept by another record ----------------------------------------------------------------------------
def test_what_a_record_owes_is_a_duty_and_the_act_itself_ends_it(quarter: Quarter) -> None:
    stream = "committees.election:1"

    def kept(*owed: str, lapsed: bool = False, now: datetime = NOW) -> int:
        def draft(item: str) -> list[services.DutyDraft]:
            owner, setter = quarter.body("东风社区居委会"), quarter.body("明光路街道办")
            return [
                services.DutyDraft(
                    key=f"{stream}:{item}", origin=services.Origin.COMMITTEE_ELECTION, origin_stream=stream,
                    origin_item=item, title=item, owner=owner, setter=setter, limit=Limit(5, "days"),
                )
            ]  # fmt: skip

        with records.acting(SYSTEM):
            return services.keep_duties(
                actor=SYSTEM,
                now=now,
                origin_stream=stream,
                owed=owed,
                draft_of=draft,
                because=stream,
                lapsed=lapsed,
            )

    def stands() -> list[tuple[str, str, bool]]:
        with records.acting(SYSTEM):
            return list(Duty.objects.order_by("id").values_list("title", "state", "late"))

    assert (kept("post", "call"), kept("post", "call")) == (2, 0)
    with records.acting(SYSTEM):
        duty, other = Duty.objects.order_by("id").values_list("pk", flat=True)
    with pytest.raises(Refused) as refused:  # nobody hands in a word for what a record proves
        quarter.act(quarter.community, duty, ActName.SUBMIT)
    assert [reason.code for reason in refused.value.decision.reasons] == ["by_act"]
    assert (
        kept("call", now=NOW + timedelta(days=9)) == 0
    )  # the fifth day is a Saturday, the clock ends on Monday
    assert stands() == [("post", "accepted", True), ("call", "open", False)]
    assert kept("post", "call") == 1  # owed again, it is set again
    assert kept(lapsed=True) == 0
    assert [state for _title, state, _late in stands()] == ["accepted", "cancelled", "cancelled"]
    quarter.sound(duty)
    quarter.sound(other)
    with records.acting(SYSTEM):
        told = record.history(stream=f"duties.duty:{duty}")
    assert [event.type for event in told] == ["duties.duty_set", "duties.duty_settled"]
    assert told[-1].data["about"] == {"because": stream}

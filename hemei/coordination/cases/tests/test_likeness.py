"""What came in where nobody could be asked: marked by the worker, joined or told apart by its clerk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import queries, reactions, services
from hemei.coordination.cases.models import Likeness, Supporter
from hemei.coordination.cases.queries.joined import following
from hemei.coordination.cases.rules.likeness import Pair, may_answer
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import ActName, Channel, Ending, Outcome, State
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, Quarter, count
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_supporters import LANE, SAID, support
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from tests.grounds import standing

pytestmark = pytest.mark.django_db
KIND = "blocked_fire_lane"
_MOST = 5
"""Statements one look may cost (docs: four, five for a case without a kind)."""


@standing
def two(quarter: Quarter) -> tuple[str, str]:
    """An earlier and a later case of one trouble; the later came by the hotline, with a telephone."""
    earlier = quarter.report(kind=KIND, text=LANE, now=utc_now())
    later = quarter.report(
        quarter.hotline, kind=KIND, text=SAID, now=utc_now(), channel=Channel.HOTLINE, phone="15400345691"
    )
    return earlier, later


def marked(quarter: Quarter, number: str, now=None) -> int:
    streams = [quarter.row(number).stream]
    return services.mark_alike(actor=SYSTEM, now=now or utc_now(), streams=streams)


def answer(quarter: Quarter, later: str, earlier: str, *, same: bool, actor=None) -> None:
    actor = actor or quarter.community
    with records.acting(actor):
        services.answer_alike(
            viewer=Viewer(actor),
            now=utc_now(),
            number=later,
            other=earlier,
            same=same,
            text="和先报的是同一件",
        )


def test_the_worker_marks_what_nobody_could_be_asked_of(quarter: Quarter, two: tuple[str, str]) -> None:
    earlier, later = two
    assert marked(quarter, earlier) == 0  # nothing before it
    assert marked(quarter, later) == 1
    assert marked(quarter, later) == 0  # once
    other = quarter.report(kind=KIND, text="二号门有人乱停电动自行车，出不去", now=utc_now())
    assert marked(quarter, other) == 0
    # What lies in no estate meets only its like, and after the days of the standard nobody would be asked.
    beside = quarter.report(kind=KIND, text=SAID, token=DONGFENG, now=utc_now())
    assert marked(quarter, beside) == 0
    assert marked(quarter, later, utc_now() + timedelta(days=40)) == 0
    with records.acting(quarter.community):
        (row,) = queries.open_pairs(actor=quarter.community)
        assert queries.open_pairs_count(actor=quarter.community) == [1]
    assert (row.number, row.other) == (later, earlier)
    with records.acting(quarter.foreign_community):
        assert queries.open_pairs_count(actor=quarter.foreign_community) == []


def test_who_was_asked_at_entry_is_not_asked_again(quarter: Quarter) -> None:
    quarter.report(kind=KIND, text=LANE, now=utc_now())
    form = services.Report(channel=Channel.RESIDENT, kind=KIND, text=SAID)
    with records.acting(quarter.stranger):
        number = services.report(
            actor=quarter.stranger,
            now=utc_now(),
            token=quarter.token,
            report=form,
            submission_key="x",
            apart=True,
        )
    stream = quarter.row(number).stream
    with records.acting(SYSTEM):
        (event,) = record.history(stream=stream)
    assert event.data["about"]["asked"] is True
    payload = {"type": event.type, "data": event.data}
    events = [{"stream": stream, "payload": payload}]
    reactions.on_cases_came_in(events=events, actor=SYSTEM, now=utc_now())
    assert Likeness.objects.count() == 0


@pytest.mark.parametrize("kind", [KIND, "other"])
def test_a_look_costs_the_same_whatever_the_city_has(quarter: Quarter, kind: str) -> None:
    for place in range(6):
        quarter.report(kind=KIND, text=f"{LANE}，第{place}次", now=utc_now())
    number = quarter.report(quarter.hotline, kind=kind, text=f"消防通道占用：{SAID}", now=utc_now())
    stream = quarter.row(number).stream
    with records.acting(SYSTEM):
        services.mark_alike(actor=SYSTEM, now=utc_now(), streams=[stream])
        Likeness.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            assert services.mark_alike(actor=SYSTEM, now=utc_now(), streams=[stream]) == 3
    assert count(captured) <= _MOST, [one["sql"][:80] for one in captured.captured_queries]


def test_joined_is_the_later_into_the_earlier(quarter: Quarter, two: tuple[str, str]) -> None:
    earlier, later = two
    support(quarter, later, quarter.stranger, now=utc_now())
    marked(quarter, later)
    with pytest.raises(services.NoSuchCase):
        answer(quarter, later, earlier, same=True, actor=quarter.foreign_community)
    answer(quarter, later, earlier, same=True)
    row = quarter.row(later)
    assert row.state == State.REFUSED  # whoever called may object, as to any refusal
    quarter.sound(later)
    with records.acting(SYSTEM):
        there = Supporter.objects.filter(case__number=earlier)
        assert {one.person_id for one in there} == {quarter.stranger.person_id, None}
        (phone,) = (one for one in there if one.person_id is None)
        assert record.open_sealed([phone.contact_id]) == {phone.contact_id: "15400345691"}
        told = record.history(stream=quarter.row(earlier).stream)[-1]
        assert (told.type, told.data["about"]) == ("cases.case_joined", {"joined": later})
    with pytest.raises(Refused) as again:
        answer(quarter, later, earlier, same=False)
    assert again.value.decision.reasons[0].code == "answered"
    with records.acting(quarter.stranger):
        assert queries.followed_case(earlier) is not None
    # He objects: it goes to the street, and is a case of its own.
    quarter.act(quarter.hotline, later, acts.SendBack(text="是另一辆车"), now=utc_now())
    assert quarter.row(later).state == State.REPORTED


def test_whoever_reported_both_follows_nothing_twice(quarter: Quarter) -> None:
    earlier = quarter.report(kind=KIND, text=LANE, now=utc_now(), phone="15400345692")
    later = quarter.report(PUBLIC, kind=KIND, text=SAID, now=utc_now(), phone="15400345692")
    marked(quarter, later)
    quarter.act(quarter.community, later, acts.Accept(kind=KIND), now=utc_now())
    answer(quarter, later, earlier, same=True)
    row = quarter.row(later)
    assert (row.state, row.outcome) == (State.AWAITING, Outcome.NOT_A_CASE)
    with records.acting(SYSTEM):
        assert Supporter.objects.count() == 0
    nameless = quarter.report(PUBLIC, kind=KIND, text=SAID, now=utc_now())
    marked(quarter, nameless)
    answer(quarter, nameless, earlier, same=True)
    assert quarter.row(nameless).ended == Ending.ANONYMOUS


def test_what_was_joined_into_it_does_not_end_with_the_wish_of_who_reported_it_first(
    quarter: Quarter,
) -> None:
    earlier = quarter.report(kind=KIND, text=LANE, now=utc_now())
    nameless = quarter.report(PUBLIC, kind=KIND, text=SAID, now=utc_now())
    marked(quarter, nameless)
    answer(quarter, nameless, earlier, same=True)
    with pytest.raises(Refused) as refused:
        quarter.act(quarter.resident, earlier, acts.Withdraw(), now=utc_now())
    assert refused.value.decision.reasons[0].code == "followed"
    page = quarter.page(quarter.resident, earlier)
    assert page is not None
    assert (page.supporters, page.steps[ActName.LEAVE].allowed) == (1, True)
    quarter.act(quarter.resident, earlier, acts.Leave(), now=utc_now())
    assert quarter.row(earlier).state == State.REPORTED
    quarter.sound(earlier)
    # Who reported both ends both, and whoever only sounded like it follows nothing.
    mine = quarter.report(kind=KIND, text=LANE, now=utc_now(), submission_key="a")
    again = quarter.report(kind=KIND, text=SAID, now=utc_now(), submission_key="b")
    marked(quarter, again)
    answer(quarter, again, mine, same=True)
    quarter.act(quarter.resident, mine, acts.Withdraw(), now=utc_now())
    assert quarter.row(mine).ended == Ending.WITHDRAWN


def test_what_was_joined_step_by_step_does_not_end_with_the_wish_of_who_reported_the_first(
    quarter: Quarter,
) -> None:
    """The one between may be the first reporter's own: who left no name behind it follows the first all the same."""
    first, middle = (
        quarter.report(kind=KIND, text=text, now=utc_now(), submission_key=text) for text in (LANE, SAID)
    )
    nameless = quarter.report(PUBLIC, kind="dogs", text="北门的岗亭没有人", now=utc_now())
    leaves = quarter.report(quarter.stranger, kind="dogs", text="岗亭又没有人了", now=utc_now())
    for later, earlier, follow in ((nameless, middle, 1), (leaves, middle, 2), (middle, first, 2)):
        answer(quarter, later, earlier, same=True)
        with records.acting(SYSTEM):
            assert following(quarter.row(earlier).pk) == follow
    with records.acting(quarter.stranger):
        services.stop_support(actor=quarter.stranger, now=utc_now(), number=first)
    with pytest.raises(Refused, match="还有1人跟着办"):
        quarter.act(quarter.resident, first, acts.Withdraw(), now=utc_now())
    quarter.act(quarter.resident, middle, acts.SendBack(text="是另一件事"), now=utc_now())
    quarter.act(quarter.resident, first, acts.Withdraw(), now=utc_now())
    assert quarter.row(first).ended == Ending.WITHDRAWN


def test_two_are_two_and_it_is_remembered(quarter: Quarter, two: tuple[str, str]) -> None:
    earlier, later = two
    marked(quarter, later)
    answer(quarter, later, earlier, same=False)
    assert marked(quarter, later) == 0
    with records.acting(quarter.community):
        assert queries.open_pairs(actor=quarter.community) == []
        (pair,) = queries.pairs_with(later)
        assert (pair.number, pair.earlier, pair.same) == (earlier, True, False)
        (back,) = queries.pairs_with(earlier)
        assert (back.number, back.earlier) == (later, False)
    assert quarter.row(later).version == 1
    assert refused(quarter, later, earlier, same=False) == (
        f"这一件和{earlier}已经核对过，不是同一件",
        "请单独办理这一件；原来是同一件的，可以并入",
    )


def test_what_was_told_apart_by_mistake_is_joined_after_all(quarter: Quarter, two: tuple[str, str]) -> None:
    """By its button as by its number; both answers stay on record."""
    earlier, later = two
    marked(quarter, later)
    answer(quarter, later, earlier, same=False)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    for shown in (
        f"/cases/{later}/alike",
        f"/cases/{earlier}/alike",
        f"/cases/{later}/alike?earlier={earlier}",
    ):
        page = clerk.get(shown)
        assert page.status_code == 200
        assert page.text.count(f"{later}并入{earlier}") == 1
        assert "核对过，不是同一件" in page.text
        assert "不是同一件</button>" not in page.text
    done = clerk.post(f"/cases/{later}/alike", {"later": later, "earlier": earlier, "same": "1"})
    assert done.headers["Location"] == f"/cases/{later}"
    assert quarter.row(later).state == State.REFUSED
    quarter.sound(later)
    with records.acting(SYSTEM):
        assert [one.same for one in Likeness.objects.all()] == [True]
        assert len(queries.texted_supporters(quarter.row(earlier).stream)) == 1
        types = [one.type for one in record.history(stream=quarter.row(later).stream)]
        joined = record.history(stream=quarter.row(earlier).stream)[-1]
    assert types[1:] == ["cases.told_apart", "cases.case_refused"]
    assert (joined.type, joined.data["about"]) == ("cases.case_joined", {"joined": later})
    assert refused(quarter, later, earlier, same=False) == (
        f"这一件已经并入{earlier}",
        "报的人不同意并入的，由他退回，再由上一级决定",
    )


def refused(quarter: Quarter, later: str, earlier: str, *, same: bool) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        answer(quarter, later, earlier, same=same)
    (reason,) = caught.value.decision.reasons
    assert reason.code == "answered"
    return reason.text.format_map(reason.values), reason.remedy


HOME, OTHER, ELSEWHERE = 1, 2, 3
APART = {"answered": True, "apart": True}
JOINED = {"other_state": State.REFUSED, "into": "261102000001"}


@pytest.mark.parametrize(
    ("body", "same", "changes", "code"),
    [
        (HOME, True, {}, ""),
        (HOME, False, {}, ""),
        (OTHER, False, {}, ""),
        (OTHER, True, {}, "not_yours"),
        (ELSEWHERE, False, {}, "not_yours"),
        (None, False, {}, "not_yours"),
        (HOME, True, {"state": State.ACCEPTED}, ""),
        (HOME, True, {"state": State.WHISTLED}, "state"),
        (HOME, False, {"state": State.WHISTLED}, ""),
        (HOME, True, {"other_state": State.AWAITING}, "over"),
        (HOME, True, {"answered": True}, "answered"),
        (HOME, False, {"answered": True}, "answered"),
        (HOME, True, APART, ""),
        (HOME, False, APART, "answered"),
        (OTHER, True, APART, "not_yours"),
        (HOME, True, {**APART, "state": State.WHISTLED}, "state"),
        (HOME, True, {"itself": True}, "itself"),
        (HOME, True, {"after": True}, "after"),
        (HOME, True, JOINED, "joined"),
        (HOME, False, JOINED, ""),
    ],
)
def test_who_may_say_what(body: int | None, same: bool, changes: dict, code: str) -> None:  # noqa: FBT001 - a cell
    facts = {"number": "261102000002", "home": HOME, "other_home": OTHER, "answered": False}
    states = {"state": State.REPORTED, "other_state": State.HANDLING}
    decision = may_answer(Pair(**{**facts, **states, **changes}), body, same=same)
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


def test_the_clerk_reads_it_on_both_cases_and_joins_with_one_button(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    marked(quarter, later)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert "1件可能和以前报的是同一件" in clerk.get("/work").text
    assert later in clerk.get("/cases/alike").text
    beside = clerk.get(f"/cases/{later}/alike").text
    assert f"{later}并入{earlier}" in beside
    assert "面包车堵住了" in beside
    assert f"{later}并入{earlier}" in clerk.get(f"/cases/{earlier}/alike").text
    assert f"/cases/{later}/alike" in clerk.get(f"/cases/{later}").text
    done = clerk.post(f"/cases/{earlier}/alike", {"later": later, "earlier": earlier, "same": "1"})
    assert done.headers["Location"] == f"/cases/{earlier}"
    assert "已并入" in clerk.get(f"/cases/{earlier}").text
    assert "已并入" in clerk.get(f"/cases/{later}/alike").text
    again = clerk.post(f"/cases/{later}/alike", {"later": later, "earlier": earlier, "same": "0"})
    assert again.status_code == 422
    assert clerk.post(f"/cases/{later}/alike", {"later": "x", "earlier": earlier}).status_code == 404
    with CaptureQueriesContext(connection) as captured:
        assert "没有要核对的" in clerk.get("/cases/alike").text
    assert len([one for one in captured if "cases_likeness" in one["sql"]]) == 1
    for role, body in ((Role.COMPANY_MANAGER, "大地物业公司"), (Role.DEPARTMENT_CLERK, "瑶海消防")):
        assert browser_of(quarter, role, body).get(f"/cases/{later}/alike").status_code == 403

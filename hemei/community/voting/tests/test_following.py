"""An objection that was found right is followed: its ballots are struck, and the vote counted anew, on a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly
from hemei.community.voting.services import AnswerDraft, StrikeDraft
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.test_assemblies import street
from hemei.community.voting.tests.test_corrections import AFTER, published, standing
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import SYSTEM
from hemei.kernel.actor import Role

ROOM = "1幢1单元103"


def running(found: Assembly) -> list[str]:
    """Return the clocks that run; that of the draw from the paper is another matter."""
    rows = clocks.deadlines_of(stream=found.stream)
    return [row.key for row in rows if row.state == "running" and "draw:" not in row.key]


def upheld(quarter: Quarter, *units: str, right: bool = True) -> Assembly:
    """A published result, and an objection that another than who entered it answered."""
    found = published(quarter, "103")
    act = {"now": AFTER, "assembly_id": found.pk}
    services.object_to_result(actor=quarter.clerk, text="不是我投的", units=units, **act)
    other = replace(quarter.clerk, account_id=2, role=Role.COMMUNITY_SECRETARY)
    draft = AnswerDraft(number=1, text="核对签名", upheld=right)
    services.answer_objection(actor=other, answer=draft, **act)
    return found


def test_who_may_strike_is_reminded_until_it_is_struck_and_counted_anew(quarter: Quarter) -> None:
    found = upheld(quarter, ROOM)
    assert running(found) == ["strike:1"]
    [todo] = [row for row in queries.inbox(actor=quarter.clerk) if row.key == "strike"]
    assert (todo.assembly_id, queries.TODO_TEXTS[todo.key]) == (found.pk, "异议成立，请剔除选票")
    assert todo.due_at > AFTER + timedelta(days=6)
    sheet = standing(found, quarter, "103").sheet_id
    draft = StrikeDraft(sheet_id=sheet, ground="objection_upheld", cites=1, reason="签名不符")
    act = {"actor": quarter.clerk, "now": AFTER, "assembly_id": found.pk}
    services.strike_ballots(draft=draft, **act)
    assert running(found) == ["recount:1"]
    assert "recount" in [row.key for row in queries.inbox(actor=quarter.clerk)]
    services.recount_assembly(**act)
    assert running(found) == []


def late(quarter: Quarter, days: int) -> list[str]:
    """Let the clocks be looked at so many days later; return what the street has to do then."""
    watcher = street(quarter)
    services.sweep(actor=SYSTEM, now=AFTER + timedelta(days=days))
    return [row.key for row in queries.inbox(actor=watcher) if row.key != "urge"]


def test_the_street_hears_once_of_an_upheld_objection_that_nobody_followed(quarter: Quarter) -> None:
    found = upheld(quarter, ROOM)
    assert late(quarter, 6) == []
    for days in (10, 11):  # the seventh day is a Saturday
        assert late(quarter, days) == ["chase"]
        assert sorted(running(found)) == ["chase:strike:1", "strike:1"]
    sheet = standing(found, quarter, "103").sheet_id
    draft = StrikeDraft(sheet_id=sheet, ground="objection_upheld", cites=1, reason="签名不符")
    act = {"actor": quarter.clerk, "now": AFTER + timedelta(days=11), "assembly_id": found.pk}
    services.strike_ballots(draft=draft, **act)
    assert running(found) == ["recount:1"]
    assert late(quarter, 22) == ["chase"]  # nor was it counted anew
    services.recount_assembly(**{**act, "now": AFTER + timedelta(days=22)})
    assert running(found) == []


def test_the_street_orders_what_is_late_and_owes_no_more(quarter: Quarter) -> None:
    found = upheld(quarter, ROOM)
    assert late(quarter, 10) == ["chase"]
    draft = services.OrderDraft(document="1号", clause="物业管理条例第十九条", reason="逾期没有剔除")
    at = AFTER + timedelta(days=10)
    services.order_correction(actor=street(quarter), now=at, assembly_id=found.pk, draft=draft)
    assert sorted(running(found)) == ["correct:1", "strike:1"]
    assert late(quarter, 11) == []


def test_an_objection_to_several_homes_is_followed_when_each_is(quarter: Quarter) -> None:
    found = upheld(quarter, ROOM, "1幢1单元101", "1幢1单元104")  # of 104 nothing came in
    act = {"actor": quarter.clerk, "now": AFTER, "assembly_id": found.pk}
    for room, left in (("103", {"strike:1", "recount:1"}), ("101", {"recount:1"})):
        sheet = standing(found, quarter, room).sheet_id
        draft = StrikeDraft(sheet_id=sheet, ground="objection_upheld", cites=1, reason="签名不符")
        services.strike_ballots(draft=draft, **act)
        assert set(running(found)) == left


def test_nothing_is_owed_where_it_was_not_right_or_speaks_of_no_ballot(quarter: Quarter) -> None:
    assert running(upheld(quarter, ROOM, right=False)) == []


def test_nothing_is_owed_of_a_home_that_did_not_vote(quarter: Quarter) -> None:
    assert running(upheld(quarter, "1幢1单元104")) == []


def test_who_annuls_the_result_ends_what_was_owed(quarter: Quarter) -> None:
    found = upheld(quarter, ROOM)
    draft = services.AnnulmentDraft(by="authority", document="1号", decided_on=AFTER.date(), reason="违法")
    services.annul_result(actor=street(quarter), now=AFTER, assembly_id=found.pk, draft=draft)
    assert running(found) == []

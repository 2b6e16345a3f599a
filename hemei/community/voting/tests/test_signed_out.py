"""Owners sign that they ask no more: what they ask anew stays, what came too late is told, no share waits for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from hemei.community.voting import services
from hemei.community.voting.models import Proposal, Support, SupportSheet
from hemei.community.voting.pages import own_proposals, proposals, support_sheets
from hemei.community.voting.rules.assemblies import Moot
from hemei.community.voting.rules.proposals import Asked, share_reached
from hemei.community.voting.tests.street import Street, refused
from hemei.community.voting.tests.supporting import ONE, OTHER, by, signed
from hemei.community.voting.tests.test_committee_calls import member_of
from hemei.community.voting.tests.test_own_proposals import asking, own
from hemei.community.voting.tests.test_pages import call, text
from hemei.community.voting.tests.test_sold import by_register
from hemei.community.voting.tests.test_sold import street as street  # noqa: PLC0414 - the fixture
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.models import Seat
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.kernel.workdays import SHANGHAI

pytestmark = pytest.mark.usefixtures("area_counts")
HOUR = timedelta(hours=1)
BEFORE, AFTER = NOW - HOUR, NOW + HOUR


@pytest.fixture
def number(street: Street) -> int:
    """Let 104 support a proposal by phone."""
    by_register(street)
    draft = services.ProposalDraft(
        estate_id=street.quarter.estate,
        matter="hire_company",
        title="更换物业公司",
        reason="服务太差",
        key="p1",
    )
    number = services.propose_assembly(actor=street.quarter.clerk, now=BEFORE - HOUR, draft=draft)
    listed(street, number, BEFORE - HOUR)
    return number


def listed(street: Street, number: int, at: datetime, *rooms: str) -> None:
    """Let units, 104 where none is named, sign a list that two persons of the residents' committee enter."""
    units = [street.quarter.units[room] for room in rooms or ("104",)]
    sheet = services.enter_support(
        actor=by(street.quarter.clerk, ONE), now=at, proposal_id=number, signed=signed(units)
    )
    settled(street, sheet, at)


def signed_out(street: Street, number: int, at: datetime, *rooms: str) -> int:
    """Enter that units, 104 where none is named, signed to ask no more."""
    units = [street.quarter.units[room] for room in rooms or ("104",)]
    return services.take_back_support(
        actor=by(street.quarter.clerk, ONE), now=at, proposal_id=number, signed=signed(units)
    )


def settled(street: Street, sheet: int, at: datetime, *, confirmed: bool = True) -> None:
    services.settle_support(
        actor=by(street.quarter.clerk, OTHER), now=at, sheet_id=sheet, confirmed=confirmed, reason="没有签名"
    )


def given() -> list[tuple[datetime, datetime | None]]:
    return list(Support.objects.order_by("id").values_list("supported_at", "taken_back_at"))


@pytest.mark.parametrize(
    ("asked", "sure", "over", "reached"),
    [
        (True, True, False, True),
        (True, False, False, False),
        (True, False, True, True),
        (False, False, True, False),
    ],
)
def test_a_share_waits_for_who_signed_himself_out_and_no_longer(asked, sure, over, reached) -> None:
    assert share_reached(Asked(asked, ()), Asked(sure, ()), over=over) is reached


@pytest.mark.parametrize("confirmed", [True, False])
def test_who_asks_anew_by_phone_is_left_alone_by_what_he_signed_before(
    street: Street, number: int, *, confirmed: bool
) -> None:
    back = signed_out(street, number, BEFORE)
    asking(street, "丙", services.support_by_phone, proposal_id=number)
    assert given() == [(BEFORE - HOUR, NOW), (NOW, None)]
    settled(street, back, AFTER, confirmed=confirmed)
    assert given() == [(BEFORE - HOUR, NOW), (NOW, None)]
    assert Proposal.objects.get().heads == 1


def test_who_signs_a_list_anew_is_left_alone_by_what_he_signed_before(street: Street, number: int) -> None:
    back = signed_out(street, number, BEFORE)
    listed(street, number, NOW)
    again = signed_out(street, number, AFTER)
    settled(street, back, AFTER)
    assert Proposal.objects.get().heads == 1
    settled(street, again, AFTER)  # and this refers to what he asked since
    assert given() == [(BEFORE - HOUR, NOW), (NOW, AFTER)]
    assert Proposal.objects.get().heads == 0


def test_a_list_from_before_takes_nothing_from_who_signed_himself_out(street: Street, number: int) -> None:
    sheet = services.enter_support(
        actor=by(street.quarter.clerk, ONE), now=BEFORE - HOUR, proposal_id=number,
        signed=signed([street.quarter.units["104"]]),
    )  # fmt: skip
    back = signed_out(street, number, BEFORE)
    settled(street, sheet, NOW)
    settled(street, back, AFTER)
    assert given() == [(BEFORE - HOUR, BEFORE)]


def test_the_pages_let_him_ask_anew_and_tell_the_second_person(
    street: Street, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_proposals, "utc_now", lambda: NOW)
    monkeypatch.setattr(support_sheets, "utc_now", lambda: NOW)
    ask = f"/votes/mine/proposals/{number}/support"
    own(street, "丙")
    page = text(call(own_proposals.own_proposals, street.resident("丙")))
    assert ("您已附议" in page, ask in page) == (True, False)
    back = signed_out(street, number, BEFORE)
    page = text(call(own_proposals.own_proposals, street.resident("丙")))
    assert ("书面撤回附议的材料还没有核对" in page, ask in page) == (True, True)
    second = by(street.quarter.clerk, OTHER)
    again = services.enter_support(
        actor=by(street.quarter.clerk, ONE), now=NOW, proposal_id=number,
        signed=signed([street.quarter.units["104"]]),
    )  # fmt: skip
    assert "不重复计算" not in text(call(support_sheets.support_sheet, second, again))
    assert "不影响后来的附议" not in text(call(support_sheets.support_sheet, second, back))
    asking(street, "丙", services.support_by_phone, proposal_id=number)
    assert "1幢1单元104交来以后又附议" in text(call(support_sheets.support_sheet, second, back))
    page = text(call(own_proposals.own_proposals, street.resident("丙")))
    assert ("书面撤回附议的材料还没有核对" in page, ask in page) == (False, False)


def test_the_database_takes_back_by_a_paper_only_what_was_given_before(street: Street, number: int) -> None:
    back = SupportSheet.objects.get(pk=signed_out(street, number, BEFORE))
    asking(street, "丙", services.support_by_phone, proposal_id=number)
    settled(street, back.pk, AFTER)
    since = Support.objects.filter(taken_back_at=None)
    for at in (BEFORE, AFTER):
        with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
            since.update(taken_back_at=at, back_scan_id=back.scan_id)


def test_the_database_keeps_what_owners_asked_once_the_assembly_is_owed(street: Street, number: int) -> None:
    listed(street, number, NOW, "101")
    assert Proposal.objects.get().state == "reached"
    with pytest.raises(DatabaseError, match="while the proposal gathers"), transaction.atomic():
        Support.objects.update(taken_back_at=AFTER)


def state() -> tuple[str, int]:
    found = Proposal.objects.get()
    return found.state, found.heads


def leave_clocks() -> list[tuple[str, str]]:
    rows = clocks.deadlines_of(stream=Proposal.objects.get().stream)
    return [(row.key, row.state) for row in rows if row.key.startswith("leave:")]


@pytest.fixture
def wait(street: Street, number: int) -> datetime:
    """Let 104 sign itself out before 101 makes up the share with it; return how long that waits."""
    signed_out(street, number, BEFORE)
    listed(street, number, NOW, "101")
    assert state() == ("gathering", 2)
    [row] = [one for one in clocks.deadlines_of(stream=Proposal.objects.get().stream) if one.key == "leave:1"]
    assert row.due_at > NOW + timedelta(days=5)
    return row.due_at


def test_one_paper_after_another_delays_no_share_beyond_one_wait(
    street: Street, number: int, wait: datetime
) -> None:
    first = SupportSheet.objects.get(takes_back=True).pk
    later = signed_out(street, number, wait - HOUR, "101")
    settled(street, first, wait - HOUR, confirmed=False)
    last = signed_out(street, number, wait - HOUR, "104", "101")
    settled(street, later, wait, confirmed=False)
    services.sweep(actor=SYSTEM, now=wait)
    assert (state(), leave_clocks()) == (("gathering", 2), [("leave:1", "running")])
    services.sweep(actor=SYSTEM, now=wait + HOUR)
    assert (state(), leave_clocks()) == (("reached", 2), [("leave:1", "missed")])
    assert not [
        row for row in clocks.deadlines_of(stream=f"voting.proposal:{number}")
        if row.key.endswith(f"check:{last}") and row.state == "running"
    ]  # fmt: skip


def test_once_its_wait_is_over_nobody_leaves_a_share_though_the_sweep_has_not_come_by(
    street: Street, number: int, wait: datetime
) -> None:
    after, sheet = wait + HOUR, SupportSheet.objects.get(takes_back=True).pk
    for act in (
        lambda: settled(street, sheet, after),
        lambda: signed_out(street, number, after, "101"),
        lambda: asking(
            street, "丙", services.take_back_by_phone, proposal_id=number, now=after, confirmed_at=after
        ),
    ):
        assert refused(act) == "not_gathering"
    settled(street, sheet, after, confirmed=False)
    assert state() == ("reached", 2)


def test_a_wait_ends_with_the_share_and_begins_anew_with_another(
    street: Street, number: int, wait: datetime
) -> None:
    asking(street, "丙", services.take_back_by_phone, proposal_id=number)
    assert (state(), leave_clocks()) == (("gathering", 1), [("leave:1", "met")])
    listed(street, number, AFTER)
    assert state() == ("reached", 2)  # what 104 had signed refers to what it asked before


def test_a_confirmed_paper_takes_the_share_away_in_time_and_the_next_has_a_wait_of_its_own(
    street: Street, number: int, wait: datetime
) -> None:
    settled(street, SupportSheet.objects.get(takes_back=True).pk, wait)
    assert (state(), leave_clocks()) == (("gathering", 1), [("leave:1", "met")])
    signed_out(street, number, wait + HOUR, "101")
    listed(street, number, wait + HOUR + HOUR)
    assert (state(), leave_clocks()[1:]) == (("gathering", 2), [("leave:2", "running")])


@pytest.mark.parametrize(("confirmed", "after"), [(True, "closed"), (False, "reached")])
def test_the_end_of_the_owners_time_waits_for_what_may_take_the_share_away(
    street: Street, number: int, after: str, *, confirmed: bool
) -> None:
    [gather] = [
        row for row in clocks.deadlines_of(stream=Proposal.objects.get().stream) if row.key == "gather"
    ]
    back = signed_out(street, number, BEFORE)
    listed(street, number, gather.due_at - HOUR, "101")
    late = gather.due_at + HOUR
    services.sweep(actor=SYSTEM, now=late)
    assert state() == ("gathering", 2)
    settled(street, back, late, confirmed=confirmed)
    services.sweep(actor=SYSTEM, now=late)
    assert state()[0] == after


def test_the_owners_time_ends_and_the_share_waits_no_longer_for_that(
    street: Street, number: int, wait: datetime
) -> None:
    services.sweep(actor=SYSTEM, now=wait + timedelta(days=400))
    assert state() == ("reached", 2)


def test_a_share_that_waited_before_its_wait_had_a_clock_gets_one(
    street: Street, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_out(street, number, BEFORE)
    with monkeypatch.context() as before:
        before.setattr(
            "hemei.community.voting.services.clocks.wait_for_leaving", lambda *_args, **_more: None
        )
        listed(street, number, NOW, "101")
    assert leave_clocks() == []
    for _twice in range(2):
        services.sweep(actor=SYSTEM, now=AFTER)
    assert (state(), leave_clocks()) == (("gathering", 2), [("leave:1", "running")])


def test_the_pages_say_how_long_a_share_waits(
    street: Street, number: int, wait: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (own_proposals, proposals, support_sheets):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)
    own(street, "丙")
    back = SupportSheet.objects.get(takes_back=True).pk
    for page in (
        call(own_proposals.own_proposals, street.resident("丙")),
        call(proposals.proposal, street.quarter.clerk, number),
        call(support_sheets.support_sheet, by(street.quarter.clerk, OTHER), back),
    ):
        words = text(page)
        assert "其中有业主已经书面撤回、还没有核对" in words
        assert wait.astimezone(SHANGHAI).strftime("%H:%M") in words
        assert "到时候还没有核对的不再等" in words
    assert "等待核对书面撤回" in text(call(proposals.proposal, street.quarter.clerk, number))
    services.sweep(actor=SYSTEM, now=wait + HOUR)
    assert "等待核对书面撤回" not in text(call(proposals.proposal, street.quarter.clerk, number))


def told_late() -> list[dict[str, object]]:
    events = record.history(stream=Proposal.objects.get().stream)
    return [dict(one.data) for one in events if one.type == "voting.support_back_late"]


def test_who_signed_himself_out_too_late_is_told_and_who_asks_anew_is_not(
    street: Street, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (own_proposals, proposals, support_sheets):
        monkeypatch.setattr(module, "utc_now", lambda: AFTER)
    back, unit = signed_out(street, number, BEFORE), street.quarter.units["104"]
    second = by(street.quarter.clerk, OTHER)
    assert "核对无误，撤回" in text(call(support_sheets.support_sheet, second, back))
    listed(street, number, NOW, "101", "102")
    assert state()[0] == "reached"
    assert told_late() == [{"sheet": back, "units": [unit], "owners": [street.person("丙")]}]
    page = text(call(support_sheets.support_sheet, second, back))
    assert ("核对无误" in page, "看姓名" in page, "这份书面撤回不再核对，附议照计" in page) == (
        False,
        False,
        True,
    )
    posted = call(support_sheets.support_sheet, second, back, post={"act": "refuse", "reason": "没有签名"})
    assert posted.status_code == 422
    assert "已经不再征集" in text(posted)
    page = text(call(proposals.proposal, street.quarter.clerk, number))
    assert ("征集结束前没有核对，没有撤回" in page, "书面撤回附议没有生效" in page) == (True, True)
    own(street, "丙")
    assert "没有来得及核对，提议已经达到比例，附议照计" in text(
        call(own_proposals.own_proposals, street.resident("丙"))
    )


def test_who_asks_anew_hears_nothing_of_what_he_had_signed(street: Street, number: int) -> None:
    signed_out(street, number, BEFORE)
    asking(street, "丙", services.support_by_phone, proposal_id=number)
    listed(street, number, NOW, "101")
    assert (state()[0], told_late()) == ("reached", [])


def test_the_pages_say_that_a_proposal_ended_before_a_paper_was_checked(
    street: Street, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = NOW + timedelta(days=400)
    for module in (own_proposals, proposals, support_sheets):
        monkeypatch.setattr(module, "utc_now", lambda: after)
    back = signed_out(street, number, BEFORE)
    services.sweep(actor=SYSTEM, now=after)
    assert (state()[0], [one["sheet"] for one in told_late()]) == ("closed", [back])
    page = text(call(support_sheets.support_sheet, by(street.quarter.clerk, OTHER), back))
    assert ("核对无误" in page, "提议已经结束，这份书面撤回不再核对" in page) == (False, True)


def test_a_list_nobody_checked_in_time_says_that_it_counts_no_more(
    street: Street, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support_sheets, "utc_now", lambda: AFTER)
    units = signed([street.quarter.units["102"]])
    one = services.enter_support(
        actor=by(street.quarter.clerk, ONE), now=BEFORE, proposal_id=number, signed=units
    )
    listed(street, number, NOW, "101")
    page = text(call(support_sheets.support_sheet, by(street.quarter.clerk, OTHER), one))
    assert ("核对无误" in page, "这份签名表不再核对，不计入附议" in page) == (False, True)
    assert refused(lambda: settled(street, one, AFTER, confirmed=False)) == "not_gathering"


def test_the_end_of_a_proposal_to_recall_a_member_tells_who_signed_himself_out(
    street: Street, number: int
) -> None:
    back, _member = signed_out(street, number, BEFORE), member_of(street.quarter)
    seat = Seat.objects.earliest("pk").pk
    Proposal.objects.update(matter="elect_committee", seat_id=seat)
    services.lapse_proposals(actor=SYSTEM, now=NOW, seats=[seat], why=Moot.SEAT_ENDED)
    assert (state()[0], [one["sheet"] for one in told_late()]) == ("moot", [back])

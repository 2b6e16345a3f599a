"""Owners sign that they ask no more: what they ask anew stays, what came too late is told, no share waits for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from hemei.community.voting import services
from hemei.community.voting.models import Proposal, Support, SupportSheet
from hemei.community.voting.pages import own_proposals, support_sheets
from hemei.community.voting.tests.street import Street
from hemei.community.voting.tests.supporting import ONE, OTHER, by, signed
from hemei.community.voting.tests.test_own_proposals import asking, own
from hemei.community.voting.tests.test_pages import call, text
from hemei.community.voting.tests.test_sold import by_register
from hemei.community.voting.tests.test_sold import street as street  # noqa: PLC0414 - the fixture
from hemei.ground.people.tests.factories import NOW

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

"""An owner whose paper bore no signature reads why it does not count, and what he can still do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import PrintedSheet, Roll, RollUnit, Sheet, Vote
from hemei.community.voting.pages import mine
from hemei.community.voting.services.telling import sealed
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.community.voting.tests.test_voter_pages import resident, unit_of
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.clock import utc_now

pytestmark = pytest.mark.django_db
WHY = "这张票上没有业主本人的签名，不计入"


@pytest.fixture
def roll(quarter: Quarter, settings) -> Roll:
    """Unsigned paper of a home of one owner, and of one of two; paper of a third with two marks on an item."""
    settings.DEMO = True
    now = utc_now()
    roll = quarter.freeze(closes_at=now + timedelta(days=9))
    votes = dict(Vote.objects.filter(roll=roll).values_list("number", "pk"))
    sheets = [
        services.SheetDraft(
            roll_unit_id=unit_of(quarter, roll, room), channel="paper", received_at=now, unsigned=unsigned,
            choices={} if unsigned else {votes[1]: "for"},
            spoiled=frozenset(votes.values() if unsigned else [votes[2]]),
        )
        for room, unsigned in (("101", True), ("103", True), ("102", False))
    ]  # fmt: skip
    services.enter_sheets(actor=quarter.clerk, now=now, roll_id=roll.pk, sheets=sheets, source="test")
    records.bind(EVERYONE)
    return roll


def test_he_reads_why_and_what_he_can_still_do_until_the_end(
    quarter: Quarter, roll: Roll, monkeypatch
) -> None:
    owner = resident(quarter, "甲")
    for room in ("101", "103"):
        unit = unit_of(quarter, roll, room)
        page = owner.get(f"/votes/mine/{unit}/receipt").text
        assert WHY in page
        assert "第二十二条" in page
        assert all(f"/votes/mine/{unit}{tail}" in page for tail in ('"', '/visit"'))
        assert "另有一张选票计入" not in page
    assert owner.get("/votes/mine").text.count("没有业主签名，不计入") == 2
    page = owner.get(f"/votes/mine/{unit_of(quarter, roll, '102')}/receipt").text
    assert WHY not in page
    assert "无效，没有计入" in page
    assert "截止以前可以再投一次" in page
    monkeypatch.setattr(mine, "utc_now", lambda: roll.closes_at + timedelta(seconds=1))
    page = owner.get(f"/votes/mine/{unit_of(quarter, roll, '101')}/receipt").text
    assert WHY in page
    assert "表决已经截止，不能再投" in page


@pytest.mark.parametrize(
    ("came_in", "own", "reads"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_he_reads_how_it_was_found_that_he_did_not_sign(
    quarter: Quarter, roll: Roll, came_in, own, reads
) -> None:
    """Not what was found of a ballot that never came in, since another replaced it."""
    unit, owner = RollUnit.objects.get(pk=unit_of(quarter, roll, "101")), resident(quarter, "甲")
    cast, text = Sheet.objects.get(roll_unit=unit), "电话问过业主，没有签过"
    with records.acting(quarter.clerk):
        run = services.start_print_run(actor=quarter.clerk, now=utc_now(), roll_id=roll.pk, key="p")
        forms = PrintedSheet.objects.filter(roll_unit=unit)
        forms.update(voided_at=cast.entered_at)
        PrintedSheet.objects.create(
            run_id=run, number=99, token="t" * 22, roll_unit=unit, scope=unit.scope, stream=forms.get().stream,
            own_signature=own, signature_by=1, signature_at=utc_now(),
            signature_reason_id=sealed(unit, text)["vault"],
            **{"entered_at" if came_in else "voided_at": cast.entered_at},
        )  # fmt: skip
    page = owner.get(f"/votes/mine/{unit.pk}/receipt").text
    assert WHY in page
    assert (f"社区核实：{text}" in page) is reads


def test_the_printed_receipt_says_it_too(quarter: Quarter, roll: Roll) -> None:
    clerk = browser(quarter, "钱一")
    form = {"owner": quarter.town.persons["甲"], "document": "identity_card"}
    page = clerk.post(f"/paper/units/{unit_of(quarter, roll, '101')}/receipt", form).text
    assert WHY in page

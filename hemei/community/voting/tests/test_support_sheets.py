"""Owners ask on paper: what one clerk reads from their list counts once another has held it against the scan."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.http import Http404

from hemei.community.voting import queries, services, work
from hemei.community.voting.models import Assembly, Proposal, Support, SupportSheet
from hemei.community.voting.pages import own_proposals, proposals, support_sheets
from hemei.community.voting.queries.enclosed import papers_of
from hemei.community.voting.queries.evidence import paper_of
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.supporting import PDF, signed
from hemei.community.voting.tests.test_assemblies import code_of
from hemei.community.voting.tests.test_committee_calls import member_of
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused


@pytest.fixture
def member(quarter: Quarter) -> Actor:
    return member_of(quarter)


@pytest.fixture
def asked(quarter: Quarter) -> int:
    draft = services.ProposalDraft(
        estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
    )
    return services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)


@pytest.fixture
def hands(quarter: Quarter, monkeypatch: pytest.MonkeyPatch) -> tuple[Actor, Actor]:
    for module in (proposals, support_sheets):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)
    return quarter.hands


def refused(act, **values) -> str:
    with pytest.raises(Refused) as found, transaction.atomic():
        act(now=NOW, **values)
    return code_of(found)


def test_a_list_counts_once_a_second_clerk_confirmed_it(quarter: Quarter, asked: int, hands) -> None:
    one, other = hands
    units = [quarter.units["104"]]
    enter = {"proposal_id": asked, "signed": signed(units)}
    assert refused(
        services.enter_support, actor=one, proposal_id=asked, signed=services.Signed(unit_ids=units)
    ) == ("no_scan")
    assert refused(services.enter_support, actor=replace(one, person_id=None), **enter) == "no_person"
    sheet = services.enter_support(actor=one, now=NOW, **enter)
    assert not Support.objects.exists()
    assert (Proposal.objects.get().heads, Proposal.objects.get().state) == (0, "gathering")
    settle = {"sheet_id": sheet, "confirmed": True}
    assert refused(services.settle_support, actor=one, **settle) == "two_hands"
    reached = services.settle_support(actor=other, now=NOW, **settle)
    assert reached is not None
    assert reached.reached
    assert Support.objects.get().sheet_id == sheet
    assert Proposal.objects.get().state == "reached"
    assert refused(services.settle_support, actor=other, **settle) == "settled"


def test_the_page_says_why_who_entered_who_confirmed_and_keeps_the_list(
    quarter: Quarter, member: Actor, asked: int, hands
) -> None:
    one, other = hands
    for who in (one, other, member):
        assert "服务太差" in text(call(proposals.proposal, who, asked))
    units = [quarter.units["104"], quarter.units["101"]]
    sheet = services.enter_support(actor=one, now=NOW, proposal_id=asked, signed=signed(units))
    services.settle_support(actor=other, now=NOW, sheet_id=sheet, confirmed=True)
    page = text(call(proposals.proposal, one, asked))
    assert f'href="/support-sheets/{sheet}"' in page
    assert "已核对" in page
    assert "*登记" in page
    assert "张**核对" in page
    assert "2个专有部分" in page
    assert "核对附议签名表无误，计入附议" in page
    assert "登记附议 " not in page


def test_who_confirms_reads_whose_signatures_they_must_be(quarter: Quarter, asked: int, hands) -> None:
    one, other = hands
    units = [quarter.units["103"]]
    sheet = services.enter_support(actor=one, now=NOW, proposal_id=asked, signed=signed(units))
    page = text(call(support_sheets.support_sheet, other, sheet))
    assert "看姓名" in page
    assert page.count("/fields/") == 2  # 甲 and 乙, each to be unmasked with a reason
    assert "看姓名" not in text(call(support_sheets.support_sheet, one, sheet))
    services.settle_support(actor=other, now=NOW, sheet_id=sheet, confirmed=True)
    assert "看姓名" not in text(call(support_sheets.support_sheet, other, sheet))


def test_a_home_that_asks_already_is_named_to_who_enters_and_who_confirms(
    quarter: Quarter, asked: int, hands, area_counts
) -> None:
    one, other = hands
    first = services.enter_support(
        actor=one, now=NOW, proposal_id=asked, signed=signed([quarter.units["104"]])
    )
    assert "不重复计算" not in text(call(support_sheets.support_sheet, other, first))
    services.settle_support(actor=other, now=NOW, sheet_id=first, confirmed=True)
    scan = SimpleUploadedFile("签名.pdf", PDF, "application/pdf")
    answer = call(support_sheets.support, one, asked, post={"units": "1幢1单元104", "scan": scan})
    again = SupportSheet.objects.get(settled_at=None).pk
    words = "1幢1单元104已经计入附议，不重复计算。"
    for who in (one, other):
        assert words in text(call(support_sheets.support_sheet, who, again))
    assert answer.status_code == 302
    services.settle_support(actor=other, now=NOW, sheet_id=again, confirmed=True)
    assert Support.objects.count() == 1


def waits(actor: Actor) -> list[tuple[str, str]]:
    with records.acting(actor):
        return [(one.words, one.address) for one in work.support_sheets(actor)]


def test_the_second_clerk_finds_the_list_on_his_workbench(quarter: Quarter, asked: int, hands) -> None:
    one, other = hands
    sheet = services.enter_support(
        actor=one, now=NOW, proposal_id=asked, signed=signed([quarter.units["104"]])
    )
    assert waits(other) == [
        ("“更换物业公司”的附议签名表等您核对，核对以后才计入", f"/support-sheets/{sheet}")
    ]
    assert [waits(who) for who in (one, member_of(quarter))] == [[], []]
    services.settle_support(actor=other, now=NOW, sheet_id=sheet, confirmed=True)
    assert waits(other) == []


def test_what_a_list_does_not_bear_out_is_refused_with_a_reason(quarter: Quarter, asked: int, hands) -> None:
    one, other = hands
    sheet = services.enter_support(
        actor=one, now=NOW, proposal_id=asked, signed=signed([quarter.units["104"]])
    )
    refuse = {"actor": other, "sheet_id": sheet, "confirmed": False}
    assert refused(services.settle_support, **refuse, reason="") == "text"
    services.settle_support(now=NOW, **refuse, reason="104户没有签名")
    assert not Support.objects.exists()
    assert Proposal.objects.get().state == "gathering"


def test_no_member_of_the_committee_enters_or_takes_back_who_asks(
    quarter: Quarter, member: Actor, asked: int, hands
) -> None:
    ask = {"proposal_id": asked, "signed": signed([quarter.units["104"]])}
    with records.acting(member):
        for act in (services.enter_support, services.take_back_support):
            assert refused(act, actor=member, **ask) == "forbidden"
    page = text(call(proposals.proposal, member, asked))
    assert "附议签名表" not in page
    assert "撤回附议" not in page
    with pytest.raises(PermissionDenied):
        call(support_sheets.support, member, asked)


def test_who_signed_on_paper_takes_it_back_on_paper(quarter: Quarter, asked: int, hands, area_counts) -> None:
    one, other = hands
    unit = quarter.units["104"]
    sheet = services.enter_support(actor=one, now=NOW, proposal_id=asked, signed=signed([unit]))
    services.settle_support(actor=other, now=NOW, sheet_id=sheet, confirmed=True)
    bare = services.Signed(unit_ids=[unit])
    assert refused(services.take_back_support, actor=one, proposal_id=asked, signed=bare) == "no_scan"
    paper = SimpleUploadedFile("撤回.pdf", PDF, "application/pdf")
    answer = call(support_sheets.take_back, one, asked, post={"units": "1幢1单元104", "scan": paper})
    assert answer.status_code == 302
    assert Proposal.objects.get().heads == 1, "one clerk alone takes nothing back"
    back = SupportSheet.objects.get(takes_back=True).pk
    assert [one.words for one in work.support_sheets(other)] == [
        "“更换物业公司”有业主书面撤回附议，等您核对，核对以后才不计入"
    ]
    assert refused(services.settle_support, actor=one, sheet_id=back, confirmed=True) == "two_hands"
    assert "核对无误，撤回" in text(call(support_sheets.support_sheet, other, back))
    assert call(support_sheets.support_sheet, other, back, post={"act": "confirm"}).status_code == 302
    row = Support.objects.get()
    assert row.taken_back_at == NOW
    assert row.back_scan_id is not None
    assert Proposal.objects.get().heads == 0


def test_what_is_taken_back_on_paper_leaves_what_was_asked_since(
    quarter: Quarter, asked: int, hands, area_counts
) -> None:
    one, other = hands
    unit, later = [quarter.units["104"]], NOW + timedelta(hours=1)
    ask = {"actor": one, "proposal_id": asked, "signed": signed(unit)}
    assert refused(services.take_back_support, **ask) == "unit"
    first = services.enter_support(now=NOW, **ask)
    back = services.take_back_support(now=NOW, **ask | {"signed": signed(unit)})
    again = services.enter_support(now=later, **ask | {"signed": signed(unit)})
    for sheet in (back, first):
        services.settle_support(actor=other, now=later, sheet_id=sheet, confirmed=True)
    assert Proposal.objects.get().heads == 1, "signed in the same minute as taken back: the list counts"
    services.settle_support(actor=other, now=later, sheet_id=again, confirmed=True)
    assert Proposal.objects.get().heads == 1


def test_what_nobody_checked_takes_nothing_back_and_holds_nothing_up(
    quarter: Quarter, asked: int, hands, area_counts
) -> None:
    one, other = hands
    ask = {"actor": one, "proposal_id": asked, "signed": signed([quarter.units["104"]])}
    sheet = services.enter_support(now=NOW, **ask)
    services.settle_support(actor=other, now=NOW, sheet_id=sheet, confirmed=True)
    back = services.take_back_support(now=NOW, **ask | {"signed": signed([quarter.units["104"]])})
    refuse = {"actor": other, "now": NOW, "sheet_id": back, "confirmed": False}
    services.settle_support(**refuse, reason="没有签名")
    assert Proposal.objects.get().heads == 1
    services.take_back_support(now=NOW, **ask | {"signed": signed([quarter.units["104"]])})
    services.sweep(actor=SYSTEM, now=NOW + timedelta(days=400))
    assert Proposal.objects.get().state == "closed"
    stream = f"voting.proposal:{asked}"
    assert not [row for row in clocks.deadlines_of(stream=stream) if row.state == "running"]


def test_the_database_takes_nothing_back_by_a_paper_of_one_hand(
    quarter: Quarter, asked: int, hands, area_counts
) -> None:
    one, other = hands
    ask = {"actor": one, "now": NOW, "proposal_id": asked}
    unit = [quarter.units["104"]]
    sheet = services.enter_support(**ask, signed=signed(unit))
    services.settle_support(actor=other, now=NOW, sheet_id=sheet, confirmed=True)
    back = SupportSheet.objects.get(pk=services.take_back_support(**ask, signed=signed(unit)))
    for scan in (back.scan_id, SupportSheet.objects.get(pk=sheet).scan_id):
        with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
            Support.objects.update(taken_back_at=NOW, back_scan_id=scan)
    services.settle_support(actor=other, now=NOW, sheet_id=back.pk, confirmed=True)
    row = Support.objects.get()
    row.pk, row.sheet_id, row.channel, row.taken_back_at = None, back.pk, "paper", None
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        row.save(force_insert=True)


def test_both_hands_work_by_the_pages(quarter: Quarter, asked: int, hands) -> None:
    one, other = hands
    form = {"units": "1幢1单元104"}
    assert call(support_sheets.support, one, asked, post=form).status_code == 422
    form["scan"] = SimpleUploadedFile("签名.pdf", PDF, "application/pdf")
    assert call(support_sheets.support, one, asked, post=form).status_code == 302
    sheet = SupportSheet.objects.get().pk
    assert "附议签名表待核对" in text(call(proposals.proposals, other))
    assert f'href="/support-sheets/{sheet}"' in text(call(proposals.proposal, other, asked))
    assert call(support_sheets.support_scan, other, sheet).content == PDF
    assert "是您登记的" in text(call(support_sheets.support_sheet, one, sheet))
    assert "1幢1单元104" in text(call(support_sheets.support_sheet, other, sheet))
    assert call(support_sheets.support_sheet, one, sheet, post={"act": "confirm"}).status_code == 422
    assert call(support_sheets.support_sheet, other, sheet, post={"act": "confirm"}).status_code == 302
    assert "已核对" in text(call(support_sheets.support_sheet, other, sheet))
    found = queries.proposal(asked, actor=other)
    assert found is not None
    assert found.owed
    with pytest.raises(Http404):
        call(support_sheets.support_sheet, other, sheet + 1)


def test_the_database_counts_no_paper_that_nobody_confirmed(quarter: Quarter, asked: int, hands) -> None:
    one, _other = hands
    unit = quarter.units["104"]
    sheet = services.enter_support(actor=one, now=NOW, proposal_id=asked, signed=signed([unit]))
    found = Proposal.objects.get()
    row = {
        "proposal": found,
        "unit_id": unit,
        "supported_at": NOW,
        "scope": found.scope,
        "stream": found.stream,
    }
    for more in (
        {"channel": "paper"},
        {"channel": "paper", "sheet_id": sheet},
        {"channel": "phone", "sheet_id": sheet},
    ):
        with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
            Support.objects.create(**row, **more)
    rows = SupportSheet.objects.filter(pk=sheet)
    with pytest.raises(DatabaseError, match="two_hands"), transaction.atomic():
        rows.update(settled_at=NOW, settled_by=one.person_id, confirmed=True)
    with pytest.raises(DatabaseError, match="settled once"), transaction.atomic():
        rows.update(unit_ids=[unit, quarter.units["101"]])


def test_the_court_gets_the_lists_and_what_each_says(quarter: Quarter, asked: int, hands) -> None:
    one, other = hands
    unit = quarter.units["104"]
    first = services.enter_support(actor=one, now=NOW, proposal_id=asked, signed=signed([unit]))
    services.settle_support(actor=other, now=NOW, sheet_id=first, confirmed=False, reason="没有签名")
    papers = papers_of(Assembly(pk=0, proposal_id=asked))
    assert [(one.name, one.about["unit_ids"], one.about["confirmed"]) for one in papers] == [
        (f"papers/support-{first}.pdf", [unit], False)
    ]
    parts = dict(paper_of(quarter.freeze(), papers))
    assert parts[papers[0].name] == PDF
    assert parts["papers.json"]["papers"][0]["sha256"] == hashlib.sha256(PDF).hexdigest()


WAITS_FOR_BACKS = "其中有业主已经书面撤回、还没有核对"


@pytest.fixture
def leaving(quarter: Quarter, asked: int, hands, area_counts) -> int:
    """Let 104 take back on paper what it asked before 101 makes up the share with it; return what waits."""
    one, other = hands
    ask, first = {"actor": one, "now": NOW, "proposal_id": asked}, signed([quarter.units["104"]])
    services.settle_support(
        actor=other, now=NOW, sheet_id=services.enter_support(signed=first, **ask), confirmed=True
    )
    back = services.take_back_support(signed=signed([quarter.units["104"]]), **ask)
    more = services.enter_support(signed=signed([quarter.units["101"]]), **ask)
    reached = services.settle_support(actor=other, now=NOW, sheet_id=more, confirmed=True)
    assert reached is not None
    assert not reached.reached
    return back


def running(asked: int) -> set[str]:
    rows = clocks.deadlines_of(stream=f"voting.proposal:{asked}")
    return {row.key for row in rows if row.state == "running"}


def test_no_share_is_reached_by_who_signed_himself_out_before_it_was(
    quarter: Quarter, asked: int, hands, leaving: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = hands
    assert (Proposal.objects.get().state, Proposal.objects.get().heads) == ("gathering", 2)
    assert running(asked) == {"gather", f"check:{leaving}", "leave:1"}
    monkeypatch.setattr(own_proposals, "utc_now", lambda: NOW)
    for page in (
        call(proposals.proposal, one, asked),
        call(own_proposals.own_proposals, owner_of(quarter, "丙")),
    ):
        assert WAITS_FOR_BACKS in text(page)
    services.settle_support(actor=other, now=NOW, sheet_id=leaving, confirmed=True)
    assert (Proposal.objects.get().state, Proposal.objects.get().heads) == ("gathering", 1)
    assert running(asked) == {"gather"}
    assert WAITS_FOR_BACKS not in text(call(proposals.proposal, one, asked))


def test_a_share_is_reached_once_what_was_taken_back_is_not_borne_out(
    asked: int, hands, leaving: int
) -> None:
    _one, other = hands
    services.settle_support(actor=other, now=NOW, sheet_id=leaving, confirmed=False, reason="没有签名")
    assert (Proposal.objects.get().state, Proposal.objects.get().heads) == ("reached", 2)
    assert running(asked) == {"call"}


def test_who_signs_himself_out_of_a_share_that_holds_without_him_is_told_it_is_too_late(
    quarter: Quarter, asked: int, hands, leaving: int
) -> None:
    one, other = hands
    more = services.enter_support(
        actor=one, now=NOW, proposal_id=asked, signed=signed([quarter.units["102"]])
    )
    services.settle_support(actor=other, now=NOW, sheet_id=more, confirmed=True)
    assert Proposal.objects.get().state == "reached"
    with pytest.raises(Refused) as late, transaction.atomic():
        services.settle_support(actor=other, now=NOW, sheet_id=leaving, confirmed=True)
    assert code_of(late) == "not_gathering"
    assert "附议不再撤回" in late.value.decision.reasons[0].remedy

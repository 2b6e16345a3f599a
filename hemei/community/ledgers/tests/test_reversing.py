"""An entry is taken back by two persons: one asks with a paper, another says yes; one alone hides nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.community.ledgers import queries, services, work
from hemei.community.ledgers.models import Entry, Release, RevenueDue
from hemei.community.ledgers.services import EntryKind, Line
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.community.ledgers.tests.ended import end, letter
from hemei.community.ledgers.tests.test_contracts import balances, dues, receive, registered
from hemei.community.ledgers.tests.test_pages import COMPANY, company
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import DONGFENG

DAY, WHY = date(2026, 11, 2), "这笔停车费是别的小区的，银行已经转走"


def manager(purse: Purse) -> Actor:
    with records.acting(SYSTEM):
        records.grant_access(stream=f"ledgers.ledger:{purse.ledger}", bodies=(purse.quarter.body(COMPANY),))
    return replace(purse.quarter.company, account_id=77)


def asked(purse: Purse, entry: int, actor: Actor | None = None) -> int:
    who = actor or manager(purse)
    photo = services.read_paper(letter(), "回单.png")
    with records.acting(who):
        return services.ask_reversal(actor=who, now=NOW, entry_id=entry, reason=WHY, papers=(photo,))


KINDS = (EntryKind.RECEIPT, EntryKind.INTEREST, EntryKind.PAYMENT, EntryKind.ACCRUAL, EntryKind.TRANSFER)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_takes_back_alone_what_came_or_went(purse: Purse, kind: EntryKind) -> None:
    entry = purse.post(Line("revenue_bank", 900), Line("parking", -900), kind=kind)
    for actor in (manager(purse), replace(manager(purse), role=Role.COMMITTEE_MEMBER)):
        with records.acting(actor), pytest.raises(Refused, match="凭证不能由一个人冲销"):
            services.reverse_entry(actor=actor, now=NOW, entry_id=entry, booked_on=DAY, reason=WHY)
    assert balances(purse)["revenue_bank"] == 900


def test_a_cost_is_taken_back_once_a_second_person_agreed(purse: Purse) -> None:
    spent = purse.post(Line("repair", 100), Line("revenue_bank", -100), kind=EntryKind.PAYMENT)
    number, clerk = asked(purse, spent), replace(purse.clerk, account_id=99)
    assert balances(purse)["repair"] == 100, "it waits"
    with records.acting(clerk):
        services.answer_release(actor=clerk, now=NOW, release_id=number, agrees=True)
    assert balances(purse) == {}


@pytest.mark.parametrize("agrees", [None, False])
def test_the_database_lets_nobody_take_back_alone(purse: Purse, *, agrees: bool | None) -> None:
    spent = purse.post(Line("repair", 100), Line("revenue_bank", -100), kind=EntryKind.PAYMENT)
    number, clerk = asked(purse, spent), replace(purse.clerk, account_id=99)
    if agrees is not None:
        with records.acting(clerk):
            services.answer_release(actor=clerk, now=NOW, release_id=number, agrees=agrees)
    with records.acting(SYSTEM):
        back = Entry.objects.get(pk=spent)
        back.pk, back.kind, back.reverses_id, back.note_id = None, EntryKind.REVERSAL.value, spent, 1
        back.by_role = Role.COMPANY_MANAGER.value
        with pytest.raises(IntegrityError, match="taken back by two"), transaction.atomic():
            back.save(force_insert=True)


def test_who_asked_does_not_answer_and_the_second_hand_finds_it_on_his_workbench(purse: Purse) -> None:
    entry = purse.earn(900)
    number = asked(purse, entry)
    with pytest.raises(Refused, match="已经有一项申请等待确认"):
        asked(purse, entry)
    own = replace(manager(purse), role=Role.COMMITTEE_MEMBER)
    with records.acting(own), pytest.raises(Refused, match="申请是您登记的"):
        services.answer_release(actor=own, now=NOW, release_id=number, agrees=True)
    clerk = replace(purse.clerk, account_id=99)
    with records.acting(clerk):
        [line] = work.releasing(clerk)
    assert (f"的凭证{entry}申请冲销" in line.words, line.address) == (True, f"/books/releases/{number}")
    assert balances(purse)["revenue_bank"] == 900, "it waits"
    with records.acting(clerk):
        services.answer_release(actor=clerk, now=NOW, release_id=number, agrees=True)
    assert balances(purse) == {}
    with records.acting(SYSTEM):
        taken = Entry.objects.get(reverses_id=entry)
    assert taken.booked_on == DAY
    with pytest.raises(Refused):
        asked(purse, entry)


def test_money_of_a_contract_is_owed_again_once_two_said_so(purse: Purse) -> None:
    contract = registered(purse)
    first = dues(contract)[0].id
    money = receive(first, 300_000)
    clerk = replace(purse.clerk, account_id=99)
    for agrees, left in ((False, 0), (True, 300_000)):
        number = asked(purse, money)
        with records.acting(clerk):
            services.answer_release(actor=clerk, now=NOW, release_id=number, agrees=agrees)
        assert dues(contract)[0].open_fen == left
    assert queries.slips(using="default") == []


def test_the_entry_is_asked_back_and_answered_on_its_pages(purse: Purse) -> None:
    entry = purse.earn(900)
    page, here = company(purse), f"/books/entries/{entry}"
    assert "申请冲销" in page.get(here).text
    told = page.post(f"{here}/reverse", {"reason": ""})
    for field in ("papers", "reason"):
        assert (told.status_code, f'href="#field-{field}"' in told.text) == (422, True), field
    assert page.post(f"{here}/reverse", {"reason": WHY, "papers": letter()}).url == here
    shown = page.get(here).text
    assert ("等待社区确认" in shown, WHY in shown, f"{here}/reverse" in shown) == (True, True, False)
    answer = f"/books/releases/{Release.objects.get().pk}"
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert f'href="{answer}"' in clerk.get(here).text
    form = clerk.get(answer).text
    assert ("确认冲销凭证的申请" in form, f"冲销凭证{entry}" in form) == (True, True)
    assert clerk.post(answer, {"answer": "agree"}).url == here
    assert "已经冲销，不再算数" in page.get(here).text


def test_the_database_wants_one_thing_asked_at_a_time(purse: Purse) -> None:
    entry = purse.earn(900)
    number = asked(purse, entry)
    with records.acting(SYSTEM):
        again = Release.objects.get(pk=number)
        again.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)
        again.entry = None
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)


def test_who_cannot_take_an_entry_back_reads_who_does_and_who_confirms(purse: Purse) -> None:
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    spent = purse.post(Line("repair", 100), Line("revenue_bank", -100), kind=EntryKind.PAYMENT)
    page = clerk.get(f"/books/entries/{purse.earn(900)}").text
    assert "由物业公司或者业主委员会申请冲销，附上材料；由社区的另一人确认" in page
    assert "申请冲销，附上材料" in clerk.get(f"/books/entries/{spent}").text


def test_the_form_asks_for_papers_of_the_mistake_not_of_a_contract(purse: Purse) -> None:
    page = company(purse).get(f"/books/entries/{purse.earn(900)}/reverse").text
    assert ("更正说明" in page, "终止协议" in page) == (True, False)


def raw_reversal(entry: int, role: Role) -> None:
    """Write a reversal as the application's role may, asking no service; what the database asks late it asks now."""
    back = Entry.objects.get(pk=entry)
    back.pk, back.kind, back.reverses_id, back.note_id = None, EntryKind.REVERSAL.value, entry, 1
    back.by_role, back.source_key, back.sum_fen, back.lines = role.value, "", 0, 0
    with transaction.atomic(), connection.cursor() as cursor:
        back.save(force_insert=True)
        cursor.execute("set constraints ledgers_entry_of_platform immediate")


def test_to_say_that_the_platform_wrote_it_takes_nothing_back(purse: Purse) -> None:
    spent = purse.post(Line("repair", 100), Line("revenue_bank", -100), kind=EntryKind.PAYMENT)
    with records.acting(SYSTEM), pytest.raises(IntegrityError, match="follows from no act of its own"):
        raw_reversal(spent, Role.SYSTEM)


def test_the_end_of_a_contract_lets_go_nothing_of_the_time_before_it(purse: Purse) -> None:
    contract = registered(purse)
    services.book_dues(actor=SYSTEM, now=NOW)
    before = RevenueDue.objects.get(contract_id=contract, period_from=date(2026, 1, 1)).entry_id or 0
    end(contract, date(2026, 8, 1))
    for role in (Role.COMPANY_MANAGER, Role.SYSTEM):
        with (
            records.acting(SYSTEM),
            pytest.raises(IntegrityError, match=r"taken back by two|no act of its own"),
        ):
            raw_reversal(before, role)

"""What is not collected any more takes a paper and the committee's second word; by mistake, it is asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from hemei.community.ledgers import queries, services, work
from hemei.community.ledgers.models import Release
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.community.ledgers.tests.ended import YEAR, letter
from hemei.community.ledgers.tests.test_contracts import DRAFT, balances, dues, registered
from hemei.community.ledgers.tests.test_pages import COMPANY, company
from hemei.ground.people import services as people
from hemei.ground.people.queries import TermDraft, TermKind, committee_at_work
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import DONGFENG

pytestmark = pytest.mark.at(NOW)
WHY = "对方来函，电梯停用三个月，双方同意这一期不收"


def booked(purse: Purse) -> tuple[int, queries.DueRow]:
    contract = registered(purse, replace(DRAFT, terms=YEAR))
    services.book_dues(actor=SYSTEM, now=NOW)
    return contract, dues(contract)[0]


def test_a_company_alone_takes_back_no_amount_due_and_ends_nothing(purse: Purse) -> None:
    contract, due = booked(purse)
    page, here = company(purse), f"/books/contracts/{contract}"
    told = page.post(
        f"/books/entries/{due.entry_id}/reverse", {"booked_on": "2026-11-02", "reason": "登记错了"}
    )
    assert (told.status_code, "应收不能由一个人冲销" in told.text) == (422, True)
    assert "/reverse" not in page.get(f"/books/entries/{due.entry_id}").text
    for day in ("2026-01-02", "2026-11-02", "2026-12-31"):  # over, today, ahead
        told = page.post(f"{here}/end", {"day": day})
        assert (told.status_code, "没有选择材料" in told.text) == (422, True)
    assert page.post(f"{here}/end", {"day": "2026-12-31", "reason": WHY, "papers": letter()}).url == here
    assert [row.dropped for row in dues(contract)] == [False], "it waits"
    assert balances(purse) == {"revenue_due": 12_000_000, "advertising": -12_000_000}


def test_an_amount_is_dropped_by_a_second_word_and_asked_for_again(purse: Purse) -> None:
    contract, due = booked(purse)
    page, here = company(purse), f"/books/contracts/{contract}"
    ask = f"/books/dues/{due.id}/drop"
    assert f'href="{ask}"' in page.get(here).text
    for typed, word in (
        ({"reason": WHY}, 'href="#field-papers"'),
        ({"reason": "", "papers": letter()}, "没有写明原因"),
        ({"reason": ""}, 'href="#field-papers"'),
        ({"reason": ""}, 'href="#field-reason"'),
    ):
        refused = page.post(ask, typed)
        assert (refused.status_code, word in refused.text) == (422, True)
    assert page.post(ask, {"reason": WHY, "papers": letter()}).url == here
    assert "已经有一项申请等待确认" in page.post(ask, {"reason": WHY, "papers": letter()}).text
    [row] = Release.objects.all()
    answer = f"/books/releases/{row.pk}"
    assert (page.get(answer).status_code, WHY in page.get(here).text) == (403, True)
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert here in clerk.get("/books/contracts?state=waiting").text
    assert (WHY in clerk.get(answer).text, f'href="{answer}"' in clerk.get(here).text) == (True, True)
    [paper] = queries.release_papers(queries.releases_of(contract, actor=SYSTEM)[0])
    assert clerk.get(f"{answer}/papers/{paper.id}").headers["Content-Type"].startswith("image/")
    assert clerk.post(answer, {"answer": "agree"}).url == here
    assert (balances(purse), [one.dropped for one in dues(contract)]) == ({}, [True])
    assert clerk.post(answer, {"answer": "agree"}).status_code == 422  # once
    again = f"/books/dues/{due.id}/again"
    assert f'action="{again}"' in page.get(here).text
    page.post(again)
    services.book_dues(actor=SYSTEM, now=NOW)
    assert balances(purse) == {"revenue_due": 12_000_000, "advertising": -12_000_000}
    assert sorted(one.open_fen for one in dues(contract)) == [0, 12_000_000]
    with records.acting(SYSTEM), pytest.raises(Refused, match="正在收取"):
        services.ask_again(actor=SYSTEM, now=NOW, due_id=due.id)
    assert queries.slips(using="default") == []


def waits(actor: Actor) -> list[str]:
    with records.acting(actor):
        return [one.address for one in work.releasing(actor)]


def test_who_has_the_second_word_finds_it_on_his_workbench(purse: Purse) -> None:
    contract, due = booked(purse)
    company(purse).post(f"/books/dues/{due.id}/drop", {"reason": WHY, "papers": letter()})
    [number] = Release.objects.values_list("pk", flat=True)
    clerk = replace(purse.clerk, account_id=99)
    assert waits(clerk) == [f"/books/releases/{number}"]
    assert waits(replace(purse.quarter.company, account_id=98)) == []
    committee = with_committee(purse)
    member = replace(clerk, role=Role.COMMITTEE_MEMBER, body_id=committee, places=())
    assert (waits(clerk), waits(member)) == ([], [f"/books/releases/{number}"])
    with records.acting(member):
        services.answer_release(actor=member, now=NOW, release_id=number, agrees=True)
    assert waits(member) == []
    assert [one.dropped for one in dues(contract)] == [True]


def with_committee(purse: Purse) -> int:
    """Let the owners have a committee at work."""
    with records.acting(SYSTEM):
        term = TermDraft(TermKind.FIRST, 5, date(2026, 1, 10), date(2026, 1, 10), date(2030, 1, 10))
        people.register_term(actor=SYSTEM, now=NOW, estate_id=purse.estate, draft=term)
        committee = committee_at_work(purse.estate, NOW.date()) or 0
        services.follow_estate(actor=SYSTEM, now=NOW, estate_id=purse.estate)
        records.grant_access(stream=Estate.objects.get(pk=purse.estate).stream, bodies=(committee,))
    return committee


def test_who_also_works_for_the_company_that_asked_does_not_answer_it(purse: Purse) -> None:
    _contract, due = booked(purse)
    company(purse).post(f"/books/dues/{due.id}/drop", {"reason": WHY, "papers": letter()})
    [number] = Release.objects.values_list("pk", flat=True)
    town = purse.quarter.town
    town.person("兼职干部", "340102001001")
    town.appoint("兼职干部", COMPANY, Role.COMPANY_MANAGER)
    clerk = replace(purse.clerk, account_id=99, person_id=town.persons["兼职干部"])
    with records.acting(clerk), pytest.raises(Refused, match="也在提出申请的公司任职"):
        services.answer_release(actor=clerk, now=NOW, release_id=number, agrees=True)
    other = replace(clerk, person_id=None)
    with records.acting(other):
        services.answer_release(actor=other, now=NOW, release_id=number, agrees=True)


def test_the_community_is_told_that_the_committee_answers_and_not_asked(purse: Purse) -> None:
    contract, _due = booked(purse)
    with_committee(purse)
    page, here = company(purse), f"/books/contracts/{contract}"
    assert f'href="{here}/end"' in page.get(here).text
    put = page.post(f"{here}/end", {"day": "2026-12-01", "reason": WHY, "papers": letter()})
    assert put.status_code == 302
    told = page.get(here).text
    for word, there in (
        ("已申请，等待业主委员会确认", True),
        (f'href="{here}/end"', False),
        ("/drop", False),
    ):
        assert (word in told) is there, word
    [number] = Release.objects.values_list("pk", flat=True)
    answer = f"/books/releases/{number}"
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    shown = clerk.get(here).text
    assert ("等待业主委员会确认" in shown, f'href="{answer}"' in shown) == (True, False)
    asked = clerk.get(answer).text
    assert ("等待业主委员会确认" in asked, 'value="agree"' in asked) == (True, False)
    assert "确认提前终止合同的申请" in asked
    assert clerk.post(answer, {"answer": "agree"}).status_code == 422


def test_an_end_is_asked_for_and_told_in_its_own_words(purse: Purse) -> None:
    contract, _due = booked(purse)
    page, here = company(purse), f"/books/contracts/{contract}"
    form = page.get(f"{here}/end").text
    assert ("为什么提前终止" in form, "为什么不再收取" in form) == (True, False)
    page.post(f"{here}/end", {"day": "2026-02-01", "reason": WHY, "papers": letter()})
    assert "等待社区确认" in page.get(here).text
    with records.acting(clerk := replace(purse.clerk, account_id=99)):
        [line] = work.releasing(clerk)
    assert "的合同申请提前终止，等您答复" in line.words
    browser = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    browser.post(f"/books/releases/{Release.objects.get().pk}", {"answer": "agree"})
    shown = page.get(here).text
    for word in ("东风社区居委会", "已由按天数计算的一期代替"):
        assert word in shown


def test_an_end_before_today_waits_and_a_no_leaves_all_as_it_was(purse: Purse) -> None:
    contract, _due = booked(purse)
    page, here = company(purse), f"/books/contracts/{contract}"
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    ask = {"day": "2026-02-01", "reason": WHY}
    for answer, left in (("refuse", [False]), ("agree", [False, True])):
        assert page.post(f"{here}/end", {**ask, "papers": letter()}).url == here
        row = Release.objects.latest("id")
        assert clerk.post(f"/books/releases/{row.pk}", {"answer": answer}).url == here
        assert [one.dropped for one in dues(contract)] == left
    assert balances(purse) == {"revenue_due": 1_019_178, "advertising": -1_019_178}  # 31 of 365 days
    with records.acting(SYSTEM), pytest.raises(Refused, match="提前终止以后"):
        services.ask_again(actor=SYSTEM, now=NOW, due_id=dues(contract)[1].id)
    kinds = Event.objects.filter(payload__type="ledgers.release_answered").order_by("id")
    assert [one.payload["data"]["agreed"] for one in kinds] == [False, True]
    with records.acting(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.update(day=date(2026, 3, 1))


def test_who_asked_does_not_answer(purse: Purse) -> None:
    _contract, due = booked(purse)
    member = replace(purse.quarter.company, role=Role.COMMITTEE_MEMBER, account_id=77)
    with records.acting(SYSTEM):
        records.grant_access(stream=f"ledgers.ledger:{purse.ledger}", bodies=(purse.quarter.body(COMPANY),))
        photo = services.read_paper(letter(), "来函.png")
        with records.acting(member):
            asked = services.ask_drop(actor=member, now=NOW, due_id=due.id, reason=WHY, papers=(photo,))
        with records.acting(member), pytest.raises(Refused, match="申请是您登记的"):
            services.answer_release(actor=member, now=NOW, release_id=asked, agrees=True)

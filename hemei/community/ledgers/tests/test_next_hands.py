"""Each step of a contract or a share that waits is on the workbench of who must do it; nobody else is offered it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hemei.community.ledgers import services, work
from hemei.community.ledgers.services import ContractDraft
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.community.ledgers.tests.owners import CALLED, owners_voted
from hemei.community.ledgers.tests.test_contracts import DRAFT, TERMS, registered
from hemei.community.ledgers.tests.test_decided import LIFTS, allowed
from hemei.community.ledgers.tests.test_own_shares import entered, second
from hemei.community.ledgers.tests.test_pages import company
from hemei.community.ledgers.tests.test_releasing import with_committee
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import DONGFENG

LONG = replace(DRAFT, terms=replace(TERMS, valid_until=date(2099, 1, 1)))
WITHIN = replace(DRAFT, terms=replace(TERMS, valid_until=date(2045, 1, 1)))
"""No longer than what they allow in 240 months."""
UNPUT, PASSED = "1份收益合同没有登记业主怎样决定", "1份收益合同业主已经表决通过"


def lines(actor: Actor) -> list[str]:
    with records.acting(actor):
        return [one.words for read in (work.putting, work.resting) for one in read(actor)]


def test_a_contract_without_the_owners_word_waits_for_who_puts_it_to_them(purse: Purse) -> None:
    registered(purse, WITHIN)
    assert [UNPUT in one for one in lines(purse.clerk)] == [True]
    assert lines(purse.quarter.street) == []
    with records.acting(purse.clerk):
        services.put_offer(
            actor=purse.clerk, now=NOW, ledger_id=purse.ledger, offer=replace(LIFTS, months=240)
        )
    assert lines(purse.clerk) == [], "it is before the owners"


def test_the_committee_is_asked_and_no_longer_the_community(purse: Purse) -> None:
    registered(purse, LONG)
    committee = with_committee(purse)
    reader = replace(purse.clerk, role=Role.COMMITTEE_MEMBER, body_id=committee, places=())
    assert (lines(purse.clerk), [UNPUT in one for one in lines(reader)]) == ([], [True])


def test_a_contract_that_begins_later_waits_too_and_is_not_called_over(purse: Purse) -> None:
    terms = replace(TERMS, valid_from=date(2098, 1, 1), valid_until=date(2099, 1, 1))
    registered(purse, replace(DRAFT, terms=terms))
    committee = with_committee(purse)
    reader = replace(purse.clerk, role=Role.COMMITTEE_MEMBER, body_id=committee, places=())
    assert [UNPUT in one for one in lines(reader)] == [True]
    page = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    page = page.get("/books/contracts?state=undecided").text
    assert ("未开始" in page, "已结束" in page) == (True, False)


def test_what_the_owners_allowed_waits_to_be_entered(purse: Purse) -> None:
    contract = registered(purse, WITHIN)
    allowed(purse, offer=replace(LIFTS, months=240))
    reader = replace(purse.clerk, role=Role.COMMITTEE_MEMBER)
    assert lines(purse.clerk) == []
    assert [PASSED in one for one in lines(reader)] == [True]
    with records.acting(SYSTEM):
        row = services.register_contract(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, draft=WITHIN)
        assert row != contract
    assert "2份收益合同" in lines(reader)[0]


@pytest.mark.parametrize(
    "other",
    [
        replace(WITHIN, place="1至6幢"),
        replace(WITHIN, kind="venue"),
        replace(WITHIN, terms=replace(WITHIN.terms, amount_fen=299_999)),
        replace(WITHIN, terms=replace(WITHIN.terms, every_months=1)),
        LONG,
    ],
)
def test_what_the_owners_allowed_is_told_of_just_that_business(purse: Purse, other: ContractDraft) -> None:
    """The place of one contract may stand in the words of another's: the record decides, not the words."""
    registered(purse, other)
    with records.acting(purse.clerk):
        offer = replace(LIFTS, months=240)
        put = services.put_offer(actor=purse.clerk, now=CALLED, ledger_id=purse.ledger, offer=offer)
    assert [UNPUT in one for one in lines(purse.clerk)] == [True], "another business is before the owners"
    owners_voted(purse, (), called=put)
    reader = replace(purse.clerk, role=Role.COMMITTEE_MEMBER)
    assert [one for one in (*lines(purse.clerk), *lines(reader)) if PASSED in one] == []
    assert [UNPUT in one for one in lines(purse.clerk)] == [True]


def test_the_company_is_told_what_the_owners_allowed_though_it_reads_no_meeting_of_theirs(
    purse: Purse,
) -> None:
    contract, page = registered(purse, WITHIN), company(purse)
    assert lines(purse.quarter.company) == []
    allowed(purse, offer=replace(LIFTS, months=240))
    assert [PASSED in one for one in lines(purse.quarter.company)] == [True]
    assert "1份收益合同业主已经表决通过，等您登记在合同上" in page.get("/work").text
    listed = page.get("/books/contracts?state=undecided").text
    assert f'href="/books/contracts/{contract}"' in listed
    assert f'href="/books/contracts/{contract}/decision"' in page.get(f"/books/contracts/{contract}").text


def test_a_share_of_another_hand_waits_on_the_workbench(purse: Purse) -> None:
    share = entered(purse)
    for actor, waits in ((second(purse), [f"/books/shares/{share}"]), (purse.clerk, [])):
        with records.acting(actor):
            assert [one.address for one in work.settling(actor)] == waits

"""Business on common parts and the owners' word: with it, without it, entered later, annulled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.models import RevenueContract
from hemei.community.ledgers.rules.contracts import may_decide
from hemei.community.ledgers.rules.offers import may_rest_on
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.community.ledgers.tests.ended import letter
from hemei.community.ledgers.tests.owners import CALLED, owners_voted
from hemei.community.ledgers.tests.test_contracts import DRAFT, TERMS, registered
from hemei.community.ledgers.tests.test_pages import company
from hemei.community.voting import services as voting
from hemei.community.voting.models import Outcome
from hemei.community.voting.services import AgendaItem, AnnulmentDraft
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import DONGFENG

LIFTS = services.Offer(kind="lift_walls", place=DRAFT.place, least_fen=300_000, every_months=3, months=12)
PAINT = AgendaItem(matter="other_major", title="用公共收益粉刷外墙")


def clauses(kind: str) -> list[list[str]]:
    rows = Event.objects.filter(payload__type=kind).order_by("id").values_list("payload", flat=True)
    return [[one["item"] for one in payload["standards"]] for payload in rows]


def allowed(purse: Purse, *more: AgendaItem, offer: services.Offer = LIFTS) -> tuple[int, list[int]]:
    """Put business to the owners, who pass it with whatever else is on the agenda."""
    with records.acting(purse.clerk):
        called = services.put_offer(actor=purse.clerk, now=CALLED, ledger_id=purse.ledger, offer=offer)
    return owners_voted(purse, more, called=called)


def noted() -> int:
    return services.note_undecided(actor=SYSTEM, now=NOW)


def undecided(purse: Purse) -> list[int]:
    return queries.undecided_of([purse.estate], on=NOW.date()).get(purse.estate, [])


def decide(contract: int, **by: int | str) -> None:
    services.register_decision(actor=SYSTEM, now=NOW, contract_id=contract, **by)  # type: ignore[arg-type]


def test_a_contract_rests_on_the_clause_only_with_the_owners_vote(purse: Purse) -> None:
    assembly, (lifts, paint) = allowed(purse, PAINT)
    for draft in (DRAFT, replace(DRAFT, resolution="业决〔2025〕3号"), replace(DRAFT, vote_id=lifts)):
        registered(purse, draft)
    assert clauses("ledgers.contract_registered") == [[], [], ["decision"]]
    with pytest.raises(Refused, match="选的表决没有写明这项经营"):
        registered(purse, replace(DRAFT, vote_id=paint))  # of another matter
    rows = queries.contracts(queries.ContractFilter(), actor=SYSTEM)
    assert [row.decided for row in rows] == [True, True, False]
    decided = AnnulmentDraft(
        by="authority", document="街办撤决〔2026〕1号", decided_on=NOW.date(), reason="没有公告", vote_ids=[lifts]
    )  # fmt: skip
    street = purse.quarter.street
    with records.acting(street):
        voting.annul_result(actor=street, now=NOW, assembly_id=assembly, draft=decided)
    rows = queries.contracts(queries.ContractFilter(), actor=SYSTEM)
    assert [(row.decided, row.vote_fallen) for row in rows] == [
        (False, True),
        (True, False),
        (False, False),
    ]
    only = queries.contracts(queries.ContractFilter(undecided=True), actor=SYSTEM)
    assert [row.id for row in only] == [rows[0].id, rows[2].id]
    decide(rows[0].id, resolution="业决〔2026〕9号")  # decided anew, elsewhere
    assert undecided(purse) == [rows[2].id]


def test_how_the_owners_decided_is_entered_later_and_once(purse: Purse) -> None:
    contract = registered(purse)
    _assembly, (lifts, paint) = allowed(purse, PAINT)
    with pytest.raises(Refused, match="没有选表决，也没有写文号"):
        decide(contract, resolution="  ")
    with pytest.raises(Refused, match="选的表决没有写明这项经营"):
        decide(contract, vote_id=paint)
    assert undecided(purse) == [contract]
    decide(contract, vote_id=lifts)
    assert (undecided(purse), clauses("ledgers.contract_decided")) == ([], [["decision"]])
    with pytest.raises(Refused, match="已经登记"):
        decide(contract, resolution="业决〔2026〕9号")


def test_a_vote_that_did_not_pass_when_counted_anew_allows_nothing(purse: Purse) -> None:
    _assembly, (lifts,) = allowed(purse)
    contract = registered(purse, replace(DRAFT, vote_id=lifts))
    assert undecided(purse) == []
    with records.acting(SYSTEM):
        anew = Outcome.objects.get(vote=lifts)
        anew.pk, anew.round, anew.passed = None, anew.round + 1, False
        anew.save(force_insert=True)
    assert undecided(purse) == [contract]
    [row] = queries.contracts(queries.ContractFilter(undecided=True), actor=SYSTEM)
    assert (row.decided, row.vote_fallen) == (False, True)
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert "重新计票以后没有通过" in clerk.get(f"/books/contracts/{contract}").text


def test_what_runs_undecided_is_noted_once_and_what_does_not_run_never(purse: Purse) -> None:
    over = replace(TERMS, valid_from=date(2025, 1, 1), valid_until=date(2026, 1, 1))
    ahead = replace(TERMS, valid_from=date(2026, 11, 3), valid_until=date(2027, 11, 3))
    for terms in (over, ahead):
        registered(purse, replace(DRAFT, terms=terms))
    registered(purse, replace(DRAFT, resolution="业决〔2025〕3号"))
    assert noted() == 0
    contract = registered(purse)
    assert [noted(), noted()] == [1, 0]
    [event] = Event.objects.filter(payload__type="ledgers.contract_undecided")
    assert event.payload["data"] == {"contract": contract, "estate": purse.estate, "since": "2026-01-01"}
    assert clauses("ledgers.contract_undecided") == [["decision"]]


def test_the_page_says_what_is_missing_and_leads_on(purse: Purse) -> None:
    client, contract = company(purse), registered(purse)
    here = f"/books/contracts/{contract}"
    page = client.get(here).text
    for word in ("没有登记业主怎样决定的", "第二百七十八条", "下一步：由社区提请全体业主表决", "没有决定"):
        assert word in page
    assert "现在没有可以选的业主表决。由社区提请" in client.get(f"{here}/decision").text
    for door in ("/offers/new", f"{here}/decision"):
        assert door not in page, "a company calls no owners, and has no vote of theirs to choose"
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG).get(here).text
    assert ("提请业主表决" in clerk, f"{here}/decision" in clerk) == (True, True)
    refused = client.post(f"{here}/decision", {"resolution": "业决〔2026〕9号", "papers": letter()})
    assert (refused.status_code, "不能登记业主大会决定的文号" in refused.text) == (422, True)


def test_a_number_of_elsewhere_takes_another_hand_and_its_scan(purse: Purse) -> None:
    with pytest.raises(Refused, match="登记合同时不填文号"):
        services.register_contract(
            actor=purse.quarter.company,
            now=NOW,
            ledger_id=purse.ledger,
            draft=replace(DRAFT, resolution="9号"),
        )
    contract = registered(purse)
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    here = f"/books/contracts/{contract}"
    for typed, word in (({}, "没有选表决"), ({"resolution": "业决〔2026〕9号"}, "没有业主大会决定的扫描件")):
        refused = clerk.post(f"{here}/decision", typed)
        assert (refused.status_code, word in refused.text) == (422, True)
    number = {"resolution": "业决〔2026〕9号", "papers": letter()}
    assert clerk.post(f"{here}/decision", number).url == here
    page = clerk.get(here).text
    assert ("业决〔2026〕9号" in page, "下一步" in page) == (True, False)
    [scan] = queries.decision_papers(queries.contracts(queries.ContractFilter(), actor=SYSTEM)[0])
    assert clerk.get(f"{here}/papers/{scan.id}").headers["Content-Type"].startswith("image/")


def test_who_registered_a_contract_does_not_enter_the_number_of_elsewhere_himself(purse: Purse) -> None:
    mine = replace(SYSTEM, person_id=4_000_003, account_id=4_000_003)
    with records.acting(mine):
        contract = services.register_contract(actor=mine, now=NOW, ledger_id=purse.ledger, draft=DRAFT)
    by = {"decided": False, "vote": False, "resolution": "9号", "papers": 1}
    [reason] = may_decide(**by, own=True).reasons
    assert reason.code == "own"
    assert may_decide(**by, own=False).allowed
    assert may_decide(**by | {"vote": True}, own=True).allowed
    with records.acting(SYSTEM):
        of = {"contract_id": contract, "ledger_id": purse.ledger}
        other = replace(mine, person_id=4_000_001, account_id=4_000_001)
        assert [queries.registered_by(one, **of) for one in (mine, other)] == [True, False]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": "7幢电梯轿厢"}, "other_business"),
        ({"kind": "ground_ads"}, "other_business"),
        ({"terms": replace(TERMS, amount_fen=299_999)}, "below"),
        ({"terms": replace(TERMS, every_months=6)}, "below"),
        ({"terms": replace(TERMS, valid_until=date(2027, 1, 2))}, "longer"),
        ({"terms": replace(TERMS, amount_fen=310_000)}, ""),
    ],
)
def test_a_contract_keeps_within_what_the_owners_allowed(change: dict[str, Any], code: str) -> None:
    draft = replace(DRAFT, **change)
    asked = {"kind": draft.kind, "place": draft.place, "terms": draft.terms}
    decision = may_rest_on(LIFTS, **asked, used=False)
    assert [one.code for one in decision.reasons] == ([code] if code else [])
    assert [
        one.code
        for one in may_rest_on(LIFTS, kind=DRAFT.kind, place=DRAFT.place, terms=TERMS, used=True).reasons
    ] == ["used"]


def test_the_vote_names_the_business_and_carries_one_contract(purse: Purse) -> None:
    _assembly, (lifts,) = allowed(purse)
    words = "公共收益合同：电梯轿厢和楼道墙面，1至6幢电梯轿厢，每季度不低于3,000.00元，期限不超过12个月"
    client = company(purse)
    page = client.get(f"/books/{purse.ledger}/contracts/new").text
    assert words in page, "the company is told, though it reads no meeting of the owners"
    with pytest.raises(Refused, match=r"业主同意的是每季度不低于3,000\.00元"):
        registered(purse, replace(DRAFT, vote_id=lifts, terms=replace(TERMS, amount_fen=1)))
    contract = registered(purse, replace(DRAFT, vote_id=lifts))
    with pytest.raises(Refused, match="这次表决已经有一份合同"):
        registered(purse, replace(DRAFT, vote_id=lifts))
    again = registered(purse)
    with records.acting(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        RevenueContract.objects.filter(pk=again).update(vote_id=lifts)
    with records.acting(SYSTEM):
        anew = Outcome.objects.get(vote=lifts)
        anew.pk, anew.round, anew.passed = None, anew.round + 1, False
        anew.save(force_insert=True)
    told = client.get(f"/books/contracts/{contract}").text
    assert "重新计票以后没有通过" in told, "who looks changes nothing"


def test_the_page_puts_a_running_contract_to_the_owners(purse: Purse) -> None:
    contract = registered(purse)
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    here = f"/books/{purse.ledger}/offers/new?contract={contract}"
    page = clerk.get(here).text
    for value in ('value="1至6幢电梯轿厢"', 'value="3,000.00"', 'value="12"'):
        assert value in page
    form = {"kind": "lift_walls", "place": DRAFT.place, "every": "3", "least": "3000", "months": ""}
    assert "没有写最长多久" in clerk.post(here, form).text
    put = clerk.post(here, form | {"months": "12"})
    assert put.status_code == 302
    agenda = clerk.get(put.url).text
    assert "公共收益合同：电梯轿厢和楼道墙面" in agenda
    manager = company(purse)
    assert manager.get(here).status_code == 403
    shown = clerk.get(f"/books/contracts/{contract}").text
    for word, there in (
        ("已提请业主表决，还没有公告结果", True),
        (f'href="{put.url}"', True),
        ("/offers/new", False),
    ):
        assert (word in shown) is there, word
    told = manager.get(f"/books/contracts/{contract}").text
    assert ("已提请业主表决" in told, f'href="{put.url}"' in told) == (True, False)


def test_a_vote_that_passed_is_entered_by_who_registers_and_put_to_nobody_again(purse: Purse) -> None:
    contract = registered(purse)
    allowed(purse)
    here = f"/books/contracts/{contract}"
    page = company(purse).get(here).text
    assert ("业主已经表决通过，还没有登记在合同上" in page, f'href="{here}/decision"' in page) == (True, True)
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert "/offers/new" not in clerk.get(here).text

"""Where the money lies and goes: another account is one person's word until a second one confirms it from the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import queries, services, work
from hemei.community.purses.models import JointAccount
from hemei.community.purses.services import AccountDraft
from hemei.community.purses.tests.conftest import NUMBER, PAPER, Joint
from hemei.community.purses.tests.test_into_fund import FUND, approved, codes, earning, entered  # noqa: F401
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import other_estate, refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor

OTHER, BANK = "6222021001119999777", "徽商银行营业部"


def second(joint: Joint) -> Actor:
    """Return who confirms: another person of those who oversee."""
    return joint.street


def ask(joint: Joint, purse: str = "fund", **more: Any) -> int:
    values: dict[str, Any] = {
        "purse": purse, "bank": BANK, "holder": "业主大会", "number": OTHER, "opened_on": date(2026, 10, 1),
        "papers": [PAPER], **more,
    }  # fmt: skip
    return services.ask_account(
        actor=joint.community, now=NOW, estate_id=joint.purse.estate, draft=AccountDraft(**values)
    )


def judge(joint: Joint, actor: Actor, purse: str = "fund", **more: Any) -> int | None:
    values = {"agrees": True, "confirmed_at": NOW, **more}
    return services.judge_account(actor=actor, now=NOW, estate_id=joint.purse.estate, purse=purse, **values)


def fund_tail(joint: Joint) -> str:
    with records.acting(SYSTEM):
        row = JointAccount.objects.filter(estate_id=joint.purse.estate, purse="fund").order_by("-id").first()
    return row.tail if row else ""


def test_the_account_of_the_fund_counts_when_another_person_confirmed_it(earning: Joint) -> None:  # noqa: F811
    assert codes(lambda: ask(earning, papers=[], holder="", bank="")) == {"proof", "holder", "bank"}
    ask(earning)
    assert codes(lambda: ask(earning, number="6222021001119999888")) == {"waits"}
    assert fund_tail(earning) == ""
    assert codes(lambda: judge(earning, earning.community)) == {"own"}
    assert codes(lambda: judge(earning, second(earning), confirmed_at=None)) == {"step_up"}
    assert codes(lambda: judge(earning, earning.company)) == {"role"}
    assert judge(earning, second(earning)) is not None
    assert fund_tail(earning) == OTHER[-4:]
    assert codes(lambda: judge(earning, second(earning))) == {"not_found"}, "nothing waits any more"
    assert codes(lambda: ask(earning)) == {"other_estate"}, "the number is entered"


def test_what_was_declined_changes_nothing_and_may_be_entered_anew(earning: Joint) -> None:  # noqa: F811
    entered(earning)
    ask(earning)
    assert codes(lambda: judge(earning, second(earning), agrees=False)) == {"reason"}
    assert judge(earning, second(earning), agrees=False, reason="账号和开户材料不一致") is None
    assert fund_tail(earning) == FUND[-4:]
    ask(earning)
    assert judge(earning, second(earning)) is not None


def test_transfers_on_their_way_to_the_account_before_are_held(earning: Joint) -> None:  # noqa: F811
    entered(earning)
    order = approved(earning)
    ask(earning)
    assert earning.row(order).state == "approved", "it does not count yet"
    judge(earning, second(earning))
    assert earning.row(order).state == "held"
    assert "已搁置" in refused(earning.filed, order)
    rest = {"actor": earning.company, "now": NOW, "order_id": order, "resolution_ids": (1, 1)}
    assert codes(lambda: services.rest_order_anew(**rest)) == {"by_rule"}
    assert "付往原来专户的付款单已搁置" in show(earning.company).get(f"/purses/orders/{order}").text
    services.withdraw_order(actor=earning.company, now=NOW, order_id=order)
    again = approved(earning)
    assert earning.row(again).state == "approved"


def test_after_the_handover_only_the_bank_the_owners_chose_is_entered(earning: Joint) -> None:  # noqa: F811
    with records.acting(SYSTEM):
        scope = JointAccount.objects.get(pk=earning.account).scope
        services.choose_fund_bank(
            actor=SYSTEM, now=NOW, estate_id=earning.purse.estate, scope=scope, bank="徽商银行 明光路支行"
        )
    assert codes(lambda: ask(earning)) == {"other_bank"}
    ask(earning, bank="徽商银行明光路支行")


def test_the_joint_account_moves_to_another_number_and_keeps_what_was_agreed(joint: Joint) -> None:
    joint.agree()
    order = joint.approved()
    assert "已经登记了共管账户" in refused(
        services.open_account, actor=SYSTEM, now=NOW, estate_id=joint.purse.estate, bank=BANK,
        number=OTHER, opened_on=date(2026, 10, 1),
    )  # fmt: skip
    ask(joint, "revenue")
    assert codes(lambda: judge(joint, joint.community, "revenue")) == {"own"}
    assert judge(joint, second(joint), "revenue") == joint.account
    with records.acting(SYSTEM):
        row = JointAccount.objects.get(pk=joint.account)
        [told] = Event.objects.filter(payload__type="purses.account_replaced")
    assert (row.tail, row.bank, row.holder) == (OTHER[-4:], BANK, "业主大会")
    assert told.payload["data"]["was_tail"] == NUMBER[-4:]
    joint.filed(order)
    assert joint.take(("2026-11-02", "L1", "1.00", "", "", "", "手续费", "")).fresh == 1, "its last statement"
    with pytest.raises(IntegrityError), transaction.atomic(), records.acting(SYSTEM):
        JointAccount.objects.filter(pk=joint.account).update(bank="别的银行")


def test_the_first_account_of_the_revenue_takes_two_hands_and_a_paper(joint: Joint) -> None:
    estate = other_estate(joint)
    draft = AccountDraft(
        purse="revenue",
        bank=BANK,
        holder="业主大会",
        number=OTHER,
        opened_on=date(2026, 10, 1),
        papers=[PAPER],
    )

    def asked(actor: Actor = joint.community, **more: Any) -> int:
        return services.ask_account(actor=actor, now=NOW, estate_id=estate, draft=replace(draft, **more))

    def judged(actor: Actor) -> int | None:
        return services.judge_account(
            actor=actor, now=NOW, estate_id=estate, purse="revenue", agrees=True, confirmed_at=NOW
        )

    one_hand = {"estate_id": estate, "bank": BANK, "number": OTHER, "opened_on": date(2026, 10, 1)}
    assert codes(lambda: services.open_account(actor=joint.community, now=NOW, **one_hand)) == {"role"}
    assert codes(lambda: asked(papers=())) == {"proof"}
    asked()
    assert codes(lambda: judged(joint.community)) == {"own"}
    with records.acting(SYSTEM):
        assert not JointAccount.objects.filter(estate_id=estate).exists()
    made = judged(second(joint))
    with records.acting(SYSTEM):
        row = JointAccount.objects.get(estate_id=estate)
    assert (row.pk, row.purse, row.holder, row.tail) == (made, "revenue", "业主大会", OTHER[-4:])


def lines(actor: Actor) -> list[tuple[str, str]]:
    with records.acting(actor):
        return [(one.words, one.address) for one in work.numbering(actor)]


def test_who_confirms_finds_it_on_his_workbench(joint: Joint) -> None:
    here = f"/purses/books/{joint.purse.ledger}/account"
    ask(joint, "revenue")
    ask(joint, "fund", number="6222021001119999888")
    found = lines(second(joint))
    assert [address for _words, address in found] == [
        here,
        f"/purses/books/{joint.purse.ledger}/fund-account",
    ]
    assert "翠园小区登记了共管账户的账号，等您核对并确认" in found[0][0]
    assert [lines(one) for one in (joint.community, joint.company, joint.members[0])] == [[], [], []]
    judge(joint, second(joint), "revenue")
    assert len(lines(second(joint))) == 1


def test_on_the_page_one_enters_and_another_confirms(joint: Joint, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("numbering", "shared", "account"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{module}.utc_now", lambda: NOW)
    monkeypatch.setattr(
        "hemei.community.purses.pages.numbering.people_services.confirmed_at", lambda _session: NOW
    )
    here = f"/purses/books/{joint.purse.ledger}/account"
    clerk, street = show(joint.community), show(second(joint))
    wrong = clerk.post(here, {"holder": "", "bank": BANK, "number": OTHER, "opened_on": "2026-10-01"})
    assert wrong.status_code == 422
    assert 'href="#field-proof"' in wrong.text
    ask(joint, "revenue")
    assert "登记的人不能确认" in clerk.get(here).text
    assert OTHER not in street.get(here).text
    with records.acting(SYSTEM):
        waits = queries.waiting_account(joint.purse.estate, "revenue")
    assert waits is not None
    assert "确认账户" in street.get(here).text
    assert street.post(here, {"act": "judge", "word": "yes"}).status_code == 302
    with records.acting(SYSTEM):
        assert JointAccount.objects.get(pk=joint.account).tail == OTHER[-4:]
    other = replace(joint.community, person_id=None)
    assert codes(lambda: judge(joint, other, "revenue")) == {"not_found"}

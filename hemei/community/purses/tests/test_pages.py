"""The pages of joint accounts as their readers see them: each answers, and an order goes its way by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hemei.community.purses import queries
from hemei.community.purses.rules.acts import FUND, MAY, Act, may
from hemei.community.purses.tests.conftest import NOW, NUMBER, Joint
from hemei.ground.people import services as people
from hemei.ground.people.models import Account
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter, Role

COVERS = {"covers_from": "2026-01-01", "covers_to": "2026-11-02"}
S, C, K, B, M, CO, CI = (
    Role.STREET_CLERK, Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER,
    Role.COUNTY_COORDINATOR, Role.CITY_BUREAU,
)  # fmt: skip
TABLE = {
    Act.SEE: {S, C, K, B, M, CO, CI, Role.SYSTEM},
    Act.OPEN: {S, C, K, Role.SYSTEM},
    Act.OPEN_FUND: {S, C, K, CI, Role.SYSTEM},
    Act.LOAD: {Role.SYSTEM},
    Act.AGREE: {S, C, K, Role.SYSTEM},
    Act.PUT: {C, K, M, Role.SYSTEM},
    Act.NAME: {S, C, K, Role.SYSTEM},
    Act.CHANGES: {S, C, K, M, Role.SYSTEM},
    Act.STAND_IN: {C, K, M},
    Act.PREPARE: {B, M},
    Act.APPROVE: {C, K, M},
    Act.FILE: {B, M, C, K},
    Act.WITHDRAW: {B, M, C, K},
    Act.READ: {B, M, Role.SYSTEM},
    Act.MATCH: {B, M, Role.SYSTEM},
    Act.PAUSE: {S},
    Act.BUDGET: {M, C, K, Role.SYSTEM},
    Act.REPORT_RETURN: {B, M, C, K},
    Act.CONFIRM_RETURN: {M, C, K},
    Act.VOID: {M, C, K},
}


def test_each_role_may_do_what_the_table_says_and_nothing_else() -> None:
    assert set(TABLE) == set(Act) == set(MAY)
    for act, roles in TABLE.items():
        assert {role for role in Role if may(Actor(role=role), act).allowed} == roles, act
    department = Actor(role=Role.DEPARTMENT_CLERK, matters=frozenset({Matter.MAINTENANCE_FUND}))
    assert {act for act in Act if may(department, act).allowed} == {Act.SEE, Act.OPEN_FUND}
    at_bank = {Act.SEE, Act.READ, Act.MATCH, Act.VOID}
    assert {act for act in Act if may(department, act, FUND).allowed} == at_bank
    # Where no company serves a member of the committee prepares: he as a person approves and confirms nothing of
    # it, and a budget is what his committee decided.
    for act in (Act.APPROVE, Act.CONFIRM_RETURN, Act.BUDGET):
        assert MAY[Act.PREPARE] & MAY[act] == {M}, act


def show(actor: Actor) -> Client:
    """Return a signed-in browser of somebody."""
    account = Account.objects.filter(person_id=actor.person_id).first()
    if account is None:
        number = people.create_account(
            actor=SYSTEM,
            now=NOW,
            person_id=actor.person_id,
            username=f"user.{actor.person_id}",
            phone="",
            scope="1.2.",
        )
        account = Account.objects.get(pk=number)
    Account.objects.filter(pk=account.pk).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account.pk}")
    return client


def look_at_all(joint: Joint, order: int, here: str) -> None:
    """Open every page as who it is for: it answers, and shows no whole account number."""
    shown = {
        "street": (joint.street, ["/purses", "/purses/orders", "/purses/papers", "/purses/idle", here]),
        "community": (
            joint.community,
            ["/purses/new", f"{here}/agreement", f"{here}/signatories", "/purses/mine"],
        ),
        "company": (
            joint.company,
            [f"{here}/orders/new", f"{here}/send", f"{here}/bank", "/purses/unreconciled"],
        ),
        "member": (joint.members[0], ["/purses/mine", "/purses/unmatched", f"/purses/orders/{order}"]),
    }
    for who, (actor, addresses) in shown.items():
        client = show(actor)
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200, (who, address)
            assert NUMBER not in page.content.decode()
    for name in ("accounts", "orders", "papers", "unreconciled", "unmatched", "idle"):
        given = show(joint.street).get(reverse(f"purses:{name}_sheet"))
        assert b"".join(given.streaming_content)


def the_form_asks_for_what_the_tier_demands(company: Client, here: str) -> None:
    for amount, told in (("0.001", "0.001"), ("-5", "-5"), ("0", "0.00元"), ("3000 USD", "3000 USD")):
        given = company.post(f"{here}/orders/new", {"kind": "repair", "amount": amount})
        assert given.status_code == 422, amount
        assert told in given.content.decode()
    form = f"{here}/orders/new"
    for asked, told, status in (
        ("kind=&amount=", ("没有选付款种类", "没有填金额"), 422),
        ("kind=repair&amount=0.001", ("细到了一分以下",), 422),
        ("kind=gift&amount=5", ("没有选付款种类",), 422),
        ("kind=repair&amount=5000", ("小额", "业委会1名审批人", "必须有</dt><dd>发票"), 200),
        ("kind=repair&amount=5000.01", ("中额", "必须有</dt><dd>发票、合同、结果照片"), 200),
        ("kind=committee&amount=800", ("必须有</dt><dd>发票、业主大会决议",), 200),
    ):
        page = company.get(f"{form}?{asked}")
        assert page.status_code == status, asked
        assert all(words in page.content.decode() for words in told), asked
    first = company.get(f"{form}?kind=repair&amount=5000").content.decode()
    assert 'name="invoice_number" type="text" value="" required' in first
    assert first.index('name="invoice"') < first.index('name="contract"'), "what must be there stands first"
    given = company.post(form, {"kind": "repair", "amount": "5000.01", "purpose": "换灯"})
    for words in ("没有填写发票号码", "须有发票，没有上传", "须有合同，没有上传", "须有结果照片，没有上传"):
        assert words in given.content.decode()


def test_an_order_goes_its_way_on_the_pages(joint: Joint, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    for module in ("lists", "account", "order", "bank", "preparing", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{module}.utc_now", lambda: now)
    joint.agree()
    order = joint.prepare()
    assert now == NOW
    here = f"/purses/{joint.account}"
    look_at_all(joint, order, here)
    member = show(joint.members[0])
    sent = member.post(f"/purses/orders/{order}/approve", {"word": "yes"})
    assert sent.headers["Location"].startswith("/account/confirm?next=/purses/orders/")
    monkeypatch.setattr(
        "hemei.community.purses.pages.order.people_services.confirmed_at", lambda _session: now
    )
    assert "同意付款" in member.get(f"/purses/orders/{order}").content.decode()
    assert member.post(f"/purses/orders/{order}/approve", {"word": "yes"}).status_code == 302
    company = show(joint.company)
    company.post(f"{here}/send", {"orders": [order], "profile": "pain001"})
    with records.acting(joint.company):
        file = queries.bank_files(joint.account, actor=joint.company)[0]
    assert NUMBER.encode() in company.get(f"/purses/files/{file.id}").content
    assert show(joint.members[1]).get(f"/purses/files/{file.id}").status_code == 404
    the_form_asks_for_what_the_tier_demands(company, here)
    foreign = f"账号,交易日期,交易流水号,金额\n{NUMBER[:-1]}9,2026-11-02,B1,1.00\n"
    bomb = '<!DOCTYPE x [<!ENTITY a "aa">]><Document>&a;</Document>'
    for raw, told in ((foreign, "尾号5709的账户，不是这个小区尾号5702"), (bomb, "XML 炸弹")):
        given = company.post(f"{here}/bank", {"file": SimpleUploadedFile("流水.csv", raw.encode())} | COVERS)
        assert (given.status_code, told in given.content.decode()) == (422, True), told
    assert "由物业公司办理" in member.get(f"{here}/send").text
    text = f"账号,交易日期,交易流水号,借方发生额,贷方发生额\n{NUMBER},2026-11-02,B1,3000.00,\n"
    upload = SimpleUploadedFile("流水.csv", text.encode("gb18030"))
    assert company.post(f"{here}/bank", {"file": upload} | COVERS).status_code == 302
    assert "付款单 2026-0001" in company.get(f"{here}/bank").content.decode()
    what = {"line": joint.line("B1").pk, "what": f"order-{order}"}
    assert company.post(f"{here}/match", what).status_code == 302
    assert joint.row(order).state == "paid"
    assert "银行付款，已勾对" in show(joint.street).get(f"/purses/orders/{order}").content.decode()

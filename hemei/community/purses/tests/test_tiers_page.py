"""The tiers of an agreement in the browser: added, taken away, every property of each, and what is refused where."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from hemei.community.ledgers.tests.owners import CALLED, owners_voted
from hemei.community.purses import queries
from hemei.community.purses.models import Agreement
from hemei.community.purses.tests.conftest import NOW, NUMBER, PAYEE, BytesIO, Joint
from hemei.community.purses.tests.filling import filled
from hemei.community.purses.tests.test_adopting import LAX
from hemei.community.purses.tests.test_pages import COVERS, show
from hemei.community.purses.tests.test_with_the_owners import voted
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly
from hemei.community.voting.tests.adopting import SHOWN
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

PAGES = "hemei.community.purses.pages"
PUT = {"decision": "业委会〔2026〕3号"}
Form = dict[str, Any]


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("lists", "account", "agreeing", "order", "bank", "preparing", "shared"):
        monkeypatch.setattr(f"{PAGES}.{module}.utc_now", lambda: NOW)
    monkeypatch.setattr(f"{PAGES}.order.people_services.confirmed_at", lambda _session: NOW)


def drawn(client: Client, address: str, form: Form) -> tuple[Form, str]:
    """Press a button that only draws the form again; return what stands in it then, and the page."""
    page = client.post(address, form)
    assert page.status_code == 200, "nothing is handed in"
    return filled(page.text), page.text


def told(client: Client, address: str, form: Form, **at: str) -> None:
    """Hand in what is refused: each of these stands at its field."""
    page = client.post(address, form)
    assert page.status_code == 422
    for field, words in at.items():
        message = page.text.partition(f'id="error-{field}"')[2].partition("</p>")[0]
        assert words in message, (field, message)


def for_activities(client: Client, address: str) -> Form:
    """Fill in the form: beside the document's tiers two of their own for the owners' common activities."""
    form, _page = drawn(client, address, {**filled(client.get(address).text), "add": "2"})
    form |= {
        "name_3": "活动", "up_to_3": "3000", "kinds_3": ["activities"], "approvers_3": "1", "co_approvers_3": "1",
        "papers_3": ["invoice", "photo"], "resolution_3": [],
    }  # fmt: skip
    form, _page = drawn(client, address, {**form, "add": "3"})
    assert (form["kinds_4"], form["papers_4"], form["name_4"]) == (["activities"], ["invoice", "photo"], [""])
    return {**form, "name_4": "大型活动", "up_to_4": "", "approvers_4": "2", "resolution_4": ["yes"]}


def test_the_form_begins_with_the_document_then_with_what_was_agreed(joint: Joint) -> None:
    here, clerk = f"/purses/{joint.account}", show(joint.community)
    form = filled(clerk.get(f"{here}/agreement").text)
    assert [form[f"{name}_1"] for name in ("name", "up_to", "approvers", "co_approvers", "papers")] == [
        ["中额"], ["50,000.00"], ["2"], ["0"], ["invoice", "contract", "photo"],
    ]  # fmt: skip
    assert (form["resolution_2"], "resolution_1" in form, "kinds_0" in form) == (["yes"], False, False)
    assert filled(clerk.get(f"{here}/agreement/put").text)["co_approvers_1"] == ["1"], "as the document says"
    made = clerk.post(f"{here}/agreement", {**form, "up_to_0": "2000", "valid_from": "2026-11-02"})
    assert made.status_code == 302
    assert filled(clerk.get(f"{here}/agreement/put").text)["up_to_0"] == ["2,000.00"]


def test_tiers_are_added_and_taken_away_and_nothing_typed_is_lost(joint: Joint) -> None:
    clerk, address = show(joint.community), f"/purses/{joint.account}/agreement"
    form = {**filled(clerk.get(address).text), "name_0": "零星", "up_to_1": "五万", "valid_from": "2026-12-0"}
    more, page = drawn(clerk, address, {**form, "add": "0"})
    assert [more[f"name_{number}"] for number in range(4)] == [["零星"], [""], ["中额"], ["大额"]]
    assert (more["up_to_2"], more["valid_from"], more["tiers"]) == (["五万"], ["2026-12-0"], ["4"])
    assert 'id="field-name_1" name="name_1" type="text" value="" required maxlength="20" autofocus' in page
    assert "已加一档" in page
    less, page = drawn(clerk, address, {**more, "remove": "1"})
    assert (less["name_1"], less["tiers"], "已删去一档" in page) == (["中额"], ["3"], True)
    one, page = drawn(clerk, address, {**less, "tiers": "1", "remove": "7"})
    assert (one["tiers"], 'name="remove"' in page) == (["1"], False), "the last one stays"
    _many, page = drawn(clerk, address, {**less, "tiers": "12", "add": "0"})
    assert 'name="add"' not in page
    with records.acting(SYSTEM):
        assert not Agreement.objects.exists()


def test_what_is_wrong_with_a_tier_stands_at_its_field_with_the_value(joint: Joint) -> None:
    clerk, address = show(joint.community), f"/purses/{joint.account}/agreement"
    form = {**filled(clerk.get(address).text), "valid_from": "2026-11-02"}
    wrong = {"up_to_0": "0.001", "approvers_1": "两名", "co_approvers_2": "-1"}
    told(
        clerk, address, form | wrong, up_to_0="“0.001”细到了一分以下", approvers_1="“两名”不是整数",
        co_approvers_2="“-1”不是整数",
    )  # fmt: skip
    wrong = {"name_0": " ", "up_to_1": "4000", "approvers_2": "0", "co_approvers_1": "10"}
    told(
        clerk, address, form | wrong, name_0="“”是空的", up_to_1="4,000.00元没有高过前面一档的5,000.00元",
        approvers_2="“大额”的业委会审批人数不对：0名", co_approvers_1="10名",
    )  # fmt: skip
    every = [kind.code for kind in queries.rules_on(NOW.date()).kind]
    named = {f"kinds_{number}": every[:-1] for number in range(3)}
    told(clerk, address, form | named, kinds_2="这些付款没有档次：补充维修资金。请留一档")
    told(clerk, address, {**form, "kinds_0": "gift"}, kinds_0="没有“gift”这种付款")
    told(clerk, address, {**form, "co_approvers_1": "1"}, co_approvers_1="没有业主大会决议，社区只能查看")
    told(clerk, address, {**form, "papers_1": "invoice"}, papers_1="不要合同、结果照片，默认的“中额”要")
    told(
        clerk, address, {**form, "resolution_2": []}, resolution_2="“大额”对50,000.01元的付款不要业主大会决议"
    )
    told(clerk, address, {**form, "up_to_0": "9000"}, up_to_0="请把上限改到5,000.00元以内")


def test_what_a_ballot_does_not_hold_is_not_put_to_the_owners(joint: Joint) -> None:
    clerk, address = show(joint.community), f"/purses/{joint.account}/agreement/put"
    form = {**filled(clerk.get(address).text), **PUT}
    every = [kind.code for kind in queries.rules_on(NOW.date()).kind]
    for number in range(2, 9):
        form, _page = drawn(clerk, address, {**form, "add": str(number)})
        form |= {f"name_{number + 1}": f"第{number}种付款的档次", f"kinds_{number + 1}": every}
    page = clerk.post(
        address, {**form, **{f"up_to_{number}": str(number * 90_000) for number in range(3, 9)}}
    )
    assert (page.status_code, "选票上最多放320个字" in page.text) == (422, True)


def test_what_changes_stands_beside_what_holds_where_it_is_confirmed(joint: Joint) -> None:
    joint.agree()
    voted(joint, tiers=LAX, community_approves=True, pause_allowed=True, pause_clause="第八条")
    page = show(joint.community).get(f"/purses/{joint.account}/agreement/adopted").text
    before, after = page.split("业主大会通过的协议</h2>")
    assert ("5,000.00元" in before, "有变化" in before, "街道不能暂缓" in before) == (True, False, True)
    assert ("900,000.00元" in after, after.count("有变化"), "暂缓一次：第八条" in after) == (True, 2, True)


def test_an_agreement_by_kind_goes_from_the_form_to_a_payment_the_community_co_approves(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, clerk = f"/purses/{joint.account}", show(joint.community)
    monkeypatch.setattr(f"{PAGES}.agreeing.utc_now", lambda: CALLED)
    form = for_activities(clerk, f"{here}/agreement/put") | PUT
    assert clerk.post(f"{here}/agreement/put", form).status_code == 302
    with records.acting(SYSTEM):
        [assembly] = Assembly.objects.values_list("pk", flat=True)
    with records.acting(joint.community):
        voting.show_decision(actor=joint.community, now=CALLED, assembly_id=assembly, scan=SHOWN)
    owners_voted(joint.purse, (), called=assembly)
    monkeypatch.setattr(f"{PAGES}.agreeing.utc_now", lambda: NOW)
    passed = {"assembly": str(assembly), "valid_from": "2026-10-01"}
    assert clerk.post(f"{here}/agreement/adopted", passed).status_code == 302
    page = clerk.get(here).text
    for words in ("业主公共活动", "其他付款", "社区共同审批", "大型活动", "发票、结果照片"):
        assert words in page, words
    order = prepared(joint, "activities", "社区1名审批人")
    assert joint.row(order).tier == "活动"
    assert joint.row(prepared(joint, "repair", "档次</dt><dd>小额")).community_needed == 0
    approve = f"/purses/orders/{order}/approve"
    assert show(joint.members[0]).post(approve, {"word": "yes"}).status_code == 302
    assert joint.row(order).state == "approving", "the community has not agreed"
    assert clerk.post(approve, {"word": "yes"}).status_code == 302
    assert joint.row(order).state == "approved"
    paid(joint, order)
    assert joint.row(order).state == "paid"


def prepared(joint: Joint, kind: str, asked: str) -> int:
    """Let the company prepare a payment of two thousand yuan in the browser; the form says what it demands."""
    address, company = f"/purses/{joint.account}/orders/new", show(joint.company)
    first = company.get(address, {"kind": kind, "amount": "2000"})
    assert asked in first.text
    number = f"1234567{len(kind)}"
    typed = filled(first.text) | {
        "purpose": "中秋联欢", "payee": "示范文化公司", "payee_account": PAYEE, "invoice_number": number[-8:],
        "budget": "年度预算第三项", "invoice": paper("发票.pdf"), "photo": paper("照片.pdf"),
    }  # fmt: skip
    made = company.post(address, typed)
    assert made.status_code == 302, made.text
    return int(made.headers["Location"].rsplit("/", 1)[1])


def test_a_reader_of_english_reads_the_names_of_the_document_in_english(joint: Joint) -> None:
    clerk, address = show(joint.community), f"/purses/{joint.account}/agreement"
    clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    form = {**filled(clerk.get(address).text), "valid_from": "2026-11-02"}
    every = [kind.code for kind in queries.rules_on(NOW.date()).kind]
    named = {f"kinds_{number}": every[:-2] for number in range(3)}
    told(
        clerk,
        address,
        form | named,
        kinds_2="Giving back what came for later, Topping up the maintenance fund",
    )
    told(clerk, address, {**form, "papers_1": "invoice"}, papers_1="Middle")


def paper(name: str) -> BytesIO:
    file = BytesIO(b"%PDF-1.4 %%EOF")
    file.name = name
    return file


def paid(joint: Joint, order: int) -> None:
    """Send an order to the bank, read its statement and match the line, each on its page."""
    here, company = f"/purses/{joint.account}", show(joint.company)
    assert company.post(f"{here}/send", {"orders": [order], "profile": "csv"}).status_code == 302
    file = BytesIO(
        f"账号,交易日期,交易流水号,借方发生额,贷方发生额\n{NUMBER},2026-11-02,B1,2000.00,\n".encode()
    )
    file.name = "流水.csv"
    assert company.post(f"{here}/bank", {"file": file} | COVERS).status_code == 302
    line = joint.line("B1").pk
    assert company.post(f"{here}/match", {"line": line, "what": f"order-{order}"}).status_code == 302


def test_the_account_says_where_an_agreement_asks_for_more_than_approve(joint: Joint) -> None:
    clerk, address = show(joint.community), f"/purses/{joint.account}/agreement"
    form = {**filled(clerk.get(address).text), "valid_from": "2026-01-01"}
    assert clerk.post(address, {**form, "approvers_2": "4"}).status_code == 302
    page = clerk.get(f"/purses/{joint.account}").text
    assert "最多要业委会4名审批，登记的审批人只有3名" in page
    assert "最多要社区" not in page, "the community only reads"

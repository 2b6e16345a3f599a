"""Every form of a joint account, refused: what is wrong stands at its field, what was typed stays, links lead there.

That each link of a summary leads to a field is looked at for every refused page of these tests, see the conftest.
"""

from __future__ import annotations

from typing import Any

import pytest

from hemei.community.purses import queries, services
from hemei.community.purses.tests.conftest import NOW, PAYEE, Joint
from hemei.community.purses.tests.test_never_paid import never_paid
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_with_the_owners import BOUND, voted
from hemei.ground.records import services as records

ORDER = "hemei.community.purses.pages.order"


@pytest.fixture
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("lists", "account", "order", "bank", "preparing", "budget", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{module}.utc_now", lambda: NOW)
    monkeypatch.setattr(f"{ORDER}.people_services.confirmed_at", lambda _session: NOW)


def adopted(joint: Joint) -> tuple[int, int]:
    """Let the owners adopt an agreement with a pause; return the assembly and another vote of it."""
    assembly, (_agreement, paint) = voted(joint, **BOUND)
    joint.adopt(assembly)
    return assembly, paint


def refused(client: Any, address: str, data: dict[str, Any], *words: str) -> None:
    page = client.post(address, data)
    assert page.status_code == 422, address
    for word in words:
        assert word in page.text, (address, word)


@pytest.mark.usefixtures("at_now")
def test_a_pause_is_asked_for_by_the_agreed_clause_and_what_is_wrong_stands_at_its_field(
    joint: Joint,
) -> None:
    adopted(joint)
    order = joint.prepare(800_000)
    street, here = show(joint.street), f"/purses/orders/{order}"
    assert 'id="field-pause-clause" name="clause" type="text" value="第八条"' in street.get(here).text
    typed = {"days": "6", "reason": "", "clause": ""}
    links = [f'href="#field-pause-{name}"' for name in typed]
    refused(street, f"{here}/pause", typed, *links, "最多5个工作日")
    refused(street, f"{here}/pause", {**typed, "reason": "核对合同和报价"}, "核对合同和报价</textarea>")
    refused(
        street, f"{here}/pause", {**typed, "days": "几天"}, 'href="#field-pause-days"', "没有写明暂缓几个"
    )
    seen = show(joint.community).get(here).text
    assert ("要求暂缓" in seen, "没有办成" in seen) == (False, False)
    done = street.post(f"{here}/pause", {"days": "5", "reason": "核对合同和报价", "clause": "第八条"})
    assert done.status_code == 302
    assert "街道要求暂缓" in street.get(here).text


@pytest.mark.usefixtures("at_now")
def test_the_acts_on_an_order_say_at_their_field_what_is_missing(joint: Joint) -> None:
    assembly, paint = adopted(joint)
    order = joint.prepare(300_000, resolution=(assembly, paint), budget="")
    here, company = f"/purses/orders/{order}", show(joint.company)
    refused(show(joint.members[0]), f"{here}/approve", {"word": "no"}, 'href="#field-reason"')
    joint.judge(order, joint.members[0])
    refused(company, f"/purses/{joint.account}/send", {}, 'href="#field-orders"')
    joint.filed(order)
    refused(company, f"{here}/return", {"reason": ""}, 'href="#field-return-reason"')
    refused(company, f"{here}/withdraw", {}, "没有办成", "不能这样办理")
    never_paid(joint, order)
    with records.acting(joint.street):
        services.hold_orders(actor=joint.street, now=NOW, votes=[paint], day=NOW.date())
    refused(
        company, f"{here}/rest", {"resolution": ""}, 'href="#field-rest-resolution"', "没有选业主大会决议"
    )


@pytest.mark.usefixtures("at_now")
def test_the_forms_of_an_account_say_at_their_fields_what_is_missing(joint: Joint) -> None:
    joint.agree()
    here, clerk, company = f"/purses/{joint.account}", show(joint.community), show(joint.company)
    refused(clerk, "/purses/new", {"code": "no"}, 'href="#field-code"')
    typed = {"valid_from": "2026-12-01", "pause": "yes", "tiers": "1", "approvers_0": "0"}
    refused(clerk, f"{here}/agreement", typed, 'href="#field-approvers_0"', "审批人数不对")
    refused(clerk, f"{here}/agreement/put", typed, 'href="#field-approvers_0"', 'href="#field-pause_clause"')
    refused(clerk, f"{here}/signatories", {"person": "", "valid_from": "2026-11-02"}, 'href="#field-person"')
    refused(clerk, f"{here}/budget/new?year=2026", {"repair": "-1"}, 'href="#field-repair"')
    refused(clerk, f"{here}/budget/new?year=2026", {"basis": ""}, 'href="#field-basis"', "一项也没有")
    refused(company, f"{here}/send", {}, "没有选择付款单")
    refused(company, f"{here}/bank", {}, 'href="#field-file"', 'id="error-file"')
    with records.acting(joint.community):
        first = queries.signatories_of(joint.account, actor=joint.community)[0]
    himself = joint.members[0].appointment_id
    typed = {"person": himself, "first": "2026-11-02", "last": "2026-11-01", "reason": ""}
    links = [f'href="#field-{name}"' for name in ("person", "reason")]
    refused(clerk, f"/purses/signatories/{first.id}/stand-in", typed, *links)


@pytest.mark.usefixtures("at_now")
def test_a_match_that_is_refused_keeps_what_was_typed_at_its_line(joint: Joint) -> None:
    joint.agree()
    order = joint.approved(300_000)
    joint.filed(order)
    number = joint.row(order).number
    joint.take(("2026-11-02", "B1", "3000.00", "", "", "别的公司", number, "6222000000000000001"))
    assert joint.row(order).payee_account_id
    line, company = joint.line("B1").pk, show(joint.company)
    here = f"/purses/{joint.account}"
    what = {"line": line, "what": f"order-{order}", "reason": ""}
    refused(company, f"{here}/match?month=2026-11", what, f'href="#field-reason-{line}"', PAYEE[-4:])
    refused(company, f"{here}/match", {**what, "what": "book-bank_charges"}, f'href="#field-what-{line}"')
    done = company.post(f"{here}/match?month=2026-11", {**what, "reason": "收款人换了开户行，已核实"})
    assert done.headers["Location"] == f"{here}/bank?month=2026-11"
    trail = show(joint.street).get(f"/purses/orders/{order}").text
    assert "收款人换了开户行，已核实" in trail

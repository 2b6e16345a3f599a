"""A party's pages on a phone, and the mediator's forms about the agreement, as a browser fills them in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation import services
from hemei.oversight.mediation.models import Agreement, Instalment, Offer
from hemei.oversight.mediation.tests.conftest import Court
from hemei.oversight.mediation.tests.test_agreements import Table


def text(client: Client, name: str, *args: Any, **typed: Any) -> str:
    address = reverse(f"mediation:{name}", args=args)
    answer = client.post(address, typed, follow=True) if typed else client.get(address)
    return str(answer.content.decode())


def test_from_an_offer_on_a_phone_to_an_agreement_that_is_kept(court: Court) -> None:
    table = Table(court)
    number = table.number
    zhang, li, desk = (court.browser(name) for name in ("张三", "李四", "秘书community"))
    assert f"/my/disputes/{number}" in text(zhang, "mine")
    assert "金额“三百”看不懂" in text(zhang, "own_act", number, "offer", text="付三百元", amount="三百")
    assert "等对方答复" in text(zhang, "own_act", number, "offer", text="付三百元，此事了结", amount="300")
    with records.acting(SYSTEM):
        offer = Offer.objects.get().pk
    assert "不能答复自己的方案" in text(zhang, "own_act", number, "accept", offer=offer)
    text(li, "own_act", number, "accept", offer=offer)
    form = text(desk, "dispute", number)
    assert "付三百元，此事了结" in form
    assert 'value="300"' in form
    day = shanghai_day(utc_now())
    typed = {
        "form": "written", "terms": "李四分两次付三百元", "amount": "300", "payer": table.parties[1],
        "due1": day.isoformat(), "fen1": "100", "due2": (day + timedelta(days=20)).isoformat(), "fen2": "200",
    }  # fmt: skip
    assert "与总金额300.00元不一致" in text(desk, "act", number, "draw_up", **{**typed, "fen2": "199.99"})
    assert "人民调解协议书" in text(desk, "act", number, "draw_up", **typed)
    with records.acting(SYSTEM):
        agreement = Agreement.objects.get(void_at=None).pk
    assert "还缺：各方当事人" in text(desk, "act", number, "effect", agreement=agreement)
    for party in table.parties:
        text(desk, "act", number, "sign", agreement=agreement, party=party, hand="fingerprint")
    text(desk, "act", number, "seal", agreement=agreement, marks=["mediator", "seal"])
    assert "已生效" in text(desk, "act", number, "effect", agreement=agreement)
    text(desk, "act", number, "ask_court", agreement=agreement, jointly="1")
    text(desk, "act", number, "court", agreement=agreement, court="confirmed", court_on=day.isoformat())
    with records.acting(SYSTEM):
        payments = Instalment.objects.filter(agreement_id=agreement).order_by("place")
        numbers = list(payments.values_list("pk", "amount_fen"))
    for one, fen in numbers:
        text(desk, "act", number, "paid", instalment=one, amount=f"{fen // 100}", paid_on=day.isoformat())
    for client, page in ((zhang, "own"), (desk, "dispute")):
        shown = text(client, page, number)
        assert "已履行完毕" in shown
        assert "法院裁定有效" in shown


def test_a_party_stops_at_any_time_and_nobody_else_finds_the_page(court: Court) -> None:
    number = court.mediated()
    court.town.person("王五", "340102001001")
    assert court.browser("王五").get(reverse("mediation:own", args=[number])).status_code == 404
    shown = text(court.browser("李四"), "own_act", number, "stop", reason="")
    assert "当事人终止" in shown
    assert court.row(number).outcome == "stopped"


def test_the_guide_is_for_everybody_and_says_what_to_bring(court: Court, client: Client) -> None:
    del court
    assert "按照约定交物业费" in client.get(reverse("mediation:guide") + "?kind=fee").content.decode()
    assert client.get(reverse("mediation:guide") + "?kind=nothing").status_code == 200


def test_a_partys_pages_cost_as_much_whatever_they_hold(court: Court) -> None:
    first = court.mediated()
    client = court.browser("张三")

    def asked(page: str, *args: int) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(reverse(f"mediation:{page}", args=args)).status_code == 200
        return len(counted)

    offer = {"dispute_id": first, "text": "付一百元", "amount_fen": 100_00}
    court.do(court.resident("张三"), services.make_offer, **offer)
    asked("own", first)
    before = asked("mine"), asked("own", first)
    court.mediated(key="k2")
    court.do(court.resident("李四"), services.make_offer, **offer)
    assert (asked("mine"), asked("own", first)) == before

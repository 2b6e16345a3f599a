"""From an offer to an agreement that binds: whose hands it needs, what a court is asked, what if it is not kept."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from PIL import Image

from hemei.ground.clocks.models import Deadline
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.models import (
    Agreement,
    AgreementScan,
    DisputeParty,
    Notice,
    Offer,
    Warned,
)
from hemei.oversight.mediation.rules.agreements import Court as CourtWord
from hemei.oversight.mediation.rules.agreements import Form, Hand, Payment
from hemei.oversight.mediation.rules.notices import Service
from hemei.oversight.mediation.rules.scans import ScanKind
from hemei.oversight.mediation.rules.words import Level, Outcome, State
from hemei.oversight.mediation.services import AgreementDraft, ScanDraft, SessionDraft
from hemei.oversight.mediation.tests.conftest import Court
from tests.issued import templates_anew

TODAY = shanghai_day(NOW)


def parties(number: int) -> list[int]:
    with records.acting(SYSTEM):
        return list(
            DisputeParty.objects.filter(dispute_id=number).order_by("id").values_list("pk", flat=True)
        )


class Table:
    """A dispute in mediation, and short ways to agree."""

    def __init__(self, court: Court, *, committee: bool = True) -> None:
        self.court = court
        if committee:
            named = court.committee(True, False, False, since=date(2025, 1, 1), until=date(2028, 1, 1))
            body = court.bodies[Level.COMMUNITY]
            court.do(SYSTEM, services.name_committee, mediation_body_id=body, committee_id=named)
        self.number = court.mediated()
        self.parties = parties(self.number)
        self.mediator = court.secretaries[Level.COMMUNITY]

    def do(self, act: Any, **values: Any) -> Any:
        return self.court.do(self.mediator, act, **values)

    def draw_up(self, **changes: Any) -> int:
        values: dict[str, Any] = {"form": Form.WRITTEN, "text": "李四分两次付清，张三不再追究。", **changes}
        return int(self.do(services.draw_up, dispute_id=self.number, draft=AgreementDraft(**values)))

    def two_payments(self) -> dict[str, Any]:
        dues = (TODAY + timedelta(days=30), TODAY + timedelta(days=60))
        return {"amount_fen": 300_00, "payments": [Payment(self.parties[1], due, 150_00) for due in dues]}

    def hands(self, agreement: int) -> None:
        for party in self.parties:
            self.do(services.sign_agreement, agreement_id=agreement, party_id=party, hand=Hand.FINGERPRINT)
        self.do(services.seal_agreement, agreement_id=agreement, mediator=True, seal=True)

    def in_effect(self, **changes: Any) -> int:
        agreement = self.draw_up(**changes)
        self.hands(agreement)
        self.do(services.put_into_effect, agreement_id=agreement)
        return agreement

    def found(self, agreement: int) -> Agreement:
        with records.acting(SYSTEM):
            return Agreement.objects.get(pk=agreement)


def test_an_agreement_binds_once_every_hand_and_the_seal_are_on_it(court: Court) -> None:
    table = Table(court)
    agreement = table.draw_up(**table.two_payments())
    for who in ("各方当事人", "调解员", "人民调解委员会印章"):
        with pytest.raises(Refused, match=who):
            table.do(services.put_into_effect, agreement_id=agreement)
    table.hands(agreement)
    with pytest.raises(Refused, match="已经签过"):
        table.do(
            services.sign_agreement, agreement_id=agreement, party_id=table.parties[0], hand=Hand.SIGNATURE
        )
    table.do(services.put_into_effect, agreement_id=agreement)
    row = court.row(table.number)
    assert (row.state, row.outcome) == (State.AGREED, Outcome.AGREED)
    with records.acting(SYSTEM):
        kinds = list(
            Deadline.objects.filter(stream=row.stream, state="running").values_list("kind", flat=True)
        )
        assert sorted(kinds) == ["mediation.confirming", "mediation.paying", "mediation.paying"]
        assert Warned.objects.filter(stream=row.stream, settled_at=None).count() == 6
    with pytest.raises(Refused, match="不能达成协议"):
        table.hands(agreement)


def test_without_a_committee_it_is_a_settlement_without_seal_and_court(court: Court) -> None:
    table = Table(court, committee=False)
    with pytest.raises(Refused, match="没有以人民调解委员会的名义"):
        table.draw_up()
    agreement = table.draw_up(form=Form.SETTLEMENT)
    with pytest.raises(Refused, match="不盖"):
        table.do(services.seal_agreement, agreement_id=agreement, mediator=False, seal=True)
    for party in table.parties:
        table.do(services.sign_agreement, agreement_id=agreement, party_id=party, hand=Hand.SIGNATURE)
    table.do(services.put_into_effect, agreement_id=agreement)
    assert court.row(table.number).outcome == Outcome.SETTLED
    assert table.found(agreement).confirm_by is None
    with pytest.raises(Refused, match="不能申请司法确认"):
        table.do(services.ask_court, agreement_id=agreement, jointly=True)


def test_no_row_says_that_a_written_agreement_without_seal_took_effect(court: Court) -> None:
    table = Table(court)
    agreement = table.draw_up()
    with records.acting(SYSTEM), pytest.raises(IntegrityError, match="effective_whole"), transaction.atomic():
        Agreement.objects.filter(pk=agreement).update(effective_at=NOW)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"amount_fen": 0}, "金额要大于0"),
        ({"text": " "}, "没有写明协议内容"),
        ({"unit_id": 10**9}, "不是当事人的"),
        ({"payments": [Payment(0, TODAY, 1)]}, "没有写总金额"),
        ({"amount_fen": 2, "payments": [Payment(0, TODAY, 1)]}, "不一致"),
        ({"amount_fen": 1, "payments": [Payment(0, TODAY - timedelta(days=1), 1)]}, "日期"),
        ({"amount_fen": 1, "payments": [Payment(0, TODAY, 1)]}, "由谁付"),
    ],
)
def test_what_no_agreement_may_say_is_refused_with_its_value(
    court: Court, changes: dict[str, Any], told: str
) -> None:
    table = Table(court)
    with pytest.raises(Refused, match=told):
        table.draw_up(**changes)


def test_nobody_agrees_for_a_party_who_died(court: Court) -> None:
    table = Table(court)
    table.do(services.note_death, dispute_id=table.number, party_id=table.parties[1], died_on=TODAY)
    with pytest.raises(Refused, match="去世"):
        table.draw_up()


def test_the_court_is_asked_by_all_together_within_thirty_days(court: Court) -> None:
    table = Table(court)
    agreement = table.in_effect()
    with pytest.raises(Refused, match="共同申请"):
        table.do(services.ask_court, agreement_id=agreement, jointly=False)
    with pytest.raises(Refused, match="三十日"):
        table.do(services.ask_court, at=NOW + timedelta(days=32), agreement_id=agreement, jointly=True)
    table.do(services.ask_court, agreement_id=agreement, jointly=True)
    with pytest.raises(Refused, match="登记过"):
        table.do(services.ask_court, agreement_id=agreement, jointly=True)
    with pytest.raises(Refused, match="日期不对"):
        table.do(
            services.note_court,
            agreement_id=agreement,
            court=CourtWord.CONFIRMED,
            on=TODAY - timedelta(days=1),
        )
    table.do(services.note_court, agreement_id=agreement, court=CourtWord.CONFIRMED, on=TODAY)
    assert table.found(agreement).court == CourtWord.CONFIRMED


def picture(colour: str) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return io.BytesIO(out.getvalue())


def test_a_scan_of_what_was_signed_stands_in_the_file_and_replaces_no_hand(court: Court) -> None:
    table = Table(court)
    agreement = table.draw_up()

    def scan(
        colour: str, kind: ScanKind = ScanKind.SIGNED, party: int | None = None, name: str = "a.png"
    ) -> int:
        draft = ScanDraft(kind=kind, upload=picture(colour), name=name, party_id=party)
        return int(table.do(services.add_scan, agreement_id=agreement, draft=draft))

    first = scan("white")
    with pytest.raises(Refused, match="上传过"):
        scan("white")
    with pytest.raises(Refused, match="哪位当事人的指印"):
        scan("red", ScanKind.FINGERPRINT)
    with pytest.raises(Refused, match="不是"):
        scan("blue", name="a.pdf")
    scan("red", ScanKind.FINGERPRINT, table.parties[0])
    with pytest.raises(Refused, match="各方当事人"):
        table.do(services.put_into_effect, agreement_id=agreement)
    with pytest.raises(Refused, match="没有这件纠纷"):
        court.do(
            court.secretaries[Level.STREET], services.add_scan, agreement_id=agreement,
            draft=ScanDraft(kind=ScanKind.SIGNED, upload=picture("green"), name="b.png"),
        )  # fmt: skip
    readers = {"张三": True, "李四": True, "王五": False}
    court.town.person("王五", "340102001001")
    for who, reads in readers.items():
        found = court.ask(court.resident(who), queries.scan_file, first, now=NOW)
        assert (found is not None) is reads, who
    [shown] = court.ask(table.mediator, _shown, number=table.number)
    content = court.ask(table.mediator, queries.scan_file, first, now=NOW)
    assert shown.scans[0].sha256 == hashlib.sha256(record.file_content(content)).hexdigest()
    assert [one.party_id for one in shown.scans] == [None, table.parties[0]]
    with records.acting(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        AgreementScan.objects.filter(pk=first).update(sha256="0")


def _shown(*, actor: Any, number: int) -> Any:
    del actor
    return queries.agreements_of(number)


def test_each_step_is_a_notice_for_each_party_and_its_service_is_on_record(court: Court) -> None:
    table = Table(court)
    starts = NOW + timedelta(days=3)
    session = SessionDraft(starts_at=starts, location="社区二楼", key="s1")
    table.do(services.call_session, dispute_id=table.number, draft=session)
    with records.acting(SYSTEM):
        while records.deliver_pending(now=NOW):
            pass
        rows = list(Notice.objects.filter(dispute_id=table.number).order_by("id"))
    assert [(one.kind, one.party_id) for one in rows] == [
        (kind, party) for kind in ("accepted", "session") for party in table.parties
    ]
    number, paper = court.ask(table.mediator, queries.notice_file, rows[3].pk, now=NOW)
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(record.file_content(paper))).pages
    )
    for said in (number, "李四", "社区二楼", "东风社区党建联席会议", "随时要求终止", "收到的人"):
        assert said in text
    assert court.ask(court.resident("李四"), queries.notice_file, rows[3].pk, now=NOW) is not None
    assert court.ask(court.resident("张三"), queries.notice_file, rows[3].pk, now=NOW) is None

    def serve(service: Service, on: date = TODAY, note: str = "") -> None:
        table.do(services.serve_notice, notice_id=rows[3].pk, service=service, on=on, note=note)

    with pytest.raises(Refused, match="送达的日期"):
        serve(Service.POST, TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="请写明情况"):
        serve(Service.REFUSED)
    serve(Service.PHONE, note="本人接听，已告知时间地点")
    with pytest.raises(Refused, match="已经登记送达"):
        serve(Service.POST)
    with records.acting(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=rows[3].pk).update(served_on=TODAY - timedelta(days=9))


def test_the_parties_offer_and_answer_one_another(court: Court) -> None:
    table = Table(court)
    zhang, li = court.resident("张三"), court.resident("李四")

    def offer(who: Any, text: str, fen: int | None = None) -> int:
        return int(court.do(who, services.make_offer, dispute_id=table.number, text=text, amount_fen=fen))

    first = offer(zhang, "付三百元，此事了结", 300_00)
    with pytest.raises(Refused, match="等对方答复"):
        offer(zhang, "那就两百元", 200_00)
    with pytest.raises(Refused, match="不能答复自己的"):
        court.do(zhang, services.answer_offer, offer_id=first, accept=True)
    second = offer(li, "最多一百五十元", 150_00)
    with records.acting(SYSTEM):
        assert Offer.objects.get(pk=first).state == "countered"
    court.do(zhang, services.answer_offer, offer_id=second, accept=True)
    with pytest.raises(Refused, match="已经有了答复"):
        court.do(zhang, services.answer_offer, offer_id=second, accept=False)
    with pytest.raises(Refused, match="这个身份不能"):
        offer(court.secretaries[Level.COUNTY], "我看可以")
    court.town.person("王五", "340102001001")
    with pytest.raises(Refused, match="没有这件纠纷"):
        offer(court.resident("王五"), "我来付")


def printed(court: Court, table: Table, agreement: int) -> str:
    """Let the worker print and return what stands on the paper."""
    with records.acting(SYSTEM):
        while records.deliver_pending(now=NOW):
            pass
        files = {one.purpose: one for one in record.files_of([court.row(table.number).stream])}
        pages = pypdf.PdfReader(io.BytesIO(record.file_content(files[f"pdf-{agreement}"]))).pages
    assert f"docx-{agreement}" in files
    return "".join(page.extract_text() for page in pages)


def test_an_agreement_keeps_the_templates_it_was_first_printed_from(court: Court) -> None:
    """Another document issued later on its day changes nothing of what the parties have in their hands."""
    table = Table(court)
    agreement = table.draw_up()
    assert "人民调解协议书" in printed(court, table, agreement)
    with templates_anew(court.town, NOW, "人民调解协议书", "新式协议文书"):
        table.hands(agreement)
        text = printed(court, table, agreement)
    assert "人民调解协议书" in text
    assert "新式协议文书" not in text


def test_the_paper_says_what_was_agreed_by_whom_and_leaves_room_for_hands(court: Court) -> None:
    table = Table(court)
    text = printed(court, table, table.draw_up(**table.two_payments()))
    for said in ("人民调解协议书", "张三", "李四", "李四分两次付清", "150.00", "东风社区人民调解委员会"):
        assert said in text

"""A paper is for somebody: whom it is for reads it, and outside the offices nobody else."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from hemei.coordination.cases import services
from hemei.coordination.cases.models import CasePaper
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import (
    Addressed,
    Addressee,
    PaperDraft,
    PaperKind,
    is_masked,
    may_read,
    recipient_of,
)
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, Quarter, picture
from hemei.coordination.cases.tests.factories import CAST
from hemei.coordination.cases.tests.stories import whistled
from hemei.coordination.cases.tests.test_pages import PHONE, browser_of, code_sent
from hemei.coordination.cases.tests.test_papers import TODAY, rows_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused

KIND = "littering"
READS = """
paper                    grid resident stranger company fire community street hotline auditor
rectification_company    no   no       no       yes     yes  yes       yes    no      no
rectification_other_body no   no       no       no      yes  yes       yes    no      no
rectification_other      no   no       no       no      yes  yes       yes    no      no
rectification_old        no   no       no       no      yes  yes       yes    no      no
receipt_reporter         no   yes      no       no      yes  yes       yes    yes     no
receipt_company          no   no       no       yes     yes  yes       yes    no      no
receipt_other            no   no       no       no      yes  yes       yes    no      no
receipt_old              no   no       no       no      yes  yes       yes    no      no
closing_reporter         no   yes      no       no      yes  yes       yes    yes     no
supervision_reporter     no   no       no       no      yes  yes       yes    no      no
"""
FOR: dict[str, tuple[Addressee | None, int | None]] = {
    "company": (Addressee.BODY, f.COMPANY),
    "other_body": (Addressee.BODY, f.FIRE),
    "reporter": (Addressee.REPORTER, None),
    "other": (Addressee.OTHER, None),
    "old": (None, None),
}


@pytest.mark.parametrize("line", READS.strip().splitlines()[1:], ids=lambda line: line.split()[0])
def test_who_reads_which(line: str) -> None:
    name, *cells = line.split()
    kind, _, whom = name.partition("_")
    paper, case = Addressed(PaperKind(kind), *FOR[whom]), whistled().case
    for who, cell in zip(READS.strip().splitlines()[0].split()[1:], cells, strict=True):
        assert may_read(paper, case, Viewer(getattr(CAST, who))) == (cell == "yes"), who


def test_only_the_hotline_reads_without_the_name() -> None:
    assert {role for role in Role if is_masked(role)} == {Role.HOTLINE_CLERK}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"addressee": Addressee.BODY, "body": f.FIRE}, "瑶海消防"),
        ({"addressee": Addressee.BODY, "body": f.FIRE, "recipient": "别的名字"}, "瑶海消防"),
        ({"addressee": Addressee.BODY, "body": f.POLICE}, "!addressee"),
        ({"addressee": Addressee.BODY}, "!addressee"),
        ({"addressee": Addressee.REPORTER}, "报事人"),
        ({"addressee": Addressee.REPORTER, "recipient": "张三"}, "张三"),
        ({"addressee": Addressee.OTHER, "recipient": "李四"}, "李四"),
        ({"addressee": Addressee.OTHER}, "!recipient"),
        ({"addressee": Addressee.OTHER, "recipient": "长" * 61}, "!recipient"),
    ],
)
def test_whom_a_paper_is_for_is_named(changes: dict[str, Any], expected: str) -> None:
    draft = PaperDraft(kind=PaperKind.RECEIPT, text="已经受理。", **changes)
    try:
        found = recipient_of(draft, {f.FIRE: "瑶海消防"})
    except Refused as refused:
        found = f"!{refused.decision.reasons[0].field}"
    assert found == expected


def with_company(quarter: Quarter) -> str:
    """A case that the company of the place has in hand, so that it sees it."""
    number = quarter.report(kind=KIND)
    quarter.act(quarter.community, number, acts.Accept(kind=KIND))
    quarter.act(quarter.community, number, acts.Handle(company=quarter.company.body_id, text="请处理"))
    return number


def make(maker: Actor, number: str, kind: PaperKind, **whom: Any) -> int:
    until = TODAY if kind is PaperKind.RECTIFICATION else None
    draft = PaperDraft(kind=kind, text="请看正文，李四。", until=until, **whom)
    with records.acting(maker):
        return services.make_paper(viewer=Viewer(maker), now=NOW, number=number, draft=draft)


def test_a_company_reads_the_notice_for_it_and_none_to_a_private_person(quarter: Quarter) -> None:
    number, kind = with_company(quarter), PaperKind.RECTIFICATION
    own = make(quarter.street, number, kind, addressee=Addressee.BODY, body=quarter.company.body_id)
    private = make(quarter.street, number, kind, addressee=Addressee.OTHER, recipient="李四")
    (row,) = rows_of(quarter, quarter.company, number)
    assert (row.id, row.recipient) == (own, "大地物业公司")
    assert len(rows_of(quarter, quarter.street, number)) == 2
    company = browser_of(quarter, Role.COMPANY_MANAGER, "大地物业公司")
    page = company.get(f"/cases/{number}").text
    assert f"/papers/{own}/pdf" in page
    assert f"/papers/{private}/pdf" not in page
    assert "李四" not in page
    assert company.get(f"/cases/{number}/papers/{own}/pdf").status_code == 200
    assert company.get(f"/cases/{number}/papers/{private}/pdf").status_code == 404


def test_the_hotline_reads_a_receipt_to_the_reporter_without_his_name_and_seal(quarter: Quarter) -> None:
    number, kind = with_company(quarter), PaperKind.RECEIPT
    told = make(quarter.community, number, kind, addressee=Addressee.REPORTER, recipient="李四")
    make(quarter.community, number, kind, addressee=Addressee.OTHER, recipient="李四")
    with records.acting(quarter.community):
        services.keep_scan(
            viewer=Viewer(quarter.community),
            now=NOW,
            number=number,
            paper_id=told,
            upload=picture(),
            name="章.jpg",
        )
    (row,) = rows_of(quarter, quarter.hotline, number)
    assert (row.id, row.scan_id) == (told, None)
    assert "李四" not in f"{row.recipient}{row.text}"
    desk = browser_of(quarter, Role.HOTLINE_CLERK, "热线", "340100")
    address = f"/cases/{number}/papers/{told}"
    pdf = desk.get(f"{address}/pdf").content
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "受理" in said
    assert "李四" not in said
    assert desk.get(f"{address}/scan").status_code == 404
    resident = rows_of(quarter, quarter.resident, number)
    assert [(one.id, one.recipient) for one in resident] == [(told, "李四")]


def test_whom_a_paper_of_old_was_for_nobody_knows_so_only_offices_read_it(quarter: Quarter) -> None:
    number = with_company(quarter)
    make(quarter.community, number, PaperKind.RECEIPT, addressee=Addressee.REPORTER)
    with records.acting(quarter.community):
        CasePaper.objects.update(addressee="")
    assert len(rows_of(quarter, quarter.community, number)) == 1
    for outside in (quarter.resident, quarter.company, quarter.hotline):
        assert rows_of(quarter, outside, number) == []


def test_a_body_is_kept_with_its_paper_or_none(quarter: Quarter) -> None:
    number = with_company(quarter)
    make(quarter.community, number, PaperKind.RECEIPT, addressee=Addressee.REPORTER)
    for wrong in ({"addressee": "body"}, {"addressee_body_id": 7}, {"addressee": "anybody"}):
        with records.acting(quarter.community), pytest.raises(IntegrityError), transaction.atomic():
            CasePaper.objects.update(**wrong)


def test_the_form_offers_whom_the_case_knows(quarter: Quarter) -> None:
    number = with_company(quarter)
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    address = f"/cases/{number}/papers"
    options = dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', street.get(address).text))
    company, own = str(quarter.company.body_id), str(quarter.street.body_id)
    assert options[company] == "大地物业公司"
    assert {options["reporter"], options["other"]} == {"报事人", "其他单位或者个人"}
    assert own not in options
    sent = {"kind": "rectification", "text": "清走车辆", "until": "2099-01-01"}
    for wrong in ("", own, "999999999", "body", "nobody"):
        refused = street.post(address, sent | {"addressee": wrong})
        assert (refused.status_code, "请选择送达给谁" in refused.text) == (422, True), wrong
    assert street.post(address, sent | {"addressee": company}).status_code == 302
    with records.acting(quarter.street):
        assert CasePaper.objects.get().addressee_body_id == quarter.company.body_id
    company_page = browser_of(quarter, Role.COMPANY_MANAGER, "大地物业公司", DONGFENG).get(f"/cases/{number}")
    assert "送达给大地物业公司" in company_page.text


def test_who_shows_the_phone_of_his_report_reads_what_is_for_him(
    quarter: Quarter, caplog: pytest.LogCaptureFixture
) -> None:
    now, client = utc_now(), Client()
    caplog.set_level(logging.INFO, "hemei.people")
    number = quarter.report(quarter.public, kind=KIND, phone=PHONE, now=now)
    quarter.act(quarter.community, number, acts.Accept(kind=KIND), now)
    told = make(quarter.community, number, PaperKind.RECEIPT, addressee=Addressee.REPORTER)
    other = make(quarter.community, number, PaperKind.RECEIPT, addressee=Addressee.OTHER, recipient="李四")
    with records.acting(quarter.community):
        services.keep_scan(
            viewer=Viewer(quarter.community),
            now=now,
            number=number,
            paper_id=told,
            upload=picture(),
            name="章.jpg",
        )
    address = f"/cases/{number}/papers/{told}"
    assert client.get(f"{address}/pdf").status_code == 404
    client.post(f"/follow/{number}", {"phone": PHONE, "step": "send"})
    client.post(f"/follow/{number}", {"phone": PHONE, "step": "show", "code": code_sent(caplog)})
    page = client.get(f"/follow/{number}").text
    assert f"{address}/pdf" in page
    assert f"/papers/{other}/pdf" not in page
    for file in ("pdf", "docx", "scan"):
        assert client.get(f"{address}/{file}").status_code == 200, file
    assert client.get(f"/cases/{number}/papers/{other}/pdf").status_code == 404

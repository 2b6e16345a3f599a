"""The auditor reads a case masked, and every reading is recorded; nobody else has the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.tests.conftest import NOW, Quarter, picture
from hemei.coordination.cases.tests.test_pages import PHONE, browser_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

TEXT, SPOT, REMARK = "三楼王大妈的门口堵了", "3 幢门口", "王大妈说下午在家"
SECRETS = (TEXT, SPOT, REMARK, PHONE, PHONE[-4:], "王大妈", "张三")


@standing
def told(quarter: Quarter) -> str:
    """A case with text, spot, phone, photo and a remark."""
    number = quarter.report(
        quarter.resident, kind="blocked_fire_lane", text=TEXT, spot=SPOT, phone=PHONE, photos=[picture()]
    )
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane", text=REMARK))
    return number


@standing
def auditor(quarter: Quarter) -> Actor:
    return quarter.town.actor(Role.AUDITOR, "340100", person="王五", account=1)


def readings(quarter: Quarter, account: int | None) -> list[dict[str, object]]:
    with records.acting(quarter.system):
        return [event.data for event in record.history(stream=f"people.audit:{account}")]


# --- the service ---------------------------------------------------------------------------------
def test_a_case_is_read_without_texts_pictures_and_phone(quarter: Quarter, told: str, auditor: Actor) -> None:
    with records.acting(auditor):
        page = services.read_for_audit(actor=auditor, now=NOW, number=told)
    assert page
    assert [event.type for event in page.events] == ["cases.case_reported", "cases.case_accepted"]
    assert (page.texts, page.files, page.contact) == ({}, {}, None)
    assert not any(step.allowed for step in page.steps.values())


def test_each_reading_is_recorded_also_of_a_number_that_leads_nowhere(
    quarter: Quarter, told: str, auditor: Actor
) -> None:
    with records.acting(auditor):
        assert services.read_for_audit(actor=auditor, now=NOW, number="261102999999") is None
        services.read_for_audit(actor=auditor, now=NOW, number=told)
        assert services.read_for_audit(actor=auditor, now=NOW, number="王大妈") is None
    stream = quarter.row(told).stream
    assert readings(quarter, auditor.account_id) == [
        {"number": "261102999999", "subject": None},
        {"number": told, "subject": stream},
        {"number": "", "subject": None},
    ]


def test_beyond_the_reading_the_auditor_sees_no_row(quarter: Quarter, told: str, auditor: Actor) -> None:
    with records.acting(auditor):
        services.read_for_audit(actor=auditor, now=NOW, number=told)
        assert queries.case_page(viewer=Viewer(auditor), number=told, now=NOW) is None
        assert queries.case_list(actor=auditor) == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR}))
def test_no_other_role_reads_for_audit(quarter: Quarter, told: str, auditor: Actor, role: Role) -> None:
    actor = replace(auditor, role=role)
    with records.acting(actor), pytest.raises(Refused) as refused:
        services.read_for_audit(actor=actor, now=NOW, number=told)
    assert refused.value.decision.reasons[0].code == "role"
    assert readings(quarter, auditor.account_id) == []


# --- the pages -----------------------------------------------------------------------------------
def test_the_page_shows_the_course_and_fingerprints_and_offers_nothing(quarter: Quarter, told: str) -> None:
    client = browser_of(quarter, Role.AUDITOR, "市房产局", "340100")
    found = client.get("/office/audit/cases", {"number": f" {told} "})
    assert found.headers["Location"] == f"/office/audit/cases/{told}"
    page = client.get(found.headers["Location"])
    for secret in SECRETS:
        assert secret not in page.text, secret
    report = quarter_events(quarter, told)[0]
    for words in ("受理", "东风", "绿地小区", "共 1 张，不显示", "已留，不显示", "另行留痕"):
        assert words in page.text, words
    assert report.data["about"]["texts"]["text"]["commitment"][:16] in page.text
    assert f"/cases/{told}/" not in page.text  # neither a picture nor an act
    assert 'method="post"' not in page.text.split("<main", 1)[1]
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def quarter_events(quarter: Quarter, number: str) -> list[record.EventRow]:
    with records.acting(quarter.system):
        return record.history(stream=quarter.row(number).stream)


def test_the_ordinary_pages_stay_shut_to_the_auditor(quarter: Quarter, told: str) -> None:
    client = browser_of(quarter, Role.AUDITOR, "市房产局", "340100")
    for path in (f"/cases/{told}", f"/cases/{told}/photos/1", f"/cases/{told}/photos/1/capture"):
        assert client.get(path).status_code == 404, path


def test_what_is_no_number_gets_advice_and_an_unknown_one_is_not_found(quarter: Quarter) -> None:
    client = browser_of(quarter, Role.AUDITOR, "市房产局", "340100")
    assert "只有数字" in client.get("/office/audit/cases", {"number": "王大妈"}).text
    assert client.get("/office/audit/cases/261102999999").status_code == 404


@pytest.mark.parametrize(
    ("role", "body", "code"),
    [
        (Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001"),
        (Role.CITY_BUREAU, "市房产局", "340100"),
        (Role.SYSTEM_ADMIN, "市房产局", "340100"),
        (Role.SECURITY_ADMIN, "市房产局", "340100"),
    ],
)
def test_nobody_else_has_the_pages(quarter: Quarter, told: str, role: Role, body: str, code: str) -> None:
    client = browser_of(quarter, role, body, code)
    for path in ("/office/audit/cases", f"/office/audit/cases/{told}"):
        assert client.get(path).status_code == 403
        assert Client().get(path).headers["Location"].startswith("/sign-in")

"""A sealed document cited for a call names the matters it put to the owners, as a decision of the meeting does."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404

from hemei.community.voting import services
from hemei.community.voting.models import Assembly
from hemei.community.voting.pages import acts, assembly, decisions, drafting
from hemei.community.voting.queries.files import court_file
from hemei.community.voting.rules.packing import packed
from hemei.community.voting.tests.adopting import SHOWN, adopt
from hemei.community.voting.tests.test_assemblies import ENDS, HIRE, OPENS, code_of, draft_of
from hemei.community.voting.tests.test_committee_calls import FORM, member_of
from hemei.community.voting.tests.test_decided import FUND
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from tests.grounds import standing

CITED = {
    "called_by": "committee",
    "ground": "rules_of_procedure",
    "decision": "业委会〔2026〕3号",
    "agenda": (),
}
PDF = b"%PDF-1.4\n%%EOF\n"


@standing
def member(quarter) -> Actor:
    return member_of(quarter)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (acts, assembly, decisions):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


def called(quarter, actor: Actor, **more) -> Assembly:
    with records.acting(actor):
        number = services.call_assembly(actor=actor, now=NOW, draft=draft_of(quarter, **{**CITED, **more}))
    with records.acting(quarter.clerk):
        return Assembly.objects.get(pk=number)


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return code_of(refused)


def noticed_bare(clerk: Actor, found: Assembly) -> None:
    """Write a notice past the service."""
    roll = services.freeze_roll(
        actor=clerk, now=NOW, matters=["hire_company"], closes_at=ENDS, key="bare", estate_id=found.estate_id
    )
    Assembly.objects.filter(pk=found.pk).update(
        state="noticed", roll=roll, noticed_on=TODAY, opens_on=OPENS, closes_at=ENDS
    )


def scan(data: bytes = PDF, name: str = "文书.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/pdf")


def test_a_member_names_no_document_but_what_his_committee_adopted(quarter, member, monkeypatch) -> None:
    assert refusal(lambda: called(quarter, member, decided=("hire_company",))) == "own_words"
    page = text(call(acts.call, member))
    assert "业主委员会决定召集的文书" not in page
    assert "文书提请业主大会表决的事项" not in page
    assert "还没有会议通过、到会委员已经签字的事项" in page
    form = FORM | {"decision": "业委会〔2026〕3号", "decision_item": "", "decided": ["hire_company"]}
    refused = call(acts.call, member, post=form)
    assert (refused.status_code, "不能只凭自己填写的文书" in text(refused)) == (422, True)
    adopt(monkeypatch, quarter.estate, "hire_company")
    assert call(acts.call, member, post=FORM).status_code == 302


def test_who_cites_a_document_says_which_matters_it_put_to_the_owners(quarter) -> None:
    member_of(quarter)
    clerk = quarter.clerk
    for decided in ((), ("no_matter",)):
        assert refusal(lambda decided=decided: called(quarter, clerk, decided=decided)) == "names_no_matter"
    page = text(call(acts.call, clerk, estate="表决小区"))
    assert "文书提请业主大会表决的事项" in page
    form = FORM | {"decision": "业委会〔2026〕3号", "decision_item": ""}
    refused = call(acts.call, clerk, post=form)
    assert refused.status_code == 422
    assert "没有写明业主委员会的文书提请业主大会表决哪些事项" in text(refused)
    assert call(acts.call, clerk, post=form | {"decided": ["hire_company"]}).status_code == 302
    with records.acting(clerk):
        assert Assembly.objects.get().decided_matters == ["hire_company"]


def test_the_agenda_holds_only_what_the_document_put_to_the_owners(quarter) -> None:
    member_of(quarter)
    clerk = quarter.clerk
    found = called(quarter, clerk, decided=("hire_company",))
    act = {"actor": clerk, "now": NOW, "assembly_id": found.pk}
    with records.acting(clerk):
        assert refusal(lambda: services.set_agenda(**act, agenda=[HIRE, FUND])) == "not_decided"
    page = text(call(drafting.set_agenda, clerk, found.pk))
    assert "提请表决：选聘和解聘物业服务企业或者其他管理人" in page
    assert 'value="use_maintenance_fund"' not in page
    wrong = draft_of(quarter, **{**CITED, "key": "k2", "decided": ("hire_company",), "agenda": (FUND,)})
    act = {"actor": quarter.clerk, "now": NOW, "draft": wrong}
    with records.acting(quarter.clerk):
        assert refusal(lambda: services.call_assembly(**act)) == "not_decided"
    rows = Assembly.objects.filter(pk=found.pk)
    for change in ({"agenda": [{"matter": FUND.matter}]}, {"decided_matters": [FUND.matter]}):
        with pytest.raises(IntegrityError), transaction.atomic(), records.acting(quarter.clerk):
            rows.update(**change)


def test_a_call_with_its_agenda_is_of_what_stands_there(quarter) -> None:
    member_of(quarter)
    assert called(quarter, quarter.clerk, agenda=(HIRE,)).decided_matters == ["hire_company"]


def test_no_call_of_a_committee_is_written_without_matters(quarter) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), records.acting(quarter.clerk):
        Assembly.objects.create(
            stream="voting.assembly:901", scope=quarter.clerk.places[0].path, estate_id=quarter.estate, key="n",
            estate_name="表决小区", kind="regular", called_by="committee", ground="rules_of_procedure",
            title="没有事项", state="called", called_at=NOW,
        )  # fmt: skip


def test_whoever_votes_reads_the_scan_of_the_document(quarter) -> None:
    member_of(quarter)
    clerk = quarter.clerk
    found = called(quarter, clerk, decided=("hire_company",), agenda=(HIRE,))
    page = text(call(assembly.assembly, clerk, found.pk))
    assert "还没有上传盖章文书的扫描件" in page
    assert f"/assemblies/{found.pk}/decision" in page
    assert call(decisions.show_decision, clerk, found.pk, post={}).status_code == 422
    wrong = {"scan": scan(b"no paper", "x.pdf")}
    assert call(decisions.show_decision, clerk, found.pk, post=wrong).status_code == 422
    with pytest.raises(Http404):
        call(decisions.decision_scan, clerk, found.pk)
    days = {"opens_on": OPENS.isoformat(), "closes_on": "2026-12-24", "closes_time": "18:00"}
    refused = call(acts.notice, clerk, found.pk, post=days)
    assert refused.status_code == 422
    assert "还没有上传文书的扫描件，不能公告" in text(refused)
    assert f"/assemblies/{found.pk}/decision" in text(refused)
    with pytest.raises(IntegrityError, match="with its scan"), transaction.atomic(), records.acting(clerk):
        noticed_bare(clerk, found)
    assert call(decisions.show_decision, clerk, found.pk, post={"scan": scan()}).status_code == 302
    assert call(acts.notice, clerk, found.pk, post=days).status_code == 302
    owner = owner_of(quarter, "丙")
    page = text(call(assembly.assembly, owner, found.pk))
    assert "看盖章文书的扫描件" in page
    assert "上传扫描件" not in page
    paper = call(decisions.decision_scan, owner, found.pk)
    assert (paper.content, paper["Content-Type"]) == (PDF, "application/pdf")
    assert call(decisions.show_decision, clerk, found.pk, post={"scan": scan()}).status_code == 422
    with pytest.raises(PermissionDenied):
        call(decisions.show_decision, owner, found.pk)
    with pytest.raises(IntegrityError), transaction.atomic(), records.acting(quarter.clerk):
        Assembly.objects.filter(pk=found.pk).update(decision_scan=None)


def test_only_a_document_has_a_scan(quarter) -> None:
    with records.acting(quarter.clerk):
        draft = replace(draft_of(quarter), key="r")
        number = services.call_assembly(actor=quarter.clerk, now=NOW, draft=draft)
        act = {"actor": quarter.clerk, "now": NOW, "assembly_id": number}
        code = refusal(lambda: services.show_decision(**act, scan=SHOWN))
    assert code == "no_document"
    assert "扫描件" not in text(call(assembly.assembly, quarter.clerk, number))


def test_a_scan_comes_with_the_call_too_and_only_of_a_document(quarter) -> None:
    with records.acting(quarter.clerk):
        bare = {"actor": quarter.clerk, "now": NOW, "draft": draft_of(quarter, key="x", scan=SHOWN)}
        assert refusal(lambda: services.call_assembly(**bare)) == "no_document"
    member_of(quarter)
    more = {"decided": ("hire_company",), "agenda": (HIRE,)}
    wrong = services.Scan(b"no paper", "x.pdf")
    with pytest.raises(Refused):
        called(quarter, quarter.clerk, **more, scan=wrong)
    found = called(quarter, quarter.clerk, **more, scan=SHOWN)
    [event] = record.history(stream=found.stream)
    kept = {"file": found.decision_scan_id, "sha256": hashlib.sha256(SHOWN.content).hexdigest()}
    assert event.data["scan"] == kept


def test_the_court_gets_the_scan_of_the_document_with_its_hash(quarter) -> None:
    member_of(quarter)
    found = called(
        quarter, quarter.clerk, decided=("hire_company",), agenda=(HIRE,), decision="3号", scan=SHOWN
    )
    with records.acting(quarter.clerk):
        noticed_bare(quarter.clerk, found)
        parts = dict(court_file(found.pk, actor=quarter.clerk, now=NOW))
        archive = zipfile.ZipFile(BytesIO(packed(parts.items())))
    name = f"papers/decision-{found.pk}.pdf"
    assert archive.read(name) == SHOWN.content
    sha256 = hashlib.sha256(SHOWN.content).hexdigest()
    assert f"{sha256}  {name}" in archive.read("SHA256SUMS").decode()
    [paper] = json.loads(archive.read("papers.json"))["papers"]
    assert paper == {"paper": name, "sha256": sha256, "kind": "decision", "number": found.pk}

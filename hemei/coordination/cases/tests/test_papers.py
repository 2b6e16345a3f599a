"""Papers of a case: numbered, addressed, printed the same every time, served, the sealed copy kept."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from hemei.coordination.cases import paper, queries, services
from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import CasePaper
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import (
    PAPER_TEXTS,
    Addressee,
    PaperDraft,
    PaperKind,
    Service,
    check_draft,
    check_service,
    extended_clock,
    may_make,
)
from hemei.coordination.cases.rules.words import ClockKind, Outcome
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter, picture
from hemei.coordination.cases.tests.factories import CAST, NOON
from hemei.coordination.cases.tests.stories import HOUR, accepted, clock, closed, resulted, whistled
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

TODAY = shanghai_day(NOW)
DRAFT = PaperDraft(
    kind=PaperKind.RECTIFICATION,
    addressee=Addressee.OTHER,
    recipient="大地物业公司",
    text="立即清走通道内的车辆。",
    until=TODAY + timedelta(days=3),
)
MAKERS = """
kind           resident grid company community street county bureau fire hotline auditor
rectification  no       no   no      no        yes    no     no     yes  no      no
receipt        no       no   no      yes       no     no     no     no   no      no
closing        no       no   no      yes       no     no     no     no   no      no
"""


@pytest.mark.parametrize("line", MAKERS.strip().splitlines()[1:], ids=lambda line: line.split()[0])
def test_who_may_make_which(line: str) -> None:
    kind, *cells = line.split()
    case = closed().case if kind == "closing" else whistled().case
    for name, cell in zip(MAKERS.strip().splitlines()[0].split()[1:], cells, strict=True):
        decision = may_make(PaperKind(kind), case, Viewer(getattr(CAST, name)))
        assert decision.allowed == (cell == "yes"), name


def test_a_community_is_told_who_can_order_what_it_cannot():
    case = whistled().case
    (reason,) = may_make(PaperKind.RECTIFICATION, case, Viewer(CAST.community)).reasons
    assert (reason.code, "街道" in str(reason.remedy)) == ("no_power", True)
    (reason,) = may_make(PaperKind.RECTIFICATION, case, Viewer(CAST.county)).reasons
    assert reason.code == "not_yours"


def test_a_paper_needs_its_ground():
    case = resulted().case
    asked = {
        PaperKind.SUPERVISION: CAST.street,
        PaperKind.EXTENSION: CAST.community,
        PaperKind.CLOSING: CAST.community,
    }
    told = {kind: may_make(kind, case, Viewer(actor)).reasons[0].code for kind, actor in asked.items()}
    assert set(told.values()) == {"no_ground"}
    supervised = resulted().then(CAST.street, acts.Supervise(text="到哪一步了")).case
    assert may_make(PaperKind.SUPERVISION, supervised, Viewer(CAST.street)).allowed
    assert not may_make(PaperKind.SUPERVISION, supervised, Viewer(CAST.county)).allowed
    fresh = f.reported().case
    assert may_make(PaperKind.RECEIPT, fresh, Viewer(CAST.community)).reasons[0].code == "no_ground"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "长" * 1001}, "text"),
        ({"until": None}, "until"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
    ],
)
def test_bad_input_is_named(changes: dict[str, Any], field: str):
    check_draft(DRAFT, TODAY)
    with pytest.raises(Refused) as refused:
        check_draft(replace(DRAFT, **changes), TODAY)
    assert refused.value.decision.reasons[0].field == field


@pytest.mark.parametrize(
    ("way", "day", "field"),
    [("", TODAY, "service"), ("fax", TODAY, "service"), ("post", None, "served_on"),
     ("post", date(2020, 1, 1), "served_on"), ("post", TODAY + timedelta(days=1), "served_on")],
)  # fmt: skip
def test_service_is_recorded_with_its_way_and_a_possible_day(way: str, day: date | None, field: str):
    assert check_service("post", TODAY, TODAY, TODAY) is Service.POST
    with pytest.raises(Refused) as refused:
        check_service(way, day, TODAY, TODAY)
    assert refused.value.decision.reasons[0].field == field


def made(quarter: Quarter) -> tuple[str, int]:
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
    with records.acting(quarter.street):
        return number, services.make_paper(viewer=Viewer(quarter.street), now=NOW, number=number, draft=DRAFT)


def rows_of(quarter: Quarter, actor: Actor, number: str) -> list[queries.PaperRow]:
    page = quarter.page(actor, number)
    if page is None:
        return []
    with records.acting(actor):
        return queries.papers_of(page=page, now=NOW)


def test_a_notice_is_numbered_printed_served_and_its_sealed_copy_kept(quarter: Quarter):
    number, paper_id = made(quarter)
    viewer, at = Viewer(quarter.street), NOW + timedelta(hours=1)
    with records.acting(quarter.street):
        again = services.make_paper(viewer=viewer, now=NOW, number=number, draft=DRAFT)
        services.serve_paper(
            viewer=viewer, now=at, number=number, paper_id=paper_id, way="in_person", served_on=TODAY
        )
        services.keep_scan(
            viewer=viewer, now=at, number=number, paper_id=paper_id, upload=picture(), name="盖章.jpg"
        )
    community = Viewer(quarter.community)
    with records.acting(quarter.community), pytest.raises(services.NoSuchCase):
        services.serve_paper(
            viewer=community, now=at, number=number, paper_id=again, way="post", served_on=TODAY
        )
    with records.acting(quarter.community), pytest.raises(Refused, match="执法权"):
        services.make_paper(viewer=community, now=NOW, number=number, draft=DRAFT)
    first, second = rows_of(quarter, quarter.community, number)
    assert [one.number for one in (first, second)] == [f"明光路街道办改字〔2026〕第{n}号" for n in (1, 2)]
    assert (first.service, bool(first.sha256), second.scan_id) == (Service.IN_PERSON, True, None)
    template = services.template_of(first.kind, TODAY)
    assert template is not None
    sheet = paper.paper_of(first, template)
    assert sheet.title == "整改通知书"
    assert records.docx_of(sheet) == records.docx_of(sheet)
    said = str(sheet.parts)
    for words in ("大地物业公司：", "立即清走通道内的车辆。", "绿地小区", number, "消防法"):
        assert words in said
    assert rows_of(quarter, quarter.resident, number) == []
    assert rows_of(quarter, quarter.foreign_street, number) == []
    event = next(e for e in quarter.page(quarter.street, number).events if e.type == "cases.paper_made")  # type: ignore[union-attr]
    assert "大地" not in str(event.data)
    quarter.sound(number)


def test_a_notice_is_served_once_its_sealed_copy_kept_once_and_is_a_picture(quarter: Quarter):
    number, paper_id = made(quarter)
    viewer, at = Viewer(quarter.street), NOW + timedelta(hours=1)
    with records.acting(quarter.street):
        again = services.make_paper(viewer=viewer, now=NOW, number=number, draft=DRAFT)
        serving = partial(services.serve_paper, viewer=viewer, now=at, number=number, served_on=TODAY)
        keeping = partial(services.keep_scan, viewer=viewer, now=at, number=number, name="盖章.jpg")
        serving(paper_id=paper_id, way="in_person")
        keeping(paper_id=paper_id, upload=picture())
        for twice in (
            lambda: serving(paper_id=paper_id, way="post"),
            lambda: keeping(paper_id=paper_id, upload=picture()),
            lambda: keeping(paper_id=again, upload=io.BytesIO(b"no")),
        ):
            with pytest.raises(Refused):
                twice()


def test_the_pages_of_papers(quarter: Quarter):
    number = quarter.report(kind="blocked_fire_lane", now=utc_now())
    client: Client = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"), utc_now())
    page = client.get(f"/cases/{number}/papers").text
    assert 'name="recipient" type="text" value=""' in page
    assert "社区没有行政执法权" in page
    assert 'value="rectification"' not in page
    said = {"kind": "rectification", "addressee": "reporter", "text": "清走车辆", "until": "2099-01-01"}
    assert client.post(f"/cases/{number}/papers", said).status_code == 422
    said |= {"kind": "receipt"}
    typed = client.post(f"/cases/{number}/papers", said)
    assert (typed.status_code, "受理通知书的期限按案件的时限写上" in typed.text) == (422, True)
    said |= {"until": ""}
    assert client.post(f"/cases/{number}/papers", said).status_code == 302
    with records.acting(quarter.community):
        paper_id = CasePaper.objects.get().pk
    page = client.get(f"/cases/{number}/papers").text
    assert "受理通知书" in page
    assert "本案还没有办结" in page
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert client.get(f"/cases/{number}/papers/{paper_id}/{form}").content.startswith(begins)
    assert client.get(f"/cases/{number}/papers/{paper_id}/exe").status_code == 404
    refused = client.post(
        f"/cases/{number}/papers", {"kind": "receipt", "addressee": "other", "text": "已受理"}
    )
    assert (refused.status_code, "请填写送达给谁" in refused.text) == (422, True)
    assert 'href="#field-newrecipient"' in refused.text
    nobody = client.post(f"/cases/{number}/papers", {"kind": "receipt", "text": "已受理"})
    assert 'href="#field-newaddressee"' in nobody.text
    done = client.post(
        f"/cases/{number}/papers", {"kind": "receipt", "addressee": "reporter", "text": "已受理"}
    )
    assert done.status_code == 302
    served = f"/cases/{number}/papers/{paper_id}/served"
    wrong = client.post(served, {"service": "post", "served_on": "2099-01-01"})
    for kept in (f'href="#field-s{paper_id}served_on"', 'value="2099-01-01"', '<details class="more" open>'):
        assert kept in wrong.text
    unread = client.post(served, {"scan": "1"})
    assert (wrong.status_code, unread.status_code) == (422, 422)
    assert f'id="error-f{paper_id}file"' in unread.text
    assert "受理通知书" in client.get(f"/cases/{number}").text
    company = browser_of(quarter, Role.COMPANY_MANAGER, "大地物业公司")
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    for stranger in (company, foreign):
        assert stranger.get(f"/cases/{number}/papers/{paper_id}/pdf").status_code == 404


SAID: dict[PaperKind, tuple[str, ...]] = {
    PaperKind.RECTIFICATION: ("请于2026-11-05前整改完毕", "陈述、申辩"),
    PaperKind.SUPERVISION: ("列为督办案件", "前书面答复。"),
    PaperKind.RECEIPT: ("已由东风社区居委会受理，办理期限到2026-11-0", "办理进度可以凭案件编号"),
    PaperKind.EXTENSION: ("经批准延长办理期限，新的期限到2026-11-0", "最多延期1次，这是第1次。"),
    PaperKind.CLOSING: ("已由东风社区居委会办结，结果：已解决。", "不答复的只记为未答复"),
}
"""What each kind says that no other kind does."""


def grounded(quarter: Quarter, kind: PaperKind) -> tuple[str, Actor]:
    """A case that has come as far as such a paper needs, and whose paper it is."""
    number, community = quarter.report(kind="littering"), quarter.community
    steps: list[tuple[Actor, acts.Act]] = [(community, acts.Accept(kind="littering"))]
    if kind is PaperKind.SUPERVISION:
        steps += [(quarter.street, acts.Supervise(text="到哪一步了"))]
    if kind is PaperKind.EXTENSION:
        steps += [(quarter.street, acts.Extend(text="要等清运车"))]  # the community handles it itself
    if kind is PaperKind.CLOSING:
        done = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_before_after",), text="已清运")
        steps += [(community, done)]
    for actor, act in steps:
        photos = [picture()] if isinstance(act, acts.Close) else []
        quarter.act(actor, number, act, photos=photos)
    by_street = kind in {PaperKind.SUPERVISION, PaperKind.RECTIFICATION}
    return number, quarter.street if by_street else community


@pytest.mark.parametrize("kind", list(PaperKind))
def test_each_kind_is_printed_with_what_it_has_to_say(quarter: Quarter, kind: PaperKind):
    number, maker = grounded(quarter, kind)
    until = DRAFT.until if kind is PaperKind.RECTIFICATION else None
    draft = replace(DRAFT, kind=kind, text="第一段。\n第二段。", until=until)
    with records.acting(maker):
        services.make_paper(viewer=Viewer(maker), now=NOW, number=number, draft=draft)
    (row,) = rows_of(quarter, maker, number)
    template = services.template_of(kind, TODAY)
    assert template is not None
    sheet = paper.paper_of(row, template)
    assert (sheet.title, row.number[-11:]) == (PAPER_TEXTS[kind], f"{row.number[-11]}字〔2026〕第1号")
    said = str(sheet.parts)
    for words in (
        *SAID[kind],
        "大地物业公司：",
        "绿地小区",
        number,
        "第一段。",
        "第二段。",
        f"{row.body}（盖章）",
    ):
        assert words in said, words
    for other in set(PaperKind) - {kind}:
        assert SAID[other][0] not in said
    assert "{" not in said
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(records.pdf_of(sheet))).pages)
    assert number in printed
    assert sheet.title in printed.replace("\n", "")
    assert records.docx_of(sheet).startswith(b"PK")


@pytest.mark.django_db
def test_who_can_order_stands_in_the_template_with_its_clause():
    template = services.template_of(PaperKind.RECTIFICATION, date(2026, 11, 27))
    assert template is not None
    assert template.warrant.cited == "《中华人民共和国行政处罚法》第二十四条、第二十八条"


def test_how_often_a_case_may_be_extended_is_read_from_the_ladder_of_its_day(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
):
    law = law_of(TODAY)
    rung = law.ladders.extension_of("S1", 1)
    assert rung is not None
    twice = replace(law.ladders, extension=(*law.ladders.extension, replace(rung, code="again", times=2)))
    other = replace(law, ladders=twice)
    for module in ("facts", "services.papers"):
        monkeypatch.setattr(f"hemei.coordination.cases.{module}.law_of", lambda _: other)
    number, maker = grounded(quarter, PaperKind.EXTENSION)
    quarter.act(quarter.street, number, acts.Extend(text="清运车又坏了"))
    with records.acting(maker):
        draft = replace(DRAFT, kind=PaperKind.EXTENSION, until=None)
        services.make_paper(viewer=Viewer(maker), now=NOW, number=number, draft=draft)
    (row,) = rows_of(quarter, maker, number)
    template = services.template_of(PaperKind.EXTENSION, TODAY)
    assert template is not None
    assert "这类案件最多延期2次，这是第2次。" in str(paper.paper_of(row, template).parts)
    before = {name: value for name, value in row.about.items() if name not in {"times", "most"}}
    old = str(paper.paper_of(replace(row, about=before), template).parts)
    assert "最多延期1次，这是第1次。" in old, "a paper of old is printed still"


def test_an_extension_names_the_limit_that_was_lengthened():
    story = whistled("group_rental", f.HOUSING, (f.FIRE,))
    grant = acts.Extend(text="取证需要时间")
    story.then(CAST.street, grant, NOON + HOUR)
    lead = clock(story.case, ClockKind.HANDLING, f.HOUSING)
    assert extended_clock(story.case) == lead
    assert may_make(PaperKind.EXTENSION, story.case, Viewer(CAST.community)).allowed
    company = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY))
    company.then(CAST.community, grant)
    assert extended_clock(company.case) == clock(company.case, ClockKind.HANDLING, f.COMPANY)
    own = accepted("parking").then(CAST.community, acts.Handle()).then(CAST.street, grant)
    assert extended_clock(own.case) == clock(own.case, ClockKind.HANDLING, f.COMMUNITY)
    # The lengthened limit is over with the result it was for: what runs now is another.
    story.then(CAST.housing, acts.Arrive(), NOON + 2 * HOUR)
    story.then(CAST.housing, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="房东失联"), NOON + 3 * HOUR)
    (reason,) = may_make(PaperKind.EXTENSION, story.case, Viewer(CAST.community)).reasons
    assert (reason.code, reason.text) == ("no_ground", "延长的办理时限已经结束")


def test_who_was_called_in_this_round_or_ordered_it_at_a_visit_says_so_in_writing():
    order = PaperKind.RECTIFICATION
    assert not may_make(order, closed().case, Viewer(CAST.housing)).allowed
    assert may_make(order, closed().case, Viewer(CAST.housing), ordered=True).allowed
    assert may_make(order, closed().case, Viewer(CAST.fire)).allowed, "its result is given, its power stays"
    assert not may_make(order, whistled().case, Viewer(CAST.company), ordered=True).allowed
    assert not may_make(order, whistled().case, Viewer(CAST.community), ordered=True).allowed
    returned = whistled(joints=()).then(CAST.fire, acts.ReturnWhistle(line="group_rental", text="实为群租"))
    assert not may_make(order, returned.case, Viewer(CAST.fire)).allowed
    again = closed().then(CAST.resident, acts.SendBack(text="还是堵着"), NOON + 9 * HOUR)
    assert not may_make(order, again.case, Viewer(CAST.fire)).allowed

"""The ends that a paper names are those of the case's clocks; only an order to put right says its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from hemei.coordination.cases import paper, services
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import (
    Addressee,
    PaperDraft,
    PaperKind,
    answer_clock,
    due_clock,
    may_make,
)
from hemei.coordination.cases.rules.words import ClockKind
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import HOUR, accepted, clock, closed, resulted, whistled
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_papers import TODAY, grounded, rows_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI

DRAFT = PaperDraft(kind=PaperKind.RECEIPT, addressee=Addressee.REPORTER, text="请看正文。")
LATE = NOON + 9 * HOUR


def again() -> Story:
    return closed().then(CAST.resident, acts.SendBack(text="还是堵着"), LATE)


@pytest.mark.parametrize("story", [accepted, whistled, resulted, closed, again])
def test_a_receipt_says_until_when_however_far_the_case_has_come(story: Callable[[], Story]) -> None:
    case = story().case
    assert may_make(PaperKind.RECEIPT, case, Viewer(CAST.community)).allowed
    due = due_clock(PaperKind.RECEIPT, case)
    assert due is not None
    assert (due.kind, due.key) == (ClockKind.HANDLING, case.home_handling_key)


def test_there_is_no_receipt_of_what_was_never_accepted() -> None:
    refused = f.reported().then(CAST.community, acts.Refuse(ground="court", text="请向法院起诉"))
    refused.then(CAST.resident, acts.AcceptResult(), LATE)
    (reason,) = may_make(PaperKind.RECEIPT, refused.case, Viewer(CAST.community)).reasons
    assert reason.code == "no_ground"


def test_a_supervision_sheet_asks_by_the_clock_of_its_own_supervision() -> None:
    story = resulted().then(CAST.street, acts.Supervise(text="到哪一步了"))
    (first,) = story.case.supervisions
    kind, street = PaperKind.SUPERVISION, CAST.street.body_id
    assert answer_clock(kind, story.case, street) == story.case.clock(first.clock_key)
    assert answer_clock(kind, story.case, CAST.county.body_id) is None
    story.then(CAST.community, acts.AnswerSupervision(number=first.number, text="明天办完"), NOON + HOUR)
    assert answer_clock(kind, story.case, street) == story.case.clock(first.clock_key), (
        "answered, and its term stays"
    )


def test_a_closing_says_until_when_the_reporter_is_asked() -> None:
    story = closed()
    asked = clock(story.case, ClockKind.ACCEPTANCE, f.COMMUNITY)
    assert answer_clock(PaperKind.CLOSING, story.case, f.COMMUNITY) == asked
    story.then(CAST.resident, acts.AcceptResult(), LATE)
    assert answer_clock(PaperKind.CLOSING, story.case, f.COMMUNITY) is None, "he has answered"


@pytest.mark.parametrize("kind", [kind for kind in PaperKind if kind is not PaperKind.RECTIFICATION])
def test_no_end_is_typed_that_the_case_knows(quarter: Quarter, kind: PaperKind) -> None:
    number, maker = grounded(quarter, kind)
    typed = replace(DRAFT, kind=kind, until=TODAY)
    with pytest.raises(Refused) as refused, records.acting(maker):
        services.make_paper(viewer=Viewer(maker), now=NOW, number=number, draft=typed)
    assert refused.value.decision.reasons[0].code == "until_of_clock"
    said = printed(quarter, number, maker, kind)
    page = quarter.page(maker, number)
    assert page
    body = maker.body_id
    ends = [one for one in (due_clock(kind, page.state), answer_clock(kind, page.state, body)) if one]
    days = [one.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") for one in ends]
    asked = {
        PaperKind.SUPERVISION: f"请于{days[-1]}前书面答复。",
        PaperKind.CLOSING: f"{days[-1]}前可以提出意见。",
        PaperKind.RECEIPT: f"办理期限到{days[0]}。",
        PaperKind.EXTENSION: f"新的期限到{days[0]}。",
    }[kind]
    assert asked in said
    assert "办理期限：" not in said, "nothing is said twice"


def printed(quarter: Quarter, number: str, maker: Actor, kind: PaperKind) -> str:
    with records.acting(maker):
        services.make_paper(viewer=Viewer(maker), now=NOW, number=number, draft=replace(DRAFT, kind=kind))
    row = rows_of(quarter, maker, number)[-1]
    template = services.template_of(kind, date(2026, 11, 27))
    assert template is not None
    return str(paper.paper_of(row, template).parts)


def test_a_receipt_of_a_closed_case_is_printed_with_its_end(quarter: Quarter) -> None:
    number, maker = grounded(quarter, PaperKind.CLOSING)
    said = printed(quarter, number, maker, PaperKind.RECEIPT)
    assert "办理期限到。" not in said
    assert "办理期限到2026-11-0" in said


def test_only_who_may_order_is_asked_by_when(quarter: Quarter) -> None:
    number, _maker = grounded(quarter, PaperKind.RECEIPT)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert 'name="until"' not in clerk.get(f"/cases/{number}/papers").text
    assert 'name="until"' in street.get(f"/cases/{number}/papers").text

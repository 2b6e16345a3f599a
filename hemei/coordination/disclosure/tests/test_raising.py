"""A disclosure that is late, or that owners contest, becomes a topic of the three-in-one meeting, once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from hemei.community.deliberation import queries as deliberation
from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.tests.conftest import NOW, Board
from hemei.coordination.disclosure.tests.test_services import said
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import DONGFENG

LATE = datetime(2026, 10, 16, 2, tzinfo=UTC)
TITLE = "三季度物业事项逾期公开"


def raised(board: Board, number: int, at: datetime = LATE, actor: Any = None, **more: str) -> int:
    words = {"title": TITLE, "text": "业主一直在问", **more}
    who = actor or board.quarter.community
    return int(board.do(who, services.raise_disclosure, at, disclosure_id=number, **words))


def refused(board: Board, number: int, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        raised(board, number, **more)
    return caught.value.decision.reasons[0].code


def test_what_is_late_is_raised_once_by_whoever_may(board: Board) -> None:
    number = board.opened()["affairs"]
    assert refused(board, number, at=NOW) == "in_order"
    assert refused(board, number, actor=board.quarter.foreign) == "not_found"
    assert refused(board, number, actor=board.owner) == "role"
    assert refused(board, number, title="迟") == "title"
    topic = raised(board, number)
    assert raised(board, number, title="再提一次也是同一个议题") == topic
    assert said("disclosure.topic_raised") == [{"topic": topic}]
    with records.acting(board.quarter.community):
        page = deliberation.topic(actor=board.quarter.community, now=LATE, topic_id=topic)
        origin = deliberation.origin_of(topic, actor=board.quarter.community)
    assert page is not None
    assert (page.row.title, page.row.raised_by, page.row.estate_id) == (TITLE, "disclosure", board.estate)
    assert origin == board.row(number).stream


def test_what_owners_contest_is_raised_though_it_is_in_time(board: Board) -> None:
    number = board.opened()["affairs"]
    board.do(board.company, services.open_comments, disclosure_id=number)
    assert refused(board, number, at=NOW) == "in_order"
    draft = services.QuestionDraft(
        estate_id=board.estate, text="保洁人数写错了", key="c1", about=services.About.DRAFT,
        about_stream=board.row(number).stream,
    )  # fmt: skip
    board.do(board.owner, services.ask, draft=draft)
    assert raised(board, number, NOW, title="业主对三季度物业事项有意见")


def test_the_page_offers_it_and_leads_there_and_back(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("gate", "one"):
        monkeypatch.setattr(f"hemei.coordination.disclosure.pages.{module}.utc_now", lambda: LATE)
    number = board.opened()["affairs"]
    clerk = board.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    here = f"/disclosures/{number}"
    shown = clerk.get(here).text
    assert "提为议题" in shown
    title = re.search(r'name="title"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="title"', shown)
    assert title is not None
    answer = clerk.post(f"{here}/topic", {"title": "迟", "text": "一直没有公布"})
    assert answer.status_code == 422
    assert "一直没有公布" in answer.text
    there = clerk.post(f"{here}/topic", {"title": TITLE, "text": "一直没有公布"})
    assert there.status_code == 302
    assert f'href="{there.url}"' in clerk.get(here).text
    number_of = int(there.url.rsplit("/", 1)[1])
    back = f"/disclosures/of-topic/{number_of}"
    assert f'href="{back}"' in clerk.get(there.url).text
    assert clerk.get(back).url == here

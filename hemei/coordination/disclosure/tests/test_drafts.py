"""Drafts that are open for comments: an owner reads them on his own page and says something there."""

from __future__ import annotations

import re

import pytest

from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.models import Question
from hemei.coordination.disclosure.tests.conftest import Board
from hemei.coordination.disclosure.tests.test_pages import owner
from hemei.coordination.disclosure.tests.test_pages import today as today  # noqa: PLC0414 - the fixture

pytestmark = pytest.mark.django_db


def test_an_owner_comments_on_a_draft_before_it_is_published(board: Board) -> None:
    number = board.opened()["affairs"]
    phone = owner(board)
    assert "征求意见到" not in phone.get("/my/disclosure").text
    board.do(board.company, services.open_comments, disclosure_id=number)
    page = phone.get("/my/disclosure").text
    assert "征求意见到" in page
    [of] = re.findall(r'name="of" value="([^"]+)"', page)
    assert of == board.row(number).stream
    do = f"/my/disclosure/{board.estate}/ask"
    empty = phone.post(do, {"text": " ", "of": of})
    assert (empty.status_code, empty.text.count("field-d1text-error")) != (302, 0)
    assert phone.post(do, {"text": "请写明合同到哪一天", "of": of, "key": "d"}).status_code == 302
    [said] = Question.objects.all()
    assert (said.about, said.about_stream) == ("draft", of)
    assert "请写明合同到哪一天" in phone.get("/my/disclosure").text

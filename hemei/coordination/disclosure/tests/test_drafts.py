"""Drafts that are open for comments: an owner reads them on his own page and says something there."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.models import Question
from hemei.coordination.disclosure.tests.conftest import NOW, Board
from hemei.coordination.disclosure.tests.test_pages import owner
from hemei.coordination.disclosure.tests.test_pages import today as today  # noqa: PLC0414 - the fixture
from hemei.ground.companies import services as company_services
from hemei.ground.companies.models import Project
from hemei.ground.companies.rules.contracts import Contract
from hemei.ground.companies.services import ProjectDraft
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

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
    page = phone.get("/my/disclosure").text
    assert ("请写明合同到哪一天" in page, "物业事项公开草稿的意见" in page) == (True, True)


def test_affairs_tell_how_things_stood_on_the_last_day_of_the_period(board: Board) -> None:
    """A contract that began within the last month is the one told, not the one of the month's first day."""
    with records.acting(SYSTEM):
        old = Project.objects.get(estate_id=board.estate)
    company_services.end_project(actor=SYSTEM, now=NOW, project_id=old.pk, day=date(2026, 9, 11))
    draft = ProjectDraft(
        old.company_id, board.estate, Contract.OWNERS, date(2026, 9, 11), fee_fen=190, service_grade="一级"
    )
    company_services.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])
    affairs = board.lines(board.opened()["affairs"])
    assert affairs["prices"]["values"] == {"yuan": "1.90"}
    assert affairs["company"]["values"]["since"] == "2026-09-11"
    assert affairs["quality"]["values"] == {"grade": "一级"}

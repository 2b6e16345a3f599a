"""A paper is printed again as its sealed copy is, whatever templates are issued later the same day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from hemei.coordination.cases.models import CasePaper
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_papers import TODAY, made
from hemei.ground.people import services as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records import standards
from hemei.kernel.actor import Role

SHIPPED = max((Path(settings.STANDARDS_FOLDER) / "national" / "paper-templates").glob("2*.toml"))


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """Let no document a test issued be found by the next one."""
    yield
    standards.forget()


def issue(quarter: Quarter, old: str, new: str) -> None:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    bureau = quarter.town.actor(Role.CITY_BUREAU, "340100", "市房产局", "王五", account=1)
    draft = records.Issue("paper-templates", TODAY, text.replace(old, new), "更换文书格式")
    with records.acting(bureau):
        people.issue_standard(actor=bureau, now=NOW, issue=draft)


@pytest.mark.parametrize(
    ("old", "new"), [("整改通知书", "责令改正通知书"), ('code = "case-rectification"', 'code = "case-order"')]
)
def test_a_paper_is_printed_from_the_document_it_was_made_from(quarter: Quarter, old: str, new: str) -> None:
    number, paper_id = made(quarter)
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    address = f"/cases/{number}/papers/{paper_id}/docx"
    before = street.get(address).content
    issue(quarter, old, new)
    assert record.templates_on(TODAY).startswith("hefei/")
    assert street.get(address).content == before


@pytest.mark.django_db
def test_a_paper_of_old_has_the_templates_of_its_day(quarter: Quarter) -> None:
    number, paper_id = made(quarter)
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    address = f"/cases/{number}/papers/{paper_id}/docx"
    before = street.get(address).content
    with records.acting(quarter.street):
        assert CasePaper.objects.get().template == record.templates_on(TODAY)
        CasePaper.objects.update(template="")
    assert street.get(address).content == before

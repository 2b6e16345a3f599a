"""The standards of a city are for everybody, pages without sign-in included, and for the worker as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries, services, standards
from hemei.ground.records.models import IssuedDocument
from hemei.ground.records.services import outbox
from hemei.project import work

NAME, DAY = "intake-limits", date(2026, 9, 1)
SHIPPED = Path(settings.STANDARDS_FOLDER) / "national" / NAME / "2022-01-01.toml"


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """Let no document a test issued be found by the next one."""
    yield
    standards.forget()


@pytest.mark.django_db
def test_a_visitors_page_reads_the_standards_by_itself() -> None:
    standards.forget()
    with services.as_public():
        assert queries.standards().documents


def most() -> int:
    limits: Any = queries.standards().find(NAME, object, on=DAY)
    return int(limits.reports_per_hour.most)


def issued_elsewhere(number: int, day: date = DAY) -> int:
    """Write a document as another process does, whose memory is not ours; returns its id."""
    text = SHIPPED.read_text("utf-8").replace("most = 20\n", f"most = {number}\n")
    with services.acting(SYSTEM):
        row = IssuedDocument.objects.create(
            city=settings.STANDARDS_CITY, name=NAME, day=day, toml=text, issued_by_body_id=0, reason="试",
            issued_at=NOW,
        )  # fmt: skip
    return row.pk


@pytest.mark.django_db
def test_a_reaction_sees_the_document_that_another_process_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    assert most() == 20
    issued_elsewhere(30)
    seen: list[int] = []
    monkeypatch.setattr(
        outbox, "reactions", lambda: {"records.document_issued": (lambda **_: seen.append(most()),)}
    )
    with services.acting(SYSTEM):
        services.record_event(
            stream=f"records.document:hefei/{NAME}", type="records.document_issued", actor=SYSTEM, at=NOW,
            scope="1.", data={},
        )  # fmt: skip
    assert most() == 20, "a page may ask the old one for a minute"
    while services.deliver_pending(now=NOW):
        pass
    assert seen == [30]


@pytest.mark.django_db
def test_a_sweep_runs_by_the_document_that_another_process_issued() -> None:
    assert most() == 20
    issued_elsewhere(30)
    assert work._by_what_is_issued(most, None, None) == 30


@pytest.mark.django_db
def test_what_is_not_new_is_not_read_anew() -> None:
    before = queries.standards()
    services.look_again()
    assert queries.standards() is before

"""Issue the city's own templates of papers in a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import Town
from hemei.ground.records import services as records
from hemei.ground.records import standards
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day


@contextmanager
def templates_anew(town: Town, now: datetime, old: str, new: str) -> Iterator[None]:
    """Let the city issue the shipped templates with other words, in force from this day; forgotten afterwards."""
    shipped = max((Path(settings.STANDARDS_FOLDER) / "national" / "paper-templates").glob("2*.toml"))
    text = shipped.read_text("utf-8")
    assert old in text
    bureau = town.actor(Role.CITY_BUREAU, "340100", "市房产局", "王五", account=1)
    draft = records.Issue("paper-templates", shanghai_day(now), text.replace(old, new), "更换文书格式")
    with records.acting(bureau):
        people.issue_standard(actor=bureau, now=now, issue=draft)
    try:
        yield
    finally:
        standards.forget()

"""A city issues its own standard: by whom, what is refused, and that it is in force for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from hemei.ground.people import services
from hemei.ground.people.tests.factories import NOW, TODAY, Town, made_town
from hemei.ground.records import queries, standards
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import PUBLIC, Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

TEXT = (Path(settings.STANDARDS_FOLDER) / "national" / "intake-limits" / "2022-01-01.toml").read_text("utf-8")
ISSUE = records.Issue(
    "intake-limits", TODAY, TEXT.replace("most = 20\n", "most = 30\n"), "本市来电多，另定上限。"
)


@standing
def bureau() -> Iterator[Actor]:
    town: Town = made_town()
    yield town.actor(Role.CITY_BUREAU, "340100", "市房产局", person="张三")
    standards.forget()


def _most(day: date) -> int:
    limits: Any = queries.standards().find("intake-limits", object, on=day)
    return int(limits.reports_per_hour.most)


def test_what_the_bureau_issues_is_in_force_from_its_day_for_visitors_too(bureau: Actor) -> None:
    with records.acting(bureau):
        services.issue_standard(actor=bureau, now=NOW, issue=ISSUE)
    with records.as_public():
        assert [_most(day) for day in (TODAY, TODAY - timedelta(days=1))] == [30, 20]
    with records.acting(bureau):
        event = Event.objects.get(stream="records.document:hefei/intake-limits")
    assert event.payload["type"] == "records.document_issued"
    assert event.payload["actor"]["body"] == bureau.body_id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": TODAY - timedelta(days=1)}, "day_past"),
        ({"toml": TEXT.replace('basis = "design"', 'basis = "habit"')}, "unreadable"),
        ({"name": "dragon-limits"}, "unreadable"),
        ({"reason": " 嗯 "}, "reason"),
    ],
)
def test_what_does_not_read_or_comes_too_late_is_refused(bureau: Actor, changes, code: str) -> None:
    with records.acting(bureau), pytest.raises(Refused) as refused:
        services.issue_standard(actor=bureau, now=NOW, issue=replace(ISSUE, **changes))
    assert refused.value.decision.reasons[0].code == code


def test_two_documents_from_one_day_are_refused_with_the_first_named(bureau: Actor) -> None:
    with records.acting(bureau):
        services.issue_standard(actor=bureau, now=NOW, issue=ISSUE)
        with pytest.raises(Refused, match="issued/intake-limits"):
            services.issue_standard(actor=bureau, now=NOW, issue=ISSUE)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CITY_BUREAU, Role.SYSTEM}))
def test_no_other_role_issues(bureau: Actor, role: Role) -> None:
    with records.acting(bureau), pytest.raises(Refused) as refused:
        services.issue_standard(actor=replace(PUBLIC, role=role), now=NOW, issue=ISSUE)
    assert refused.value.decision.reasons[0].code == "role"


def test_what_was_issued_is_never_changed(bureau: Actor) -> None:
    with records.acting(bureau):
        services.issue_standard(actor=bureau, now=NOW, issue=ISSUE)
        for words in ("update records_issueddocument set reason = ''", "delete from records_issueddocument"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                connection.cursor().execute(words)

"""Keep the documents a city issues itself: whole, dated, never edited, in force for everybody."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from hemei.ground.records import models, standards
from hemei.ground.records.services.events import record_event
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, mark
from hemei.kernel.standards import (
    Document,
    DocumentText,
    StandardError,
    Standards,
    load_standards,
    read_document,
)
from hemei.kernel.standards.spoken import spoken
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class Issue:
    """A document about to be issued: what it is called, from which day it is in force, its TOML, and why."""

    name: str
    day: date
    toml: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that reads well, and the one in force on its day without it."""

    document: Document
    before: Document | None


def keep_document(*, actor: Actor, now: datetime, issue: Issue, scope: str) -> int:
    """Keep a document of this city and record that it was issued; returns its id.

    It is read with all others first, as strictly as at a start.

    Raises:
        Refused: it does not read, another is in force from the same day, or its day has passed: no
            decision is to be judged by what was not yet known.
    """
    city = settings.STANDARDS_CITY
    read_issue(now=now, issue=issue)
    kept = models.IssuedDocument.objects.create(
        city=city,
        name=issue.name,
        day=issue.day,
        toml=issue.toml,
        issued_by_body_id=actor.body_id or 0,
        reason=issue.reason,
        issued_at=now,
    )
    record_event(
        stream=f"records.document:{city}/{issue.name}",
        type="records.document_issued",
        actor=actor,
        at=now,
        scope=scope,
        data={
            "document": kept.pk,
            "day": issue.day.isoformat(),
            "sha256": hashlib.sha256(issue.toml.encode()).hexdigest(),
        },
    )
    standards.forget()
    transaction.on_commit(standards.forget)  # what another thread read in between is without it
    return kept.pk


def read_issue(*, now: datetime, issue: Issue) -> Reading:
    """Read a document about to be issued with all others and hold it against the one it would replace; keep nothing.

    Raises:
        Refused: as `keep_document`.
    """
    if issue.day < shanghai_day(now):
        raise Refused.because(
            mark("施行日期{day}已经过去。"), remedy=mark("标准不溯及以往，请写今天或以后的日期。"),
            field="day", code="day_past", day=issue.day.isoformat(),
        )  # fmt: skip
    found = _read_with_all(issue, settings.STANDARDS_CITY).in_force(issue.name, on=issue.day)
    if found is None:
        raise LookupError(f"{issue.name} of {issue.day} was read and is not found")
    return Reading(found, standards.standards().in_force(issue.name, on=issue.day))


def read_draft(*, name: str, day: date, toml: str) -> Any:
    """Read a text by the strict reader as the document of this name, by itself; keep nothing.

    Raises:
        Refused: it does not read; the reasons say line and remedy.
    """
    text = DocumentText(settings.STANDARDS_CITY, name, day, toml, label=f"draft/{name}")
    try:
        return read_document(text, standards.shapes()[name], standards.standards().sources)
    except StandardError as error:
        raise Refused(Decision.no(spoken(error, standards.spoken_misfits()))) from error


def _read_with_all(issue: Issue, city: str) -> Standards:
    text = DocumentText(
        label=f"issued/{issue.name}/{issue.day}",
        text=issue.toml,
        name=issue.name,
        day=issue.day,
        jurisdiction=city,
    )
    try:
        return load_standards(
            Path(settings.STANDARDS_FOLDER),
            city=city,
            shapes=standards.shapes(),
            issued=[*standards.issued_documents(city), text],
        )
    except StandardError as error:
        raise Refused(Decision.no(spoken(error, standards.spoken_misfits()))) from error

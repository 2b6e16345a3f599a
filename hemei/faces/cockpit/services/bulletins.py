"""Bulletins: asked for by whoever coordinates the place, made by the worker, published by the bureau.

Made anew from the same records they are the same bytes; a check says whether the records still give them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.faces.cockpit import bulletin
from hemei.faces.cockpit.models import Bulletin
from hemei.faces.cockpit.queries.areas import area
from hemei.faces.cockpit.queries.month import last_day, month_content
from hemei.faces.cockpit.rules import BULLETIN_MAY, BulletinState, BulletinWork, may_report
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records_kept
from hemei.ground.records import services as records
from hemei.ground.records.services import docx_of, pdf_of
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import speaking

BULLETINS_TASK = "hemei.cockpit.make_bulletins"
TEMPLATE = "monthly-bulletin"
LANGUAGE = "zh-hans"
STEPS = 3  # figures read, pages set, files kept

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
Clock = Callable[[], datetime]


@records.whole
def ask_for_bulletin(*, actor: Actor, now: datetime, place_id: int, month: date, site: str) -> int:
    """Ask for a place's bulletin of a month that has passed, or for it anew; returns its id.

    Raises:
        Refused: not this role's to make, no such place, the month has not passed, no template was in force,
            or residents read it already.
    """
    _demand(actor, people.Act.MAKE_BULLETIN)
    decision = may_report(month, shanghai_day(now))
    if not decision.allowed:
        raise Refused(decision)
    found = area(place_id, actor=actor, day=last_day(month))
    if found is None:
        raise _not_found()
    if records_kept.paper_template(TEMPLATE, last_day(month)) is None:
        raise Refused.because(
            mark("{month}没有施行中的简报模板。"),
            remedy=mark("请市级主管部门发布文书模板。"), field="month", code="no_template", month=f"{month:%Y-%m}",
        )  # fmt: skip
    row = Bulletin.objects.select_for_update().filter(place_id=place_id, month=month).first()
    if row is None:
        row = _opened(found.place.path, place_id, month, site, now)
    _demand_state(row, "make")
    row.work, row.step, row.asked_at, row.site = BulletinWork.MAKE.value, 0, now, site
    row.save()
    _record(row, "cockpit.bulletin_asked", actor, now, {"month": f"{month:%Y-%m}", "place": place_id})
    records.wake(BULLETINS_TASK, now)
    return row.pk


@records.whole
def ask_for_check(*, actor: Actor, now: datetime, bulletin_id: int) -> None:
    """Ask whether the records still give the same bytes."""
    _demand(actor, people.Act.MAKE_BULLETIN)
    row = _locked(bulletin_id)
    _demand_state(row, "check")
    row.work, row.step, row.asked_at = BulletinWork.CHECK.value, 0, now
    row.save()
    records.wake(BULLETINS_TASK, now)


@records.whole
def publish_bulletin(*, actor: Actor, now: datetime, bulletin_id: int) -> None:
    """Let residents read a bulletin."""
    _demand(actor, people.Act.PUBLISH_BULLETIN)
    row = _locked(bulletin_id)
    _demand_state(row, "publish")
    row.state, row.published_at = BulletinState.PUBLISHED.value, now
    row.save()
    _record(row, "cockpit.bulletin_published", actor, now, _hashes(row))


@records.whole
def withdraw_bulletin(*, actor: Actor, now: datetime, bulletin_id: int) -> None:
    """Take a bulletin back from residents; its files stay and can be made anew."""
    _demand(actor, people.Act.PUBLISH_BULLETIN)
    row = _locked(bulletin_id)
    _demand_state(row, "withdraw")
    row.state, row.published_at = BulletinState.MADE.value, None
    row.save()
    _record(row, "cockpit.bulletin_withdrawn", actor, now, _hashes(row))


def make_waiting(*, clock: Clock) -> int:
    """Make or check what was asked for, the oldest first; returns how many. For the worker; may be killed."""
    done = 0
    while (number := _waiting()) is not None:
        _work_on(number, clock)
        done += 1
    return done


def _waiting() -> int | None:
    with records.acting(_SYSTEM):
        rows = Bulletin.objects.exclude(work=BulletinWork.NONE.value).order_by("asked_at", "id")
        return rows.values_list("id", flat=True).first()


def _work_on(bulletin_id: int, clock: Clock) -> None:
    with records.acting(_SYSTEM):
        row = _locked(bulletin_id)
        if not row.work:
            return
        if row.number is None:
            row.number = records.next_number(series=f"bulletin:{row.place_id}", year=row.month.year)
        row.step = 0
        row.save()
    with records.acting(_SYSTEM), speaking(LANGUAGE):
        content = month_content(row.place_id, row.month, actor=_SYSTEM)
        _step(bulletin_id, 1)
    with speaking(LANGUAGE):
        files, labels = _files(row, content)
    with records.acting(_SYSTEM):
        _step(bulletin_id, 2)
    with records.acting(_SYSTEM):
        _finish(_locked(bulletin_id), content, files, labels, clock())


def _files(row: Bulletin, content: dict[str, Any] | None) -> tuple[records.PaperFiles, bulletin.Labels]:
    template = records_kept.paper_template(TEMPLATE, last_day(row.month))
    if content is None or template is None or row.number is None:
        raise LookupError(f"{row.stream}: its place, its template or its number is gone")
    labels = bulletin.Labels(
        bulletin.title_of(content, template), bulletin.number_of(row.number, row.month, template), row.site
    )
    paper = bulletin.paper_of(content, template, labels)
    return records.PaperFiles(docx_of(paper), pdf_of(paper)), labels


def _finish(
    row: Bulletin,
    content: dict[str, Any] | None,
    files: records.PaperFiles,
    labels: bulletin.Labels,
    now: datetime,
) -> None:
    work, row.work, row.step = row.work, BulletinWork.NONE.value, STEPS
    hashes = {"docx_sha256": _sha256(files.docx), "pdf_sha256": _sha256(files.pdf)}
    if work == BulletinWork.CHECK.value:
        same = hashes == _hashes(row)
        row.checked_at, row.differs = now, [] if same else differing(row.content, content)
        row.save()
        _record(row, "cockpit.bulletin_checked", _SYSTEM, now, {**hashes, "same": same})
    elif work == BulletinWork.MAKE.value and BulletinState(row.state) in BULLETIN_MAY["make"]:
        records.keep_paper(files=files, stream=row.stream, scope=row.scope, now=now)
        row.state, row.content, row.made_at = BulletinState.MADE.value, content, now
        row.title, row.number_words = labels.title, labels.number
        row.docx_sha256, row.pdf_sha256 = hashes["docx_sha256"], hashes["pdf_sha256"]
        row.checked_at = row.differs = None
        row.save()
        _record(row, "cockpit.bulletin_made", _SYSTEM, now, {**hashes, "number": row.number or 0})
    else:
        row.save()


def differing(before: dict[str, Any] | None, now: dict[str, Any] | None) -> list[str]:
    """Return the names of the figures that say something else now; `*` where it is not a figure that differs."""
    old, new = ({one["code"]: one for one in (content or {}).get("figures", ())} for content in (before, now))
    names = [
        (new.get(code) or old[code])["name"]
        for code in sorted({*old, *new})
        if old.get(code) != new.get(code)
    ]
    return names or ["*"]


def _opened(path: str, place_id: int, month: date, site: str, now: datetime) -> Bulletin:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('cockpit_bulletin', 'id'))")
        (number,) = cursor.fetchone()
    return Bulletin(
        pk=number,
        stream=f"cockpit.bulletin:{number}",
        scope=path,
        place_id=place_id,
        month=month,
        site=site,
        asked_at=now,
    )


def _locked(bulletin_id: int) -> Bulletin:
    row = Bulletin.objects.select_for_update().filter(pk=bulletin_id).first()
    if row is None:
        raise _not_found()
    return row


def _step(bulletin_id: int, step: int) -> None:
    Bulletin.objects.filter(pk=bulletin_id).update(step=step)


def _demand(actor: Actor, act: people.Act) -> None:
    decision = people.may(actor.role, act)
    if not decision.allowed:
        raise Refused(decision)


def _demand_state(row: Bulletin, act: str) -> None:
    if BulletinState(row.state) not in BULLETIN_MAY[act]:
        raise Refused.because(
            mark("简报现在的状态不能这样办理。"),
            remedy=mark("已经公布的先撤回，没有生成的先生成。"), code="state",
        )  # fmt: skip


def _not_found() -> Refused:
    return Refused.because(mark("找不到这个地方或这份简报。"), code="not_found")


def _hashes(row: Bulletin) -> dict[str, str]:
    return {"docx_sha256": row.docx_sha256, "pdf_sha256": row.pdf_sha256}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _record(row: Bulletin, name: str, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    records.record_event(stream=row.stream, type=name, actor=actor, at=now, scope=row.scope, data=data)

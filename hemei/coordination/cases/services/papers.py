"""Papers of a case: made with a number, served, the sealed copy kept."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import partial
from typing import Any, BinaryIO

from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import Case, CasePaper, Submission
from hemei.coordination.cases.queries.papers import written_by
from hemei.coordination.cases.queries.visits import ordered_at_visits
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import (
    SEALED_COPY,
    Addressee,
    PaperDraft,
    PaperKind,
    answer_clock,
    check_draft,
    check_service,
    due_clock,
    may_make,
    may_put_right,
    recipient_of,
)
from hemei.coordination.cases.rules.state import CaseState, Clock
from hemei.coordination.cases.rules.words import OTHER_KIND, OUTCOME_TEXTS
from hemei.coordination.cases.services.acting import NoSuchCase, locked
from hemei.coordination.cases.services.visits import invitable
from hemei.coordination.cases.services.writing import usable_key
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day

MOST_BYTES = 10_000_000
PURPOSE = SEALED_COPY
_PDF = "application/pdf"


def template_of(kind: PaperKind, day: date, *, kept: str = "") -> record.PaperTemplate | None:
    """Return the template of a kind of paper that is in force on a day, or that of the document it was made from."""
    return record.paper_template(f"case-{kind.value}", day, kept=kept)


def addressees(state: CaseState, *, own: int | None, now: datetime) -> dict[int, str]:
    """Return the bodies a paper of a case can be for, with their names: who can be called there, who has it in hand.

    First whom the list names for its kind; a body writes no paper to itself.
    """
    there = invitable(
        scope=state.scope, estate_id=state.place, fact_on=state.fact_on, now=now, kind=state.kind
    )
    found = {body: one.name for body, one in there.items()}
    called = {task.body for task in state.tasks} | {item.to for item in state.supervisions}
    others = {state.home, state.accountable, *called} - set(found)
    found |= people.body_names(others) if others else {}
    return {body: name for body, name in found.items() if body != own}


@records.whole
def make_paper(
    *, viewer: Viewer, now: datetime, number: str, draft: PaperDraft, submission_key: str = ""
) -> int:
    """Make a paper with the next number of its series; returns its id. The same form sent twice makes one.

    A series is what is printed around the number, not the body behind it: two communities of one name, or a body
    and its successor of the same name, count on together. Whoever holds a paper has only what is printed on it.

    Raises:
        NoSuchCase: not there, or not his.
        Refused: not his to make, nothing to make it of, or not said for whom, what or by when.
    """
    case, state = locked(number)
    key = usable_key(submission_key, draft)
    before = CasePaper.objects.filter(case=case).order_by("pk")
    done = Submission.objects.filter(key=key, stream=case.stream).first()
    if done is not None:
        return int(before[done.seq - 1].pk)
    ordered = ordered_at_visits(case.stream, viewer.actor.body_id)
    demand(may_make(draft.kind, state, viewer, ordered=ordered))
    today = shanghai_day(now)
    body = viewer.actor.body_id
    recipient = recipient_of(draft, addressees(state, own=body, now=now))
    check_draft(draft, today)
    document = record.templates_on(today)
    template = template_of(draft.kind, today, kept=document)
    if template is None or body is None:
        raise Refused.because(mark("今天没有这种文书的模板"), field="kind", code="no_template")
    name = people.body_names({body})[body]
    texts = _sealed(case, recipient, draft.text)
    row = CasePaper.objects.create(
        case=case,
        stream=case.stream,
        scope=case.scope,
        kind=draft.kind.value,
        number=_numbered(template, name, today.year),
        body_id=body,
        made_at=now,
        template=document,
        about=_about(case, state, draft, body) | {"body": name},
        addressee=draft.addressee.value,
        addressee_body_id=draft.body if draft.addressee is Addressee.BODY else None,
        recipient_id=texts["paper_recipient"]["vault"],
        text_id=texts["paper_text"]["vault"],
    )
    Submission.objects.create(key=key, stream=case.stream, scope=case.scope, seq=before.count())
    said = {"paper": row.kind, "number": row.number, "addressee": row.addressee, "texts": texts}
    _event(viewer, now, row, "cases.paper_made", {"about": said})
    return int(row.pk)


def _numbered(template: record.PaperTemplate, body: str, year: int) -> str:
    """Return the next number of a series, as the template prints it."""
    printed = partial(template.number.format, body=body, year=year)
    return printed(number=records.next_number(series=f"cases:{printed(number='')}", year=year))


def _sealed(case: Case, recipient: str, text: str) -> dict[str, dict[str, Any]]:
    """Seal the words of a paper and return by field where each lies, as its event says it."""
    said = {"paper_recipient": recipient, "paper_text": text}
    sealed = records.write_seals(
        [
            records.prepare_seal(stream=case.stream, scope=case.scope, field=field, text=text)
            for field, text in said.items()
        ]
    )
    return {
        field: {"vault": one.vault_id, "commitment": one.commitment}
        for field, one in zip(said, sealed, strict=True)
    }


def _about(case: Case, state: CaseState, draft: PaperDraft, body: int) -> dict[str, Any]:
    """Return the facts a paper of a body says, as they stand now; nothing personal and no free text."""
    law = law_of(state.fact_on)
    line = law.lines.get(state.kind)
    due, answer = due_clock(draft.kind, state), answer_clock(draft.kind, state, body)
    return {
        "case": case.number,
        "kind": line.name if line and state.kind != OTHER_KIND else "其他问题",
        "place": state.place_name,
        "house": state.house,
        "reported": _day(state.reported_at),
        "law": "、".join(
            found.warrant.cited for found in line.legal_on(law.day) if found.warrant.basis != "design"
        )
        if line
        else "",
        "until": draft.until.isoformat() if draft.until else _end(answer),
        "due": _end(due),
        "outcome": OUTCOME_TEXTS[state.outcome] if state.outcome else "",
        "home": people.body_names({state.home}).get(state.home, ""),
        "times": state.times_extended,
        "most": law.ladders.extensions_of(law.terms(state.kind, state.variant).handling_class),
    }


def _end(clock: Clock | None) -> str:
    return _day(clock.due_at) if clock else ""


def _day(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@records.whole
def serve_paper(
    *,
    viewer: Viewer,
    now: datetime,
    number: str,
    paper_id: int,
    way: str,
    served_on: date | None,
    reason: str = "",
) -> None:
    """Record how and when a paper was served; anew only with the reason. Raises NoSuchCase and Refused."""
    row = _own(viewer, number, paper_id)
    before = {"day": row.served_on.isoformat(), "way": row.service} if row.served_on else None
    demand(may_put_right(withdrawn=row.withdrawn_at is not None, filed=before is not None, reason=reason))
    service = check_service(way, served_on, shanghai_day(row.made_at), shanghai_day(now))
    row.served_on, row.service = served_on, service.value
    row.save(update_fields=["served_on", "service"])
    said: dict[str, Any] = {
        "number": row.number,
        "served_on": served_on.isoformat() if served_on else "",
        "service": row.service,
    }
    if before is None:
        _event(viewer, now, row, "cases.paper_served", {"about": said})
        return
    said |= {"before": before, "texts": _reason(row, reason)}
    _event(viewer, now, row, "cases.paper_service_corrected", {"about": said})


@records.whole
def keep_scan(
    *,
    viewer: Viewer,
    now: datetime,
    number: str,
    paper_id: int,
    upload: BinaryIO,
    name: str,
    reason: str = "",
) -> None:
    """Keep the scan of the sealed copy: a PDF or a photo; another only with the reason, and the old file stays.

    Raises:
        NoSuchCase: not there, or not his.
        Refused: the paper was withdrawn, no reason is given, or the file will not do.
    """
    row = _own(viewer, number, paper_id)
    demand(
        may_put_right(withdrawn=row.withdrawn_at is not None, filed=row.scan_id is not None, reason=reason)
    )
    kept = _read(upload, name)
    where = {"stream": row.stream, "scope": row.scope, "purpose": PURPOSE, "now": now}
    if isinstance(kept, records.Attachment):
        file = records.add_attachment(kept, **where)  # type: ignore[arg-type]
    else:
        file = records.add_photo(kept, **where)  # type: ignore[arg-type]
    before = {"file": row.scan_id, "sha256": row.sha256} if row.scan_id is not None else None
    row.scan_id, row.sha256 = file.pk, hashlib.sha256(kept.content).hexdigest()
    said: dict[str, Any] = {"number": row.number, "sha256": row.sha256}
    if before is not None:
        row.scans_before = [*row.scans_before, before]
        said |= {"before": before["sha256"], "texts": _reason(row, reason)}
    row.save(update_fields=["scan_id", "sha256", "scans_before"])
    kind = "cases.paper_scan_replaced" if before is not None else "cases.paper_scanned"
    _event(viewer, now, row, kind, {"about": said})


@records.whole
def withdraw_paper(*, viewer: Viewer, now: datetime, number: str, paper_id: int, reason: str) -> None:
    """Withdraw a paper that should not stand; its number is not given again. Raises NoSuchCase and Refused."""
    row = _own(viewer, number, paper_id)
    demand(may_put_right(withdrawn=row.withdrawn_at is not None, filed=True, reason=reason))
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    said = {"paper": row.kind, "number": row.number, "texts": _reason(row, reason)}
    _event(viewer, now, row, "cases.paper_withdrawn", {"about": said})


def _reason(row: CasePaper, reason: str) -> dict[str, dict[str, Any]]:
    sealed = records.seal(stream=row.stream, scope=row.scope, field="paper_reason", text=reason)
    return {"paper_reason": {"vault": sealed.vault_id, "commitment": sealed.commitment}}


def _read(upload: BinaryIO, name: str) -> records.Photo | records.Attachment:
    if not name.lower().endswith(records.DOCUMENT_ENDINGS):
        return records.prepare_photo(upload, name=name, most_bytes=MOST_BYTES)
    found = records.prepare_attachment(upload, name=name, most_bytes=MOST_BYTES)
    if found.media_type != _PDF:
        raise Refused.because(mark("盖章件要是PDF或者照片"), field="file", code="kind")
    return found


def _own(viewer: Viewer, number: str, paper_id: int) -> CasePaper:
    """Return a paper of the viewer's own body, or one it succeeded; raises NoSuchCase for any other."""
    locked(number)
    row = written_by(viewer.actor.body_id).filter(pk=paper_id, case__number=number).first()
    if row is None:
        raise NoSuchCase(number)
    return row


def _event(viewer: Viewer, now: datetime, row: CasePaper, kind: str, data: dict[str, Any]) -> None:
    records.record_event(stream=row.stream, type=kind, actor=viewer.actor, at=now, scope=row.scope, data=data)

"""An assessor's page of one subject: the items he marks, with what counts as evidence and what a step is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Decision, Reason, Refused, mark
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.pages.doing import fraction_of
from hemei.oversight.assessment.pages.shared import REFUSED, cited, entered, scale_options
from hemei.ui.doors import signed_in
from hemei.ui.files import saved, shown
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.uploads import MEGABYTE, refuse_skipped


@never_cache
@signed_in
def marking(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show the items an assessor marks for a subject, and take his marks: those he changed, all or none."""
    actor = entered(request, queries.Act.MARK)
    found = queries.entry(entry_id, actor=actor)
    row = queries.round_row(found.round_id, actor=actor) if found else None
    task = queries.own_task(actor=actor, round_id=found.round_id) if found else None
    if found is None or row is None or task is None or not task.judges(entry_id):
        raise Http404
    standard = queries.version(row.standard, row.standard_day)
    if request.method != "POST":
        return _show(request, found, row, task, {})
    typed = request.POST.dict()
    try:
        refuse_skipped(request, field="", most_megabytes=services.MOST_BYTES // MEGABYTE)
        marks = _drafts(standard, found.id, request, _given(found.id, actor, task))
        services.mark_items(actor=actor, now=utc_now(), round_id=row.id, marks=marks)
    except Refused as refused:
        return _show(request, found, row, task, typed, refused)
    messages.success(request, _("已记录%(count)s项评分。") % {"count": len(marks)})
    return HttpResponseRedirect(reverse("assessment:round", args=[row.id]))


def _given(entry_id: int, actor: Actor, task: queries.OwnTask) -> dict[str, queries.MarkRow]:
    """Return the last mark the assessor gave on each item."""
    return {one.item: one for one in queries.marks_of([entry_id], actor=actor, own=task.assessor_id)}


def _drafts(
    standard: queries.EvaluationStandard,
    entry_id: int,
    request: HttpRequest,
    given: Mapping[str, queries.MarkRow],
) -> list[services.MarkDraft]:
    """Return the marks a form brings that are not what stands already."""
    found, typed = [], request.POST
    for item in standard.item:
        value = fraction_of(typed.get(f"value-{item.code}", ""))
        if item.filled_by or value is None:
            continue
        note, before = typed.get(f"note-{item.code}", "").strip(), given.get(item.code)
        proof = _proof(request, item.code)
        if proof or before is None or (before.value, before.note) != (value, note):
            kept = before.evidence if before else ""  # a later mark stands on the evidence of the one before
            found.append(
                services.MarkDraft(
                    entry_id=entry_id, item=item.code, value=value, note=note, evidence=kept, proof=proof
                )
            )
    if not found:
        raise Refused(Decision.no(Reason(mark("没有新的评分"), {}, mark("请至少评定一项"), code="nothing")))
    return found


def _proof(request: HttpRequest, code: str) -> services.Proof | None:
    upload = request.FILES.get(f"file-{code}")
    return services.Proof(cast("BinaryIO", upload), upload.name or "") if upload else None


@require_safe
@signed_in
def evidence(request: HttpRequest, mark_id: int) -> HttpResponse:
    """Hand out the evidence of a mark: a photo to be looked at, a document to be saved; not yours is not there."""
    file = queries.mark_file(mark_id, actor=entered(request))
    if file is None:
        raise Http404
    content = records.file_content(file)
    if file.width is not None:
        return shown(content, file.media_type)
    names = records.open_sealed([file.evidence_id] if file.evidence_id else [])
    return saved(content, file.media_type, names.get(file.evidence_id or 0) or str(file.id))


def _show(
    request: HttpRequest,
    found: queries.EntryRow,
    row: queries.RoundRow,
    task: queries.OwnTask,
    typed: Mapping[str, str],
    refused: Refused | None = None,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    standard, given = queries.version(row.standard, row.standard_day), _given(found.id, actor, task)
    items: dict[str, list[dict[str, Any]]] = {}
    for item in standard.item:
        if item.filled_by:
            continue
        before = given.get(item.code)
        items.setdefault(item.section, []).append(
            {
                "item": item,
                "options": scale_options(item),
                "value": typed.get(f"value-{item.code}", str(before.value) if before else ""),
                "note": typed.get(f"note-{item.code}", before.note if before else ""),
                "clause": cited(standard, item.warrant),
                "proof": reverse("assessment:evidence", args=[before.id]) if before and before.proven else "",
            }
        )
    context = {
        "found": found,
        "row": row,
        "sections": [(section, items[section.code]) for section in standard.section if section.code in items],
        "filled": [item.name for item in standard.item if item.filled_by],
        "open": row.stage is queries.Stage.OPEN,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "assessment/marking.html", context, REFUSED if refused else 200)

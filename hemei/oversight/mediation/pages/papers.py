"""The papers of a dispute: agreements, scans of what was signed, notices. For parties and who handles the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages import file
from hemei.oversight.mediation.pages.shared import entered
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.uploads import refuse_skipped

_MEGABYTES = 10
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


@never_cache
@require_safe
@signed_in
def agreement(request: HttpRequest, dispute_id: int, agreement_id: int, form: str) -> HttpResponseBase:
    """Give the paper of an agreement to a party or to whoever handles the file."""
    actor = entered(request, queries.Act.SEE)
    page = queries.dispute(dispute_id, actor=actor, now=utc_now())
    if page is None or form not in {"pdf", "docx"}:
        raise Http404
    wanted = f"{form}-{agreement_id}"
    found = next((one for one in record.files_of([page.row.stream]) if one.purpose == wanted), None)
    return _given(found, f"{page.row.number}.{form}")


@never_cache
@require_safe
@signed_in
def scan(request: HttpRequest, scan_id: int) -> HttpResponseBase:
    """Give a scan of what was signed, as it was kept, to a party or to whoever handles the file."""
    found = queries.scan_file(scan_id, actor=entered(request, queries.Act.SEE), now=utc_now())
    return _given(found, f"scan-{scan_id}.{_ENDINGS.get(found.media_type, 'bin') if found else ''}")


@never_cache
@require_safe
@signed_in
def notice(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Give a notice to print, to whoever handles the file or the party it is for."""
    found = queries.notice_file(notice_id, actor=entered(request, queries.Act.SEE), now=utc_now())
    return _given(found[1] if found else None, f"{found[0] if found else ''}.pdf")


def _given(found: record.FileRow | None, name: str) -> HttpResponse:
    if found is None:
        raise Http404
    answer = HttpResponse(record.file_content(found), content_type=found.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_POST
@signed_in
def add_scan(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Keep a scan of the signed paper or of a fingerprint."""
    actor, typed = entered(request, queries.Act.HANDLE), request.POST
    try:
        refuse_skipped(request, field="file", most_megabytes=_MEGABYTES)
        upload = request.FILES.get("file")
        if upload is None:
            raise Refused.because(mark("请选择扫描件"), field="file", code="file")
        services.add_scan(
            actor=actor, now=utc_now(), agreement_id=whole_of(typed.get("agreement", "")) or 0,
            draft=services.ScanDraft(
                kind=_kind(typed.get("kind", "")), upload=upload, name=str(upload.name or ""),  # type: ignore[arg-type]
                party_id=whole_of(typed.get("party", "")),
            ),
        )  # fmt: skip
    except Refused as refused:
        return file.show(request, dispute_id, actor, typed.dict(), "scan", refused)
    messages.success(request, _("扫描件已存入卷宗，当事人可以看到。"))
    return HttpResponseRedirect(reverse("mediation:dispute", args=[dispute_id]))


def _kind(text: str) -> queries.ScanKind:
    try:
        return queries.ScanKind(text)
    except ValueError:
        raise Refused.because(mark("请选择是什么扫描件"), field="kind", code="kind") from None

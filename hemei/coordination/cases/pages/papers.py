"""The papers of a case: the list, making one, its files, its service and the sealed copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.coordination.cases import paper, queries, services
from hemei.coordination.cases.pages.case import REFUSED, seeing, viewer_of
from hemei.coordination.cases.pages.paper_faces import may_make_which, paper_rows
from hemei.coordination.cases.rules.papers import (
    ADDRESSEE_TEXTS,
    CLERKS,
    PAPER_TEXTS,
    SERVICE_TEXTS,
    Addressee,
    PaperDraft,
    PaperKind,
    Service,
)
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in, stands_alone, status_of
from hemei.ui.files import saved, shown
from hemei.ui.forms import day_of, errors_of, plain, whole_of
from hemei.ui.handed import fresh_key
from hemei.ui.render import render
from hemei.ui.rows import Badge, Row
from hemei.ui.uploads import refuse_skipped
from hemei.ui.words import local_day, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hemei.coordination.cases.rules.moves import Viewer

LIST, _MEGABYTES = 50, 10
_TYPED = ("kind", "addressee", "recipient", "text", "until", "service", "served_on", "reason")


@never_cache
@signed_in
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """Show the papers of a case, and make one."""
    viewer = viewer_of(request, number)
    if request.method != "POST":
        return _show(request, viewer, number)
    try:
        draft = _draft({name: request.POST.get(name, "") for name in _TYPED})
        with seeing(viewer):
            services.make_paper(
                viewer=viewer,
                now=utc_now(),
                number=number,
                draft=draft,
                submission_key=request.POST.get("submission_key", ""),
            )
    except services.NoSuchCase as missing:
        raise Http404 from missing
    except Refused as refused:
        return _show(request, viewer, number, refused, form="new")
    return HttpResponseRedirect(reverse("cases:papers", args=[number]))


def _draft(typed: Mapping[str, str]) -> PaperDraft:
    """Read the form; whom the paper is for is a body by its id, or a word."""
    if typed["kind"] not in set(PaperKind):
        raise Refused.because(mark("请选择文书"), field="kind", code="kind")
    chosen, body = typed["addressee"], whole_of(typed["addressee"])
    if body is None and chosen not in ADDRESSEE_TEXTS:
        raise Refused.because(mark("请选择送达给谁"), field="addressee", code="addressee")
    return PaperDraft(
        kind=PaperKind(typed["kind"]),
        addressee=Addressee.BODY if body is not None else Addressee(chosen),
        body=body,
        recipient=plain(typed["recipient"], 61),
        text=typed["text"].replace("\r\n", "\n").strip(),
        until=day_of(typed["until"], "until"),
    )


def _show(
    request: HttpRequest,
    viewer: Viewer,
    number: str,
    refused: Refused | None = None,
    *,
    form: str = "",
) -> HttpResponse:
    """Show the papers; `form` is the one that was refused: making one, or what was filed of one."""
    typed = {name: request.POST.get(name, "") for name in _TYPED}
    with seeing(viewer):
        now = utc_now()
        page = queries.case_page(viewer=viewer, number=number, now=now)
        if page is None:
            raise Http404
        rows = paper_rows(page, now)
        asked = may_make_which(page)
        offered = [
            (kind.value, say(PAPER_TEXTS[kind])) for kind, decision in asked.items() if decision.allowed
        ]
        if not rows and not offered:
            raise Http404
        known = services.addressees(page.state, own=page.viewer.actor.body_id, now=now) if offered else {}
    blocked = {kind: decision for kind, decision in asked.items() if decision.reasons}
    context = {
        "number": number,
        "place": page.state.place_name,
        "rows": rows,
        "kinds": offered,
        "orders": asked[PaperKind.RECTIFICATION].allowed,
        "blocked": [
            {"words": say(PAPER_TEXTS[kind]), "reasons": decision.reasons}
            for kind, decision in blocked.items()
            if decision.reasons[0].code in {"no_ground", "no_power"}
        ],
        "ways": [(way.value, say(SERVICE_TEXTS[way])) for way in Service],
        "form": form,
        "values": typed,
        "submission_key": (form == "new" and request.POST.get("submission_key")) or fresh_key(),
        "addressees": [
            *((one.value, say(words)) for one, words in ADDRESSEE_TEXTS.items()),
            *((str(body), name) for body, name in known.items()),
        ],
        "errors": errors_of(refused) if refused else {},
        "today": shanghai_day(now).isoformat(),
        "case_address": reverse("cases:case", args=[number]),
    }
    return render(request, "cases/papers.html", context, status_of(refused, REFUSED) if refused else 200)


@never_cache
@require_GET
@signed_in
def unserved(request: HttpRequest) -> HttpResponse:
    """List the papers of one's own body that wait to be registered as served; each leads to where it is done."""
    actor, before = request.actor, whole_of(request.GET.get("before", ""))  # type: ignore[attr-defined]
    if actor.role not in CLERKS:
        raise PermissionDenied
    found = queries.unserved_papers(actor=actor, before=before, limit=LIST + 1)
    rows = [
        Row(
            f"{reverse('cases:papers', args=[one.case])}#paper-{one.id}",
            say(PAPER_TEXTS[one.kind]),
            one.place,
            Badge(local_day(one.made_at)),
            number=one.number,
            todo=_("送达给%(who)s") % {"who": one.recipient} if one.recipient else "",
        )
        for one in found[:LIST]
    ]
    older = f"?before={found[LIST - 1].id}" if len(found) > LIST else ""
    return render(request, "cases/unserved.html", {"rows": rows, "older": older})


@stands_alone
@require_GET
def paper_file(request: HttpRequest, number: str, paper_id: int, form: str) -> HttpResponse:
    """Give a paper as DOCX or PDF; made from its row, so the same every time."""
    row, _page = _found(request, number, paper_id)
    template = services.template_of(row.kind, shanghai_day(row.made_at), kept=row.template)
    if template is None or form not in records.MEDIA_TYPES:
        raise Http404
    made = paper.paper_of(row, template)
    content = records.pdf_of(made) if form == "pdf" else records.docx_of(made)
    return saved(content, records.MEDIA_TYPES[form], f"{row.number}.{form}")


@stands_alone
@require_GET
def scan(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Give the scan of the sealed copy, or one that it replaced."""
    row, page = _found(request, number, paper_id)
    place = whole_of(request.GET.get("before", ""))
    asked = row.scans_before[place : place + 1] if place is not None else (row.scan_id or 0,)
    with seeing(viewer_of(request, number)):
        file = queries.scan_of(page=page, file=asked[0]) if asked else None
        if file is None:
            raise Http404
        content = record.file_content(file)
    if file.media_type == records.MEDIA_TYPES["pdf"]:
        return saved(content, file.media_type, f"{row.number}.pdf")
    return shown(content, file.media_type)


def _found(request: HttpRequest, number: str, paper_id: int) -> tuple[queries.PaperRow, queries.CasePage]:
    viewer = viewer_of(request, number)
    with seeing(viewer):
        now = utc_now()
        page = queries.case_page(viewer=viewer, number=number, now=now)
        found = queries.papers_of(page=page, now=now) if page else []
    row = next((row for row in found if row.id == paper_id), None)
    if page is None or row is None:
        raise Http404
    return row, page


@never_cache
@require_POST
@signed_in
def served(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Record how a paper was served, keep the scan of its sealed copy, or withdraw it; what was filed is put right."""
    viewer = viewer_of(request, number)
    asked: dict[str, Any] = {"now": utc_now(), "number": number, "paper_id": paper_id}
    asked["reason"] = plain(request.POST.get("reason", ""), 500)
    form = "w" if request.POST.get("withdraw") else "f" if request.POST.get("scan") else "s"
    try:
        with seeing(viewer):
            if form == "w":
                services.withdraw_paper(viewer=viewer, **asked)
            elif request.POST.get("scan"):
                refuse_skipped(request, field="file", most_megabytes=_MEGABYTES)
                upload: Any = request.FILES.get("file")
                if upload is None:
                    raise Refused.because(mark("请选择盖章件"), field="file", code="file")
                services.keep_scan(viewer=viewer, upload=upload, name=str(upload.name or ""), **asked)
            else:
                day = day_of(request.POST.get("served_on", ""), "served_on")
                services.serve_paper(
                    viewer=viewer, way=request.POST.get("service", ""), served_on=day, **asked
                )
    except services.NoSuchCase as missing:
        raise Http404 from missing
    except Refused as refused:
        return _show(request, viewer, number, refused, form=f"{form}{paper_id}")
    return HttpResponseRedirect(f"{reverse('cases:papers', args=[number])}#paper-{paper_id}")

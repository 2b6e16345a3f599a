"""Record a document, and the clauses of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.policy import queries, services
from hemei.leadership.policy.pages.documents import REFUSED, read_day, show
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

_YEAR_DIGITS = 4


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Show the form, or record the document and go to its page."""
    actor = request.actor  # type: ignore[attr-defined]
    services.demand_record(actor)
    if request.method == "GET":
        return _form(request, {})
    try:
        number = services.record_document(actor=actor, now=utc_now(), draft=_draft(request))
    except Refused as refused:
        return _form(request, request.POST.dict(), refused)
    return HttpResponseRedirect(reverse("policy:document", args=[number]))


def _form(request: HttpRequest, values: dict[str, Any], refused: Refused | None = None) -> HttpResponse:
    context = {
        "values": values,
        "errors": errors_of(refused) if refused else {},
        "kinds": [(code, say(words)) for code, words in queries.KIND_TEXTS.items()],
        "opinions": [(row.id, row.title) for row in queries.documents(kind="opinion")],
        "cited": [(row.source.code, row.source.title) for row in queries.sources()],
    }
    return render(request, "policy/new.html", context, REFUSED if refused else 200)


def _draft(request: HttpRequest) -> services.DocumentDraft:
    data = request.POST
    since, until = data.get("since", "").strip(), data.get("until", "").strip()
    return services.DocumentDraft(
        kind=data.get("kind", ""),
        title=data.get("title", ""),
        number=data.get("number", "")[:100],
        issuer=data.get("issuer", ""),
        since=read_day(since, "since") if since else None,
        until=read_day(until, "until") if until else None,
        year=_year(data.get("year", "").strip()),
        supports=_supports(data.get("supports", "")),
        first_topic=data.get("first_topic") == "1",
        secretary_project=data.get("secretary_project") == "1",
        cited=data.get("cited", "")[:100],
    )


def _year(raw: str) -> int | None:
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) == _YEAR_DIGITS):
        raise Refused.because(mark("年份要写四位数字"), field="year", code="year")
    return int(raw)


def _supports(raw: str) -> int | None:
    if not raw:
        return None
    known = {str(row.id): row.id for row in queries.documents(kind="opinion")}
    if raw not in known:
        raise Refused.because(mark("没有这份文件"), field="supports", code="not_found")
    return known[raw]


@never_cache
@require_POST
@signed_in
def clause(request: HttpRequest, document_id: int) -> HttpResponse:
    """Record a clause and show it where it now stands."""
    data = request.POST
    draft = services.ClauseDraft(
        text=data.get("text", "").replace("\r\n", "\n"),
        number=data.get("number", "")[:60],
        demand=data.get("demand", ""),
        addressee=data.get("addressee", ""),
        limit=data.get("limit", ""),
        repeat=data.get("repeat", "") or queries.Repeat.ONCE.value,
        photo_needed=data.get("photo_needed") == "1",
    )
    try:
        number = services.add_clause(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            document_id=document_id,
            draft=draft,
        )
    except Refused as refused:
        return show(request, document_id, form="clause", values=data.dict(), refused=refused)
    return HttpResponseRedirect(reverse("policy:document", args=[document_id]) + f"#clause-{number}")

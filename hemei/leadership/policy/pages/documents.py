"""The list of policy documents, and one document with its clauses and how far they are done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.figures import Verdict
from hemei.kernel.limits import UNIT_TEXTS
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.policy import queries, services
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, errors_of, past_end
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSED = 422
VERDICT_TEXTS: dict[Verdict, tuple[str, str]] = {
    Verdict.YES: (mark("施行中"), "good"),
    Verdict.NO: (mark("未施行或已失效"), ""),
    Verdict.NOT_PROVABLE: (mark("是否施行无法证明"), "warn"),
}
ADDRESSEE_TEXTS: dict[str, str] = {
    "county_government": mark("各区县"),
    "street": mark("各街道（乡镇）"),
    "community": mark("各社区"),
    "company": mark("各物业服务企业"),
    "department": mark("各部门"),
}


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def face(row: queries.DocumentRow, day: date) -> dict[str, Any]:
    """Return a document as lists show it; what the source does not give is said, not left blank."""
    verdict, reason = row.force(day)
    words, tone = VERDICT_TEXTS[verdict]
    return {
        "id": row.id,
        "title": row.title or say(queries.NOT_GIVEN),
        "has_title": bool(row.title),
        "kind": say(queries.KIND_TEXTS[row.kind]),
        "issuer": row.issuer or _("来源未给出"),
        "number": row.number or _("来源未给出"),
        "day": row.valid_from.isoformat()
        if row.valid_from
        else _("%(year)s年，日期来源未给出") % {"year": row.year}
        if row.year
        else _("来源未给出"),
        "until": row.valid_until.isoformat() if row.valid_until else "",
        "force": {"words": say(words), "tone": tone},
        "reason": say_reason(reason),
        "first_topic": row.first_topic,
        "secretary_project": row.secretary_project,
    }


@never_cache
@require_GET
@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    """Show the documents; filters stand in the address."""
    chosen, rows = _chosen(request)
    actor = request.actor  # type: ignore[attr-defined]
    day = as_of(request.GET.get("on", ""), today())
    supporting = [row for row in queries.documents(kind="supporting") if row.supports_id]
    context = {
        "rows": [face(row, day) for row in rows],
        "filters": chosen,
        "kinds": [(code, say(words)) for code, words in queries.KIND_TEXTS.items()],
        "may_record": services.may_record(actor),
        "in_force": sum(row.force(day)[0] is Verdict.YES for row in supporting),
        "supporting": len(supporting),
        "day": day.isoformat(),
        "today": today(),
    }
    return render(request, "policy/documents.html", context)


def _chosen(request: HttpRequest) -> tuple[dict[str, str], list[queries.DocumentRow]]:
    words = {name: request.GET.get(name, "").strip()[:60] for name in ("kind", "marked", "q")}
    words["kind"] = words["kind"] if words["kind"] in queries.KIND_TEXTS else ""
    return words, queries.documents(kind=words["kind"], marked=words["marked"] == "1", text=words["q"])


@never_cache
@require_GET
@signed_in
def documents_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list as a spreadsheet."""
    _words, rows = _chosen(request)
    day = as_of(request.GET.get("on", ""), today())
    header = [
        _("编号"),
        _("标题"),
        _("种类"),
        _("发文机关"),
        _("文号"),
        _("施行"),
        _("失效"),
        _("状态"),
        _("依据"),
    ]
    faces = [face(row, day) for row in rows]
    names = ("id", "title", "kind", "issuer", "number", "day", "until")
    lines = [[*(one[name] for name in names), one["force"]["words"], one["reason"]] for one in faces]
    return sheet(_("政策文件"), header, lines)


@never_cache
@require_GET
@signed_in
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show a document."""
    return show(request, document_id)


def show(
    request: HttpRequest,
    document_id: int,
    *,
    form: str = "",
    values: Mapping[str, Any] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """Draw the page of a document; `form` is what was refused, with its values."""
    day = as_of(request.GET.get("on", ""), today())
    page = queries.document_page(
        actor=request.actor,  # type: ignore[attr-defined]
        document_id=document_id,
        now=utc_now(),
        at=past_end(day.isoformat(), today()),
    )
    if page is None:
        raise Http404
    allowed = {act.value: decision.allowed for act, decision in page.may.items()}
    context = {
        "day": day,
        "today": today(),
        "document": face(page.document, day),
        "cited": page.document.cited,
        "rules": page.rules,
        "supports": face(page.supports, day) if page.supports else None,
        "supported_by": [face(row, day) for row in page.supported_by],
        "clauses": [_clause(clause) for clause in page.clauses],
        "source": page.source,
        "may": allowed,
        "form": form,
        "values": values or {},
        "errors": errors_of(refused) if refused else {},
        "addressees": [(code, say(words)) for code, words in ADDRESSEE_TEXTS.items()],
        "limits": _limits(),
        "repeats": [(repeat.value, say(words)) for repeat, words in queries.REPEAT_TEXTS.items()],
    }
    return render(request, "policy/document.html", context, REFUSED if refused else 200)


def _limits() -> list[tuple[str, str]]:
    lengths = (
        (5, "working_days"),
        (10, "working_days"),
        (20, "working_days"),
        (1, "months"),
        (3, "months"),
        (12, "months"),
    )
    return [
        (f"{amount} {unit}", say(UNIT_TEXTS[unit], {"amount": amount}))  # type: ignore[index]
        for amount, unit in lengths
    ]


def _clause(clause: queries.ClauseRow) -> dict[str, Any]:
    limit = clause.limit
    return {
        "id": clause.id,
        "number": clause.number,
        "text": clause.text,
        "demand": clause.demand,
        "addressee": say(ADDRESSEE_TEXTS.get(clause.addressee, "")),
        "limit": say(UNIT_TEXTS[limit.unit], {"amount": limit.amount}) if limit else "",
        "repeat": say(queries.REPEAT_TEXTS[clause.repeat]),
        "photo_needed": clause.photo_needed,
        "source": clause.source,
        "progress": clause.progress,
    }


@never_cache
@require_POST
@signed_in
def end(request: HttpRequest, document_id: int) -> HttpResponse:
    """Record the day on which a document no longer holds."""
    raw = request.POST.get("until", "")
    try:
        services.end_document(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            document_id=document_id,
            until=read_day(raw, "until"),
        )
    except Refused as refused:
        return show(request, document_id, form="end", values={"until": raw}, refused=refused)
    return HttpResponseRedirect(reverse("policy:document", args=[document_id]))


def read_day(raw: str, field: str) -> date:
    """Return the day a field names; raises Refused."""
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise Refused.because(mark("请填写日期"), field=field, code="no_day") from None

"""Joint visits of a case: the list, calling one, what a body found, its end; and those a body takes part in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages.case import REFUSED, seeing, uploaded, viewer_of
from hemei.coordination.cases.rules.visits import FINDING_TEXTS, GOES_ON, Finding, VisitDraft, may_set
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.doors import signed_in, status_of
from hemei.ui.forms import day_of, errors_of, plain
from hemei.ui.render import render
from hemei.ui.rows import Badge
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hemei.coordination.cases.rules.moves import Viewer

LIST = 50
_OUTSIDE = frozenset({Role.RESIDENT, Role.AUDITOR, Role.HOTLINE_CLERK})
"""Who sees the course of a case and not what departments say among themselves at a visit."""


def visit_rows(rows: list[queries.VisitRow]) -> list[dict[str, Any]]:
    """Return joint visits as pages show them."""
    return [
        {
            "case": row.case,
            "place": row.place,
            "number": row.number,
            "body": row.body,
            "meets_at": row.meets_at,
            "spot": row.spot,
            "open": row.held is None,
            "state": _state(row),
            "address": reverse("cases:visits_of", args=[row.case]),
            "parts": [
                {
                    "body": part.body,
                    "body_id": part.body_id,
                    "came": part.came,
                    "finding": say(FINDING_TEXTS[part.finding]) if part.finding else "",
                    "text": part.text,
                    "duty": reverse("duties:duty", args=[part.duty_id]) if part.duty_id else "",
                }
                for part in row.parts
            ],
        }
        for row in rows
    ]


def _state(row: queries.VisitRow) -> Badge:
    if row.held is None:
        return Badge(say(mark("已安排")), "brand")
    return Badge(say(mark("已进行")), "good") if row.held else Badge(say(mark("已取消")))


@never_cache
@require_GET
@signed_in
def visits(request: HttpRequest) -> HttpResponse:
    """Show the joint visits this body set or takes part in."""
    raw = request.GET.get("after", "")
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None  # noqa: PLR2004 - a bigint
    found = queries.visit_list(actor=request.actor, after=after, limit=LIST + 1)  # type: ignore[attr-defined]
    older = f"?after={found[LIST - 1].id}" if len(found) > LIST else ""
    return render(request, "cases/visits.html", {"rows": visit_rows(found[:LIST]), "older": older})


@never_cache
@signed_in
def visits_of(request: HttpRequest, number: str) -> HttpResponse:
    """Show the joint visits of a case; call one, say what was found, end it."""
    viewer = viewer_of(request, number)
    if request.method != "POST":
        return _show(request, viewer, number)
    try:
        with seeing(viewer):
            _act(request, viewer, number)
    except services.NoSuchCase as missing:
        raise Http404 from missing
    except Refused as refused:
        return _show(request, viewer, number, request.POST.dict(), refused)
    return HttpResponseRedirect(reverse("cases:visits_of", args=[number]))


def _act(request: HttpRequest, viewer: Viewer, number: str) -> None:
    form, asked = request.POST, {"viewer": viewer, "now": utc_now(), "number": number}
    many: dict[str, Any] = asked
    bodies = [int(value) for value in form.getlist("bodies") if value.isascii() and value.isdigit()][:30]
    match form.get("what", ""):
        case "set":
            draft = VisitDraft(
                meets_at=_moment(form.get("meets_at", "")),
                spot=plain(form.get("spot", ""), 101),
                bodies=tuple(bodies),
            )
            services.set_visit(draft=draft, **many)
        case "found":
            services.record_finding(
                found=form.get("finding", ""),
                text=form.get("text", "").replace("\r\n", "\n").strip(),
                until=day_of(form.get("until", ""), "until"),
                photos=uploaded(request),
                **many,
            )
        case "held":
            services.end_visit(held=True, came=bodies, **many)
        case "cancel":
            services.end_visit(held=False, reason=plain(form.get("reason", ""), 500), **many)
        case _:
            raise Http404


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise Refused.because(mark("请填写日期和时间"), field="meets_at", code="no_moment") from None


def _show(
    request: HttpRequest,
    viewer: Viewer,
    number: str,
    typed: Mapping[str, Any] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    now = utc_now()
    with seeing(viewer):
        page = queries.case_page(viewer=viewer, number=number, now=now)
        if page is None or page.viewer.actor.role in _OUTSIDE:
            raise Http404
        found = queries.visits_of(stream=page.stream)
        state = page.state
        may = may_set(state, page.viewer).allowed
        known = (
            services.invitable(scope=state.scope, estate_id=state.place, fact_on=state.fact_on, now=now)
            if may
            else {}
        )
    own = page.viewer.actor.body_id
    current = next((row for row in found if row.held is None), None)
    part = next((part for part in current.parts if part.body_id == own), None) if current else None
    begun = current is not None and current.meets_at <= now
    context = {
        "number": number,
        "place": state.place_name,
        "case_address": reverse("cases:case", args=[number]),
        "rows": visit_rows(found),
        "may_set": may and current is None,
        "bodies": [(str(body), name) for body, name in known.items() if body != own],
        "may_find": bool(part and begun and part.finding is None),
        "may_end": bool(current and current.body_id == own),
        "begun": begun,
        "came": [(str(one.body_id), one.body) for one in current.parts] if current else [],
        "findings": [(one.value, say(FINDING_TEXTS[one])) for one in Finding],
        "goes_on": [say(FINDING_TEXTS[one]) for one in Finding if one in GOES_ON],
        "values": typed or {},
        "errors": errors_of(refused) if refused else {},
        "title": _("联合执法"),
    }
    return render(request, "cases/visits_of.html", context, status_of(refused, REFUSED) if refused else 200)

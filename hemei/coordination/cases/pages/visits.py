"""Joint visits of a case: the list, calling one, what a body found, its end; and those a body takes part in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages.case import REFUSED, seeing, uploaded, viewer_of
from hemei.coordination.cases.rules.visits import (
    FINDING_TEXTS,
    GOES_ON,
    VisitDraft,
    findings_of,
    may_join,
    may_set,
)
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.doors import signed_in, status_of
from hemei.ui.forms import day_of, errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.rows import Badge
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hemei.coordination.cases.rules.moves import Viewer
    from hemei.coordination.cases.rules.state import CaseState

LIST = 50
_OUTSIDE = frozenset({Role.RESIDENT, Role.AUDITOR, Role.HOTLINE_CLERK})
"""Who sees the course of a case and not what departments say among themselves at a visit."""


def visit_rows(rows: list[queries.VisitRow], now: datetime) -> list[dict[str, Any]]:
    """Return joint visits as pages show them; who is not there after the meeting time is named."""
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
                    "late": span(part.late) if part.late else "",
                    "ended": part.ended,
                    "silent": bool(row.held) and part.came and part.finding is None and not part.ended,
                    "missing": not part.came and not part.ended and row.meets_at <= now,
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
    actor, state, now = request.actor, _chosen(request), utc_now()  # type: ignore[attr-defined]
    after = whole_of(request.GET.get("after", ""))
    found = queries.visit_list(actor=actor, state=state, after=after, limit=LIST + 1)
    counts = queries.visit_counts(actor=actor)
    tabs = [("", f"{_('全部')} {sum(counts.values())}")] + [
        (key, f"{say(words)} {counts[key]}") for key, words in _STATES.items()
    ]
    context = {
        "rows": visit_rows(found[:LIST], now),
        "older": f"?state={state}&after={found[LIST - 1].id}" if len(found) > LIST else "",
        "tabs": [{"words": words, "address": f"?state={key}", "here": key == state} for key, words in tabs],
        "sheet": f"{reverse('cases:visits_sheet')}?state={state}",
    }
    return render(request, "cases/visits.html", context)


@never_cache
@require_GET
@signed_in
def visits_sheet(request: HttpRequest) -> HttpResponseBase:
    """Export the same list, one line for each body's part."""
    rows = queries.every_visit(actor=request.actor, state=_chosen(request))  # type: ignore[attr-defined]
    header = [
        _("案件"), _("地点"), _("第几次"), _("安排单位"), _("集合时间"), _("状态"), _("参加单位"), _("到场"), _("晚到"),
        _("检查结果"),
    ]  # fmt: skip
    return sheet(_("联合执法"), header, _cells(rows, utc_now()))


def _cells(rows: Iterable[queries.VisitRow], now: datetime) -> Iterator[list[Any]]:
    for row in rows:
        (face,) = visit_rows([row], now)
        for part in face["parts"]:
            came = _("已到") if part["came"] else _("单位已撤销") if part["ended"] else _("没有到")
            yield [
                row.case, row.place, row.number, row.body, row.meets_at, face["state"].words, part["body"],
                came if part["came"] or part["ended"] or part["missing"] else "", part["late"], part["finding"],
            ]  # fmt: skip


_STATES = {"open": mark("已安排"), "held": mark("已进行"), "cancelled": mark("已取消")}


def _chosen(request: HttpRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in _STATES else ""


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
        case "join":
            services.join_visit(**many)
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


def invitable_at(state: CaseState) -> dict[int, services.Invited]:
    """Return who can be called together at the place of a case, in the order for its kind."""
    return services.invitable(
        scope=state.scope, estate_id=state.place, fact_on=state.fact_on, now=utc_now(), kind=state.kind
    )


def _said(one: services.Invited) -> tuple[str, str]:
    return one.name, _("清单上的单位") if one.usual else ""


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
        decision = may_set(state, page.viewer)
        may = decision.allowed
        known = invitable_at(state) if may else {}
    own = page.viewer.actor.body_id
    current = next((row for row in found if row.held is None), None)
    last = next((row for row in found if row.held is not False), None)
    part = None
    if last:
        part = next((part for part in last.parts if part.body_id == own and not part.ended), None)
    possible = findings_of(page.viewer.actor.role)
    begun = current is not None and current.meets_at <= now
    context = {
        "number": number,
        "place": state.place_name,
        "case_address": reverse("cases:case", args=[number]),
        "rows": visit_rows(found, now),
        "may_set": may and current is None,
        "unset": "" if may else " ".join(say_reason(reason) for reason in decision.reasons),
        "waits": current is not None and not begun and part is not None and not part.came,
        "bodies": [(str(body), *_said(one)) for body, one in known.items() if body != own],
        "may_join": bool(current and part and not part.came and may_join(current.meets_at, now).allowed),
        "may_find": bool(part and part.finding is None and (begun if current else part.came)),
        "may_end": bool(current and current.body_id == own),
        "begun": begun,
        "came": [(str(one.body_id), one.body) for one in current.parts if not one.ended] if current else [],
        "findings": [(one.value, say(FINDING_TEXTS[one])) for one in possible],
        "goes_on": [say(FINDING_TEXTS[one]) for one in possible if one in GOES_ON],
        "values": typed or {},
        "form": typed.get("what", "") if typed else "",
        "ticked": request.POST.getlist("bodies"),
        "errors": errors_of(refused) if refused else {},
        "title": _("联合执法"),
    }
    return render(request, "cases/visits_of.html", context, status_of(refused, REFUSED) if refused else 200)

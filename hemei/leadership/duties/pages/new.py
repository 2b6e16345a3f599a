"""Set a duty by hand: choose the body, say what and by when."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries, services
from hemei.leadership.duties.pages.duty import REFUSED, read_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_FOUND = 40
# A Party organisation is acted for by its host, to whom one gives the duty; the platform owes none.
_WITHOUT_DESKS = (people.BodyKind.PARTY_ORGANISATION, people.BodyKind.PLATFORM)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Show the form, or set the duty and go to its page."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in queries.SETTERS:
        raise Refused.because(
            mark("这个身份不能布置任务"), remedy=mark("请由社区、街道、区县或市级工作人员布置"), code="role"
        )
    if request.method == "GET":
        return _form(request, request.GET)
    try:
        duty_id = services.set_own_duty(
            actor=actor,
            now=utc_now(),
            owner=_owner(request.POST.get("owner", "")),
            title=request.POST.get("title", ""),
            text=request.POST.get("text", "").replace("\r\n", "\n"),
            until=_until(request.POST.get("until", "")),
            photo_needed=request.POST.get("photo_needed") == "1",
            submission_key=request.POST.get("submission_key", "")[:64] or secrets.token_hex(16),
        )
    except Refused as refused:
        return _form(request, request.POST, refused)
    return HttpResponseRedirect(reverse("duties:duty", args=[duty_id]))


def _form(request: HttpRequest, values: Mapping[str, Any], refused: Refused | None = None) -> HttpResponse:
    wanted = str(values.get("q", "")).strip()[:30]
    actor = request.actor  # type: ignore[attr-defined]
    found = people.bodies_within(
        wanted, places=actor.places, on=shanghai_day(utc_now()), limit=MOST_FOUND, without=_WITHOUT_DESKS
    )
    context = {
        "q": wanted,
        "bodies": [(row.id, row.name) for row in found],
        "values": values,
        "errors": errors_of(refused) if refused else {},
        "submission_key": values.get("submission_key") or secrets.token_hex(16),
    }
    return render(request, "duties/new.html", context, REFUSED if refused else 200)


def _owner(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):  # noqa: PLR2004 - a bigint
        raise Refused.because(mark("请选择责任单位"), field="owner", code="no_body")
    return int(raw)


def _until(raw: str) -> Any:
    day = read_day(raw)
    if day is None:
        raise Refused.because(mark("请填写完成期限"), field="until", code="no_day")
    return day

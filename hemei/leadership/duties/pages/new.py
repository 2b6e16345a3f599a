"""Set a duty by hand: choose the body, say what and by when."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries, services
from hemei.leadership.duties.facts import divided_estates
from hemei.leadership.duties.pages.duty import REFUSED, read_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_FOUND = 40
# A Party organisation is acted for by its host, to whom one gives the duty; the platform owes none.
_WITHOUT_DESKS = (people.BodyKind.PARTY_ORGANISATION, people.BodyKind.PLATFORM)
_SIDES = {True: mark("物业企业"), False: mark("居委会")}


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
        duty_id = services.set_own_duty(actor=actor, now=utc_now(), own=_read(request.POST))
    except Refused as refused:
        return _form(request, request.POST, refused)
    return HttpResponseRedirect(reverse("duties:duty", args=[duty_id]))


def _form(request: HttpRequest, values: Mapping[str, Any], refused: Refused | None = None) -> HttpResponse:
    wanted = str(values.get("q", "")).strip()[:30]
    actor, today, near = request.actor, shanghai_day(utc_now()), str(values.get("near", "")).strip()[:30]  # type: ignore[attr-defined]
    found = people.bodies_within(
        wanted, places=actor.places, on=today, limit=MOST_FOUND, without=_WITHOUT_DESKS
    )
    context = {
        "q": wanted,
        "near": near,
        "parts": [
            (f"{estate}:{code}", f"{name} · {part.name}（{say(_SIDES[part.is_companys])}）")
            for estate, name, portions in divided_estates(near, actor=actor, on=today)
            for code, part in portions.items()
        ],
        "bodies": [(row.id, row.name) for row in found],
        "values": values,
        "errors": errors_of(refused) if refused else {},
        "submission_key": values.get("submission_key") or secrets.token_hex(16),
    }
    return render(request, "duties/new.html", context, REFUSED if refused else 200)


def _read(typed: QueryDict) -> services.OwnDuty:
    estate, _, part = typed.get("part", "").partition(":")
    owner = typed.get("owner", "")
    if not owner and not part:
        raise Refused.because(mark("请选择责任单位，或选择小区的一项分工"), field="owner", code="no_body")
    return services.OwnDuty(
        owner=whole_of(owner) if owner else None,
        title=typed.get("title", ""),
        text=typed.get("text", "").replace("\r\n", "\n"),
        until=_until(typed.get("until", "")),
        photo_needed=typed.get("photo_needed") == "1",
        submission_key=typed.get("submission_key", "")[:64] or secrets.token_hex(16),
        estate_id=whole_of(estate),
        part=part[:40],
    )


def _until(raw: str) -> Any:
    day = read_day(raw)
    if day is None:
        raise Refused.because(mark("请填写完成期限"), field="until", code="no_day")
    return day

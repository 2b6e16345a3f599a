"""A member in post or volunteer by himself: report in, tell what he did, leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.party import queries as party
from hemei.leadership.volunteering import queries, services
from hemei.leadership.volunteering.pages.shared import (
    REFUSED,
    entered,
    minutes_of,
    needed,
    spent,
    today,
    year_of,
    years,
)
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

MOST_CHOICES = 60


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's registrations and hours; report to a community."""
    actor = entered(request, queries.Act.REPORT_IN)
    if request.method == "GET":
        return _show(request, actor, request.GET.dict())
    data = request.POST
    try:
        draft = registration(data.dict(), _community(data.get("community", "")))
        services.report_in(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _show(request, actor, data.dict(), "report", refused)
    messages.success(request, _("报到已登记。"))
    return HttpResponseRedirect(reverse("volunteering:mine"))


def _community(code: str) -> int:
    try:
        return places.place_by_code(plain(code, 20)).id
    except places.NoSuchPlace:
        raise Refused.because(mark("请选择社区"), field="community", code="community") from None


def registration(typed: Mapping[str, str], community: int) -> services.Registration:
    """Return what a form of registration says; raises Refused."""
    kind = typed.get("kind", "")
    if kind not in set(queries.VolunteerKind):
        raise Refused.because(mark("请选择以什么身份登记"), field="kind", code="kind")
    return services.Registration(
        community=community,
        kind=queries.VolunteerKind(kind),
        name=plain(typed.get("name", ""), 60),
        phone=plain(typed.get("phone", ""), 30),
        organisation=whole_of(typed.get("organisation", "")),
        unit=plain(typed.get("unit", ""), 60),
        consent=typed.get("consent") == "1",
    )


def _show(
    request: HttpRequest,
    actor: Actor,
    typed: Mapping[str, str],
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    now, year = utc_now(), year_of(request)
    rows = queries.own_registrations(actor=actor, now=now, year=year)
    wanted, unit = plain(typed.get("q", ""), 30), plain(typed.get("uq", ""), 30)
    errors = errors_of(refused) if refused else {}
    running = [row for row in rows if row.until is None]
    context = {
        "rows": [
            {"row": row, "kind": say(queries.KIND_TEXTS[row.kind]), "spent": spent(row.minutes)}
            for row in rows
        ],
        "running": [(row.id, row.community) for row in running],
        "hours": [hours_face(row) for row in queries.hours_of(actor=actor, now=now, year=year)],
        "items": [
            (item.id, item.title)
            for row in running
            for kind in (queries.ItemKind.PROJECT, queries.ItemKind.NEED)
            for item in queries.items(actor=actor, kind=kind, community_id=row.community_id)
        ],
        "communities": [
            (row.code, f"{row.name}（{row.street}）")
            for row in places.communities_called(wanted, limit=MOST_CHOICES)
        ],
        "organisations": organisations_called(unit) if unit else [],
        "kinds": [(kind.value, say(words)) for kind, words in queries.KIND_TEXTS.items()],
        "rules": queries.hours_rules(today()),
        "year": year,
        "years": years(),
        "today": today(),
        "q": wanted,
        "uq": unit,
        "values": typed,
        "errors": {name: errors if form == name else {} for name in ("report", "hours")},
        "form": form,
    }
    return render(request, "volunteering/mine.html", context, REFUSED if refused else 200)


def hours_face(row: queries.HoursRow) -> dict[str, Any]:
    """Return a record of service in words."""
    return {
        "row": row,
        "spent": spent(row.minutes),
        "state": say(queries.HOURS_TEXTS[row.state]),
        "tone": queries.HOURS_TONES[row.state],
        "waits": row.state is queries.HoursState.TOLD,
    }


def organisations_called(text: str) -> list[tuple[int, str]]:
    """Return organisations by a part of their name, wherever they are: they are public, as bodies are."""
    return party.organisations_called(text, on=today(), limit=MOST_CHOICES)


@never_cache
@require_POST
@signed_in
def tell(request: HttpRequest) -> HttpResponse:
    """Tell a service of one's own."""
    actor, data = entered(request, queries.Act.REPORT_IN), request.POST
    try:
        services.tell_hours(
            actor=actor,
            now=utc_now(),
            volunteer_id=needed(data.get("volunteer", ""), "volunteer", mark("请选择社区")),
            draft=told(data.dict()),
        )
    except Refused as refused:
        return _show(request, actor, data.dict(), "hours", refused)
    messages.success(request, _("服务时长已登记，等社区确认。"))
    return HttpResponseRedirect(reverse("volunteering:mine"))


def told(typed: Mapping[str, str]) -> services.Told:
    """Return what a form says of a service; raises Refused."""
    return services.Told(
        day=needed_day(typed.get("day", ""), "day"),
        minutes=minutes_of(typed.get("minutes", "")),
        item=whole_of(typed.get("item", "")),
        what=typed.get("what", "").replace("\x00", "").strip()[:200],
    )


@never_cache
@require_POST
@signed_in
def leave(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Leave, or take somebody off the list as his community."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    services.end_registration(actor=actor, now=utc_now(), volunteer_id=volunteer_id)
    messages.success(request, _("已退出登记。"))
    back = whole_of(request.POST.get("back", ""))
    address = reverse("volunteering:people", args=[back]) if back else reverse("volunteering:mine")
    return HttpResponseRedirect(address)

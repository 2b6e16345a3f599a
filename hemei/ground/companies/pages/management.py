"""One estate: how it is managed through time, how far its renovation is, and what is entered of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.companies import queries, services
from hemei.ground.companies.pages.history import entries_of
from hemei.ground.companies.rules.modes import LONGEST_PACKAGE, LONGEST_REFERENCE
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, day_of, errors_of, needed_day, plain
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

UNPROCESSABLE = 422
_FORM = require_http_methods(["GET", "POST"])
_MODE_FIELDS = ("mode", "valid_from", "package", "basis", "reference")
_RENOVATION_FIELDS = ("planned_on", "begun_on", "finished_on", "mode_after")


@_FORM
@never_cache
@signed_in
def management(request: HttpRequest, code: str) -> HttpResponse:
    """Show how an estate is managed as of a day, or enter a mode or a renovation."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    estate = places.estate_by_code(code.replace("\x00", ""), actor=actor)
    if estate is None:
        raise Http404
    refused, act = None, plain(request.POST.get("act", ""), 20)
    if request.method == "POST":
        _demand_keeper(actor)
        try:
            said = _entered(actor, estate.id, act, request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("companies:management", args=[estate.code]))
    day = as_of(request.GET.get("on", ""), _today())
    modes = queries.modes_of(estate.id, actor=actor, until=day)
    project = queries.project_on(estate.id, day, actor=actor)
    context = {
        "estate": estate,
        "day": day,
        "today": _today(),
        "modes": modes,
        "current": next((row for row in modes if row.runs_on(day)), None),
        "project": project,
        "counts": queries.counts_on(estate.id, day, actor=actor),
        "renovations": queries.renovations_of(estate.id, actor=actor, on=day),
        "mode_names": queries.MODE_NAMES,
        "basis_names": queries.BASIS_NAMES,
        "stage_names": queries.STAGE_NAMES,
        "entries": list(entries_of([estate.stream])),
        "keeps": actor.role in queries.KEEPERS and actor.covers(estate.scope),
        "mode_errors": errors_of(refused) if refused and act == "mode" else {},
        "renovation_errors": errors_of(refused) if refused and act != "mode" else {},
        "typed": {name: request.POST.get(name, "") for name in (*_MODE_FIELDS, *_RENOVATION_FIELDS)},
        "choices": _choices(),
        "most": {"package": LONGEST_PACKAGE, "reference": LONGEST_REFERENCE},
    }
    return render(request, "companies/management.html", context, UNPROCESSABLE if refused else 200)


@_FORM
@never_cache
@signed_in
def mode(request: HttpRequest, mode_id: int) -> HttpResponse:
    """End a mode, or void what was entered in error."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    _demand_keeper(actor)
    row = queries.mode(mode_id, actor=actor)
    if row is None:
        raise Http404

    def act(data: QueryDict) -> None:
        if data.get("act") == "void":
            services.void_mode(
                actor=actor, now=utc_now(), mode_id=mode_id, reason=plain(data.get("reason", ""), 200)
            )
        else:
            day = needed_day(data.get("valid_until", ""), "valid_until")
            services.end_mode(actor=actor, now=utc_now(), mode_id=mode_id, day=day)

    context = {"row": row, "title": say(queries.MODE_NAMES[row.mode])}
    return _fact(
        request, row.estate_id, "companies/mode.html", act, context, ("act", "valid_until", "reason")
    )


@_FORM
@never_cache
@signed_in
def renovation(request: HttpRequest, renovation_id: int) -> HttpResponse:
    """Put down how a renovation went on, or void what was entered in error."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    _demand_keeper(actor)
    row = queries.renovation(renovation_id, actor=actor, on=_today())
    if row is None:
        raise Http404

    def act(data: QueryDict) -> None:
        now = utc_now()
        if data.get("act") == "void":
            reason = plain(data.get("reason", ""), 200)
            services.void_renovation(actor=actor, now=now, renovation_id=renovation_id, reason=reason)
        else:
            draft = _renovation(row.estate_id, data)
            services.carry_on(actor=actor, now=now, renovation_id=renovation_id, draft=draft)

    stands = {name: getattr(row, name) or "" for name in _RENOVATION_FIELDS}
    context = {"row": row, "stands": stands, "stage_names": queries.STAGE_NAMES, "choices": _choices()}
    return _fact(
        request, row.estate_id, "companies/renovation.html", act, context, ("act", "reason", *_RENOVATION_FIELDS)
    )  # fmt: skip


def _fact(
    request: HttpRequest,
    estate_id: int,
    template: str,
    act: Callable[[QueryDict], None],
    context: dict[str, Any],
    fields: tuple[str, ...],
) -> HttpResponse:
    """Show a fact's page or do what its form says; done, back to the estate."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    estate, errors = places.estates_by_id([estate_id], actor=actor).get(estate_id), {}
    if estate is None:
        raise Http404
    if request.method == "POST":
        try:
            act(request.POST)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(reverse("companies:management", args=[estate.code]))
    typed = {name: request.POST.get(name, "") for name in fields}
    whole = {**context, "estate": estate, "today": _today(), "errors": errors, "typed": typed}
    return render(request, template, whole, UNPROCESSABLE if errors else 200)


def _demand_keeper(actor: Actor) -> None:
    if actor.role not in queries.KEEPERS:
        raise PermissionDenied


def _entered(actor: Actor, estate_id: int, act: str, data: QueryDict) -> str:
    now = utc_now()
    if act == "mode":
        services.set_mode(actor=actor, now=now, draft=_mode(estate_id, data))
        return _("管理模式已登记。")
    services.plan_renovations(actor=actor, now=now, drafts=[_renovation(estate_id, data)])
    return _("改造已登记。")


def _mode(estate_id: int, data: QueryDict) -> services.ModeDraft:
    chosen, basis = data.get("mode", ""), data.get("basis", "")
    if chosen not in set(queries.Mode):
        raise Refused.because(mark("没有选管理模式。"), remedy=mark("请选择一种。"), field="mode")
    if basis not in set(queries.Basis):
        raise Refused.because(mark("没有选登记依据。"), remedy=mark("请选择一种。"), field="basis")
    return services.ModeDraft(
        estate_id,
        queries.Mode(chosen),
        needed_day(data.get("valid_from", ""), "valid_from"),
        queries.Basis(basis),
        plain(data.get("package", ""), LONGEST_PACKAGE),
        plain(data.get("reference", ""), LONGEST_REFERENCE),
    )


def _renovation(estate_id: int, data: QueryDict) -> services.RenovationDraft:
    after = data.get("mode_after", "")
    return services.RenovationDraft(
        estate_id,
        needed_day(data.get("planned_on", ""), "planned_on"),
        day_of(data.get("begun_on", ""), "begun_on"),
        day_of(data.get("finished_on", ""), "finished_on"),
        queries.Mode(after) if after in set(queries.Mode) else None,
    )


def _choices() -> dict[str, list[tuple[str, str]]]:
    modes = [(one.value, say(name)) for one, name in queries.MODE_NAMES.items()]
    return {
        "mode": modes,
        "mode_after": [pair for pair in modes if pair[0] != queries.Mode.NONE],
        "basis": [(one.value, say(name)) for one, name in queries.BASIS_NAMES.items()],
    }


def _today() -> date:
    return shanghai_day(utc_now())

"""The page of a running contract: its term is agreed anew, its manager changes, or it is ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.ground.companies import queries, services
from hemei.ground.companies.pages.register import STATES
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render

UNPROCESSABLE = 422
_DIGITS = 18


@require_safe
@never_cache
@signed_in
def contract(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a running contract with what may be done about it."""
    return _page(request, project_id)


@require_POST
@never_cache
@signed_in
def extend(request: HttpRequest, project_id: int) -> HttpResponse:
    """Agree a new term."""

    def act(actor: Actor, now: datetime, day: date) -> None:
        services.extend_term(actor=actor, now=now, project_id=project_id, term_until=day)

    return _done(request, project_id, "term_until", act, _("已登记新的到期日。"))


@require_POST
@never_cache
@signed_in
def end(request: HttpRequest, project_id: int) -> HttpResponse:
    """End the contract."""

    def act(actor: Actor, now: datetime, day: date) -> None:
        services.end_project(actor=actor, now=now, project_id=project_id, day=day)

    return _done(request, project_id, "day", act, _("已登记合同终止。"))


@require_POST
@never_cache
@signed_in
def manager(request: HttpRequest, project_id: int) -> HttpResponse:
    """Put another person in charge."""
    typed = request.POST.get("manager", "")
    person_id = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else None

    def act(actor: Actor, now: datetime, day: date) -> None:
        project = asked(request, project_id)[1]
        known = queries.managers_of(project, actor=actor, now=now)[1]
        if person_id is not None and person_id not in {row.person_id for row in known}:
            raise Refused.because(mark("请从这家企业任命的项目经理中选择。"), field="manager", code="unknown")
        services.appoint_manager(actor=actor, now=now, project_id=project_id, person_id=person_id, day=day)

    return _done(request, project_id, "since", act, _("已变更项目经理。"))


def _done(
    request: HttpRequest, project_id: int, field: str, act: Callable[[Actor, datetime, date], None], said: str
) -> HttpResponse:
    """Do one act with the day of its form; back to the estate, or the same page with what is wrong."""
    actor, estate = asked(request, project_id)[::2]
    typed = request.POST.get(field, "").strip()[:10]
    try:
        act(actor, utc_now(), date.fromisoformat(typed))
    except ValueError:
        errors = {field: [_("日期要写成 2026-06-30 的样子。")]}
    except Refused as refused:
        errors = errors_of(refused)
        if field != "day" and "day" in errors:  # what the rule calls the day is this form's field
            errors[field] = errors.pop("day")
    else:
        messages.success(request, said)
        return HttpResponseRedirect(reverse("places:estate", args=[estate.code]))
    return _page(request, project_id, errors, {field: typed})


def asked(request: HttpRequest, project_id: int) -> tuple[Actor, queries.ProjectRow, places.EstateRow]:
    """Return the running project and its estate; not there and not his look alike."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in queries.REGISTRARS:
        raise PermissionDenied
    project = queries.running_project(project_id, shanghai_day(utc_now()), actor=actor)
    estate = (
        places.estates_by_id([project.estate_id], actor=actor).get(project.estate_id) if project else None
    )
    if project is None or estate is None:
        raise Http404
    return actor, project, estate


def _page(
    request: HttpRequest,
    project_id: int,
    errors: dict[str, list[str]] | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    actor, project, estate = asked(request, project_id)
    now = utc_now()
    today = shanghai_day(now)
    running, others = queries.managers_of(project, actor=actor, now=now)
    context = {
        "project": project,
        "estate": estate,
        "errors": errors or {},
        "typed": typed or {},
        "today": today,
        "state": STATES[project.state],
        "indefinite": project.state is queries.ContractState.INDEFINITE,
        "terms": next(
            (row for row in queries.contracts_of(estate.id, actor=actor, on=today) if row.id == project_id),
            None,
        ),
        "manager": running,
        "others": [(row.person_id, row.name or _("没有登记姓名")) for row in others],
        "besides": queries.managed_besides(project, running.person_id, actor=actor, on=today)
        if running
        else [],
    }
    return render(request, "companies/contract.html", context, UNPROCESSABLE if errors else 200)

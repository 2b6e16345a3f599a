"""The register of companies: the list, one company with its projects, and who leads it, to those who may see that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.ground.companies import queries, services
from hemei.ground.companies.pages.history import entries_of
from hemei.ground.companies.pages.register import STATES
from hemei.ground.companies.queries import LeaderAct, Shoulder
from hemei.ground.companies.rules.leaders import LONGEST_PERSON
from hemei.ground.people.queries import normal_phone
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

PAGE = 50
CHUNK = 1_000
UNPROCESSABLE = 422
_FORM = require_http_methods(["GET", "POST"])
_TONES = {Shoulder.ONE: "good", Shoulder.APART: "", Shoulder.DOUBTFUL: "warn", Shoulder.UNKNOWN: "warn"}


@require_safe
@never_cache
@signed_in
def companies(request: HttpRequest) -> HttpResponse:
    """List the companies of the register as of a day."""
    actor, typed = _entered(request), _asked(request)
    after, on = whole_of(request.GET.get("after", "")) or 0, date.fromisoformat(typed["on"])
    rows = queries.listed_companies(actor=actor, on=on, wanted=_wanted(typed), after=after, limit=PAGE + 1)
    shown, all_leaders = rows[:PAGE], _sees_all(actor)
    context = {
        "rows": shown,
        "asked": typed,
        "today": _today(),
        "sees": all_leaders,
        "own_first": not actor.places,
        "shoulders": _shoulders(),
        "shoulder_names": queries.SHOULDER_NAMES,
        "tones": _TONES,
        "led": queries.companies_led(on) if all_leaders else {},
        "older": "?" + urlencode({**typed, "after": str(shown[-1].id)}) if len(rows) > PAGE else "",
        "sheet": f"{reverse('companies:companies_sheet')}?{urlencode(typed)}",
    }
    return render(request, "companies/companies.html", context)


@require_safe
@never_cache
@signed_in
def companies_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = _entered(request)
    header = [_("企业名称"), _("统一社会信用代码"), _("登记日期"), _("在管项目")]
    header += [_("一肩挑")] if _sees_all(actor) else []
    return sheet(_("物业企业"), header, _sheet_rows(actor, _asked(request)))


def _sheet_rows(actor: Actor, typed: dict[str, str]) -> Iterator[list[Any]]:
    after, on, sees = 0, date.fromisoformat(typed["on"]), _sees_all(actor)
    while rows := queries.listed_companies(
        actor=actor, on=on, wanted=_wanted(typed), after=after, limit=CHUNK
    ):
        for row in rows:
            told = [say(queries.SHOULDER_NAMES[row.shoulder])] if sees and row.shoulder else []
            yield [row.name, row.uscc, row.valid_from, row.projects, *told]
        after = rows[-1].id


@_FORM
@never_cache
@signed_in
def company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show a company as of a day, or enter who leads it."""
    actor, now = _entered(request), utc_now()
    day = as_of(request.GET.get("on", ""), _today())
    found, refused = queries.listed_company(company_id, actor=actor, on=day), None
    if found is None:
        raise Http404
    if request.method == "POST":
        _demand_keeper(actor)
        try:
            services.appoint_leader(actor=actor, now=now, draft=_draft(company_id, request.POST))
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("负责人已登记。"))
            return HttpResponseRedirect(reverse("companies:company", args=[company_id]))
    sees = found.shoulder is not None
    projects = queries.projects_of(company_id, actor=actor, on=day)
    context = {
        "company": found,
        "day": day,
        "today": _today(),
        "sees": sees,
        "shoulder": found.shoulder,
        "shoulder_names": queries.SHOULDER_NAMES,
        "tones": _TONES,
        "leaders": queries.leaders_of(company_id, actor=actor, on=day, now=now) if sees else [],
        "posts": queries.POST_NAMES,
        "post_choices": [(post.value, say(name)) for post, name in queries.POST_NAMES.items()],
        "projects": projects,
        "estates": places.estates_by_id([row.estate_id for row in projects], actor=actor),
        "contract_names": queries.CONTRACT_NAMES,
        "states": STATES,
        "entries": list(entries_of([found.stream])) if sees else [],
        "keeps": queries.may_about_leaders(actor.role, LeaderAct.KEEP_LEADERS).allowed,
        "errors": errors_of(refused) if refused else {},
        "typed": {name: request.POST.get(name, "") for name in ("post", "name", "phone", "valid_from")},
        "most": LONGEST_PERSON,
    }
    return render(request, "companies/company.html", context, UNPROCESSABLE if refused else 200)


@_FORM
@never_cache
@signed_in
def leader(request: HttpRequest, leader_id: int) -> HttpResponse:
    """End a leader's time in a post, or void what was entered in error."""
    actor, now, errors = _entered(request), utc_now(), {}
    _demand_keeper(actor)
    row = queries.leader(leader_id, actor=actor, now=now)
    found = queries.listed_company(row.company_id, actor=actor, on=_today()) if row else None
    if row is None or found is None:
        raise Http404
    if request.method == "POST":
        try:
            _change(actor, leader_id, request.POST)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(reverse("companies:company", args=[row.company_id]))
    context = {
        "row": row,
        "title": say(queries.POST_NAMES[row.post]),
        "company": found,
        "today": _today(),
        "errors": errors,
        "typed": {name: request.POST.get(name, "") for name in ("act", "valid_until", "reason")},
    }
    return render(request, "companies/leader.html", context, UNPROCESSABLE if errors else 200)


def _change(actor: Actor, leader_id: int, data: QueryDict) -> None:
    now = utc_now()
    if data.get("act") == "void":
        services.void_leader(
            actor=actor, now=now, leader_id=leader_id, reason=plain(data.get("reason", ""), 200)
        )
    else:
        day = needed_day(data.get("valid_until", ""), "valid_until")
        services.end_post(actor=actor, now=now, leader_id=leader_id, day=day)


def _draft(company_id: int, data: QueryDict) -> services.LeaderDraft:
    post = data.get("post", "")
    if post not in set(queries.Post):
        raise Refused.because(mark("没有选职务。"), remedy=mark("请选择一种。"), field="post")
    return services.LeaderDraft(
        company_id,
        queries.Post(post),
        plain(data.get("name", ""), LONGEST_PERSON),
        normal_phone(data.get("phone", "")),
        needed_day(data.get("valid_from", ""), "valid_from"),
    )


def _entered(request: HttpRequest) -> Actor:
    """Return the actor if he may see the register of companies."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may_about_leaders(actor.role, LeaderAct.SEE_COMPANIES).allowed:
        raise PermissionDenied
    return actor


def _demand_keeper(actor: Actor) -> None:
    if not queries.may_about_leaders(actor.role, LeaderAct.KEEP_LEADERS).allowed:
        raise PermissionDenied


def _sees_all(actor: Actor) -> bool:
    """Whether the leaders of all companies are the actor's to see."""
    return queries.sees_leaders(actor) and bool(actor.places)


def _asked(request: HttpRequest) -> dict[str, str]:
    typed = {name: plain(request.GET.get(name, ""), 40) for name in ("q", "shoulder")}
    return {"on": as_of(request.GET.get("on", ""), _today()).isoformat(), **typed}


def _wanted(typed: dict[str, str]) -> queries.CompanyFilter:
    chosen = typed["shoulder"] if typed["shoulder"] in set(Shoulder) else ""
    return queries.CompanyFilter(typed["q"], chosen)


def _shoulders() -> list[tuple[str, str]]:
    return [(one.value, say(name)) for one, name in queries.SHOULDER_NAMES.items()]


def _today() -> date:
    return shanghai_day(utc_now())

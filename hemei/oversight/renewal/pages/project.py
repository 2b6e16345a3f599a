"""One renovation project: its stages, its acceptance, and the coverage that must follow."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.companies.queries import MODE_NAMES, STAGE_NAMES
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.oversight.renewal import queries, services
from hemei.oversight.renewal.pages.shared import REFUSED, entered, today, yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import listing


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project, or put down that it went on."""
    actor, refused, act = entered(request), None, plain(request.POST.get("act", ""), 20)
    page = queries.project_page(project_id, actor=actor, on=today())
    if page is None:
        raise Http404
    if request.method == "POST":
        try:
            _carry_out(actor, project_id, act, request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(reverse("renewal:project", args=[project_id]))
    rules = queries.renewal_modes(today())
    names = {one.code: one.name for one in rules.renovation}
    context = {
        "page": page,
        "works": listing(names.get(code, code) for code in page.works),
        "budget": yuan(page.budget_fen),
        "mode_names": MODE_NAMES,
        "stage_names": STAGE_NAMES,
        "next_stage": next((one for one in page.stages if one.done_on is None), None),
        "renovates": queries.may(actor.role, queries.Act.RENOVATE).allowed,
        "days": rules.coverage.limit.amount,
        "today": today(),
        "typed": defaultdict(str, request.POST.dict()),
        "form": act if refused else "",
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "renewal/project.html", context, REFUSED if refused else 200)


def _carry_out(actor: Actor, project_id: int, act: str, data: QueryDict) -> None:
    now, day = utc_now(), needed_day(data.get("day", ""), "day")
    if act == "begin":
        services.begin_works(actor=actor, now=now, project_id=project_id, day=day)
    elif act == "stage":
        number = whole_of(data.get("number", "")) or 0
        services.finish_stage(actor=actor, now=now, project_id=project_id, number=number, day=day)
    elif act == "accept":
        document = plain(data.get("document", ""), 100)
        services.accept_project(actor=actor, now=now, project_id=project_id, day=day, document=document)
    else:
        raise Http404

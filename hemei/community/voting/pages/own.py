"""What an owner does about a unit of his besides voting: who votes for it, an objection to him, a visit asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.pages.mine import actor_of, own_unit, unit_face
from hemei.community.voting.queries.voters import own_proxies
from hemei.community.voting.rules.voters import CAPACITY_NAMES, KIND_NAMES, VISIT_TIMES
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from hemei.kernel.actor import Actor


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def voter(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Show who votes for a unit and how that was shown; a co-owner objects to him here."""
    actor, now = actor_of(request), utc_now()
    unit = own_unit(actor, roll_unit_id)
    binding = queries.own_binding(unit, actor=actor, persons=people.own_persons(actor), now=now)
    errors: dict[str, list[str]] = {}
    about = request.POST.get("about", "")
    if request.method == "POST":
        try:
            done = _object(request, actor, now, unit, binding)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("voting:own_voter", args=[roll_unit_id]))
    context = {
        "unit": unit_face(unit, now),
        "binding": binding,
        "kind": say(KIND_NAMES[binding.kind]) if binding else "",
        "capacity": say(CAPACITY_NAMES[binding.capacity]) if binding else "",
        "proxies": own_proxies(unit, actor=actor, now=now),
        "sheets": queries.sheets_objected_of(unit.roll_unit_id, actor=actor),
        "about": about,
        "text": request.POST.get("text", ""),
        "errors": errors,
    }
    return render(request, "voting/voter.html", context, gate.REFUSED if errors else 200)


def _object(
    request: HttpRequest,
    actor: Actor,
    now: datetime,
    unit: queries.OwnUnit,
    binding: queries.OwnBinding | None,
) -> str:
    """Object to who votes for the unit, or to what came in for it; return what to say when it is done."""
    text = request.POST.get("text", "")
    if request.POST.get("about") == "sheets":
        services.object_to_sheets(actor=actor, now=now, roll_unit_id=unit.roll_unit_id, text=text)
        return _("异议已提出，社区会对照原票核实；不是您的票不计入。")
    if binding is None:
        raise Refused.because(mark("没有这项表决人登记"), code="not_found")
    services.object_to_binding(actor=actor, now=now, binding_id=binding.id, text=text)
    return _("异议已提出，社区核实以前，这项登记暂停使用。")


@FORM
@never_cache
@signed_in
def ask_visit(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Ask that two persons come for the ballot."""
    actor, now = actor_of(request), utc_now()
    unit = own_unit(actor, roll_unit_id)
    home = reverse("voting:mine")

    def act(data: QueryDict) -> str:
        services.ask_for_visit(actor=actor, now=now, roll_unit_id=roll_unit_id, when=data.get("when", ""))
        return home

    fields: list[Field] = [
        {"name": "when", "label": _("什么时候家里有人"), "options": gate.options(VISIT_TIMES), "required": True,
         "value": unit.visit or "any"},
    ]  # fmt: skip
    page: dict[str, Any] = {
        "title": _("请社区上门收票"),
        "lead": _(
            "%(unit)s。社区会派两个人一起来，请准备好身份证件。来的人不能替您选，也不能把您的选择告诉别人。"
        )
        % {"unit": unit.unit},
        "button": _("请社区上门"),
        "done": _("社区的上门名单里已经有您了。"),
        "back": home,
        "crumbs": [(_("首页"), "/"), (_("我的表决"), home), (_("请社区上门收票"), "")],
    }
    return gate.form(request, page, fields, act)


@require_POST
@signed_in
def take_back_visit(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Say that nobody need come."""
    actor = actor_of(request)
    own_unit(actor, roll_unit_id)
    services.take_back_visit(actor=actor, now=utc_now(), roll_unit_id=roll_unit_id)
    messages.success(request, _("已取消上门。"))
    return HttpResponseRedirect(reverse("voting:mine"))

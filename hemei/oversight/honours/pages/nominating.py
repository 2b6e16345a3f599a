"""The form of a nomination: find the estate, choose what is shown there, say why."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.pages.shared import REFUSED, entered, kind_of, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

MOST_CHOICES = 60


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Nominate an estate."""
    actor = entered(request, queries.Act.NOMINATE)
    if request.method == "GET":
        return _show(request, actor, request.GET.dict())
    typed = request.POST.dict()
    try:
        number = services.nominate(actor=actor, now=utc_now(), draft=_draft(typed))
    except Refused as refused:
        return _show(request, actor, typed, refused)
    messages.success(request, _("已推荐，等待评审。"))
    return HttpResponseRedirect(reverse("honours:nomination", args=[number]))


def _draft(typed: Mapping[str, str]) -> services.NominationDraft:
    kind, estate = kind_of(typed.get("kind", "")), whole_of(typed.get("estate", ""))
    if kind is None:
        raise Refused.because(mark("请选择类别"), field="kind", code="kind")
    if estate is None:
        raise Refused.because(
            mark("请选择小区"), remedy=mark("先按名称查找，再选择"), field="estate", code="estate"
        )
    return services.NominationDraft(
        kind=kind, estate=estate, statement=typed.get("statement", "").replace("\r\n", "\n")
    )


def _show(
    request: HttpRequest, actor: Actor, typed: Mapping[str, str], refused: Refused | None = None
) -> HttpResponse:
    rules, text = queries.exemplar_rules(today()), plain(typed.get("q", ""), 30)
    by = queries.NOMINATORS[actor.role]
    context = {
        "kinds": [
            (one.code, say(queries.KIND_TEXTS[queries.Kind(one.code)]), one.name)
            for one in rules.kind
            if by in one.nominated_by
        ],
        "estates": _estates(actor, text, whole_of(typed.get("estate", ""))),
        "q": text,
        "values": typed,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "honours/new.html", context, REFUSED if refused else 200)


def _estates(actor: Actor, text: str, chosen: int | None) -> list[tuple[int, str]]:
    """Return the estates to choose from: those found, the one chosen, and all of who has few."""
    found = places.found_estates(text, actor=actor, limit=MOST_CHOICES) if text else []
    if not text and not actor.places:  # a company sees what it manages, and needs no search
        found = places.estates(actor=actor, limit=MOST_CHOICES)
    choices = {row.id: row.name for row in found}
    if chosen is not None and chosen not in choices:
        row = places.estate(chosen, actor=actor)
        choices |= {row.id: row.name} if row else {}
    return list(choices.items())

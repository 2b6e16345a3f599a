"""What an office said once of other systems' words: the list, and one of them to change or to forget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline import queries, services
from hemei.coordination.hotline.pages.files import LONGEST_SAID, REFUSED, entered
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import is_english

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hemei.kernel.actor import Actor

PAGE = 50


@never_cache
@require_safe
@signed_in
def words(request: HttpRequest) -> HttpResponse:
    """List what the actor's office remembers, the last told first."""
    actor = entered(request)
    with records.acting(actor):
        found = queries.words_told(
            actor=actor, before=whole_of(request.GET.get("before", "")), limit=PAGE + 1
        )
        rows = found[:PAGE]
        lines = _lines(rows, actor)
    context = {
        "lines": lines,
        "may": queries.may(actor.role, queries.Act.DECIDE).allowed,
        "older": "?" + urlencode({"before": rows[-1].id}) if len(found) > PAGE else "",
    }
    return render(request, "hotline/words.html", context)


def _lines(rows: Sequence[queries.WordRow], actor: Actor) -> list[dict[str, Any]]:
    """Return each word with what it means today; a kind that left the list, or an estate that is no more, is named."""
    systems = {one.code: one.name_en if is_english() else one.name for one in queries.systems_named()}
    kinds = _kinds()
    estates = places.estates_by_id({one.estate for one in rows if one.estate}, actor=actor)
    return [
        {
            "one": one,
            "system": systems.get(one.source, one.source),
            "kind": one.of is queries.Of.KIND,
            "means": kinds.get(one.kind, "")
            if one.of is queries.Of.KIND
            else (estates[one.estate].name if one.estate in estates else ""),
            "code": one.kind,
        }
        for one in rows
    ]


def _kinds() -> dict[str, str]:
    listed = dict(queries.kinds_listed(shanghai_day(utc_now())))
    return {**listed, cases.OTHER_KIND: _("其他（由受理人确定）")}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def word(request: HttpRequest, word_id: int) -> HttpResponse:
    """Show one word with what it means; change that, or forget it, and then the next file asks again."""
    actor = entered(request, queries.Act.DECIDE)
    with records.acting(actor):
        row = queries.word_told(word_id, actor=actor)
        if row is None:
            raise Http404
        (line,) = _lines([row], actor)
    refused = None
    if request.method == "POST":
        try:
            with records.acting(actor):
                _carry_out(request, actor, row)
        except Refused as error:
            refused = error
        else:
            messages.success(
                request,
                _("已取消，下次遇到再问。") if "drop" in request.POST else _("已改，以后的文件照此办理。"),
            )
            return HttpResponseRedirect(reverse("hotline:words_told"))
    context = {
        "line": line,
        "kinds": list(_kinds().items()),
        "value": plain(request.POST.get("means", line["code"] or line["means"]), LONGEST_SAID),
        "errors": {"means": [said for found in errors_of(refused).values() for said in found]}
        if refused
        else {},
    }
    return render(request, "hotline/word.html", context, REFUSED if refused else 200)


def _carry_out(request: HttpRequest, actor: Actor, row: queries.WordRow) -> None:
    if "drop" in request.POST:
        services.drop_word(actor=actor, now=utc_now(), word_id=row.id)
        return
    means = {row.said: plain(request.POST.get("means", ""), LONGEST_SAID).strip()}
    told = services.Told(kinds=means) if row.of is queries.Of.KIND else services.Told(estates=means)
    services.tell_words(actor=actor, now=utc_now(), system=row.source, told=told)

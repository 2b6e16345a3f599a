"""A party's own disputes on a phone: where it stands, what can be done, offers, papers, who looked. And the guide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages.agreeing import agreed, offered
from hemei.oversight.mediation.pages.file import shown
from hemei.oversight.mediation.pages.shared import (
    PAGE,
    REFUSED,
    cited,
    entered,
    kind_names,
    line,
    named,
    today,
)
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, fen_or_none, whole_of
from hemei.ui.render import render
from hemei.ui.words import is_english

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_LONGEST = 5_000


@never_cache
@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """List the disputes in which the actor is a party."""
    actor, now = entered(request, queries.Act.TAKE_PART), utc_now()
    rows = queries.own_disputes(
        actor=actor, now=now, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    levels = queries.levels_on(today())
    context = {
        "rows": [line(row, levels, now) for row in rows[:PAGE]],
        "older": f"?after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "kinds": kind_names(levels),
    }
    return render(request, "mediation/mine.html", context)


@never_cache
@require_safe
@signed_in
def file(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Show a party his own dispute; that he looked stands in it."""
    return _show(request, entered(request, queries.Act.TAKE_PART), dispute_id)


def _show(
    request: HttpRequest,
    actor: Actor,
    dispute_id: int,
    typed: Mapping[str, Any] | None = None,
    name: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    now = utc_now()
    try:
        page = services.open_file(actor=actor, now=now, dispute_id=dispute_id)
    except Refused:
        raise Http404 from None
    if not page.own:
        raise Http404
    levels = queries.levels_on(page.row.rules_on)
    side = page.own[0].side
    offers = [_offer(one, page, side) for one in queries.offers_of(page.row.id)]
    context = {
        **shown(page, levels, now),
        **agreed(page),
        "offers": offers,
        "talking": page.row.state in queries.TALKING,
        "waiting": any(one["open"] and one["own"] for one in offers),
        "live": page.row.state in queries.LIVE,
        "values": typed or {},
        "errors": {name: errors_of(refused)} if refused else {},
    }
    return render(request, "mediation/own.html", context, REFUSED if refused else 200)


def _offer(one: queries.OfferRow, page: queries.DisputePage, side: queries.Side) -> dict[str, Any]:
    return {**offered(one, page), "own": one.side is side}


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, dispute_id: int, name: str) -> HttpResponse:
    """Do one act of a party on his own dispute."""
    actor, typed = entered(request, queries.Act.TAKE_PART), request.POST
    doing = ACTS.get(name)
    if doing is None:
        raise Http404
    try:
        with records.acting(actor):
            doing(actor, utc_now(), dispute_id, typed)
    except Refused as refused:
        return _show(request, actor, dispute_id, typed.dict(), name, refused)
    messages.success(request, _("已办理。"))
    return HttpResponseRedirect(reverse("mediation:own", args=[dispute_id]))


def _offered(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    amount = fen_or_none(typed.get("amount", ""), "amount")
    services.make_offer(
        actor=actor, now=now, dispute_id=number, text=typed.get("text", "")[:_LONGEST], amount_fen=amount
    )


def _accept(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    offer = whole_of(typed.get("offer", "")) or 0
    services.answer_offer(actor=actor, now=now, offer_id=offer, accept=True)


def _refuse(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    offer = whole_of(typed.get("offer", "")) or 0
    services.answer_offer(actor=actor, now=now, offer_id=offer, accept=False)


def _take_back(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    services.take_back_offer(actor=actor, now=now, offer_id=whole_of(typed.get("offer", "")) or 0)


def _stop(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.stop_by_party(actor=actor, now=now, dispute_id=number, reason=typed.get("reason", "")[:_LONGEST])


ACTS: dict[str, Callable[[Actor, datetime, int, QueryDict], object]] = {
    "offer": _offered,
    "accept": _accept,
    "refuse": _refuse,
    "take_back": _take_back,
    "stop": _stop,
}


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Say what one can do oneself in a kind of dispute; for everybody, without an account."""
    help_, levels = queries.self_help_on(today()), queries.levels_on(today())
    chosen = help_.of_kind(request.GET.get("kind", ""))
    names = dict(kind_names(levels))
    context = {
        "kinds": [(one.code, names[one.code]) for one in help_.guide if one.code in names],
        "kind": chosen.code if chosen else "",
        "name": names.get(chosen.code, "") if chosen else "",
        "guide": _guide(help_, chosen) if chosen else None,
        "principles": [
            (one.words_en if is_english() else one.words) for one in queries.rules_on(today()).principle
        ],
        "levels": [named(one) for one in levels.level],
    }
    return render(request, "mediation/guide.html", context)


def _guide(help_: queries.SelfHelp, one: queries.Guide) -> dict[str, Any]:
    english = is_english()
    return {
        "first": one.first_en if english else one.first,
        "law": one.law_en if english else one.law,
        "papers": one.papers_en if english else one.papers,
        "clause": (f"{one.warrant.source.title}{one.warrant.clause}", *cited(help_.head, one.warrant)[1:]),
    }

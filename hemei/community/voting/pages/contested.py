"""Voters and ballots somebody objected to, of all estates at once: what is said, and the settling."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.pages.paper import LIST, REFUSED, clerks_only
from hemei.community.voting.queries.disputed import pages_of
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.casting import CHANNEL_NAMES
from hemei.community.voting.rules.voters import KIND_NAMES
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render

settlers_only = partial(clerks_only, act=Act.SETTLE_OBJECTION)


@never_cache
@require_GET
@settlers_only
def contested(request: HttpRequest) -> HttpResponse:
    """List the objections to voters that wait for the reader, the oldest first."""
    return _listed(request)


def _listed(request: HttpRequest, refused: Refused | None = None, wrong: int | None = None) -> HttpResponse:
    after = request.GET.get("after", "")
    rows = queries.contested(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        after=_after(after),
        limit=LIST + 1,
    )
    found, last = rows[:LIST], rows[LIST - 1] if len(rows) > LIST else None
    context = {
        "objected": found,
        "said": record.open_sealed([one.objection_id for one in found if one.objection_id]),
        "kinds": KIND_NAMES,
        "pages": pages_of(paper for one in found for paper in one.papers),
        "here": "?" + urlencode({"after": after}) if after else "",
        "older": "?" + urlencode({"after": f"{last.objected_at.isoformat()}~{last.id}"}) if last else "",
        "wrong": wrong,
        "typed": request.POST,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/contested.html", context, REFUSED if refused else 200)


def _after(words: str) -> tuple[datetime, int] | None:
    """Return where the page before ended; an address somebody bent begins at the top."""
    at, _tilde, number = words.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(number)) if moment.tzinfo and len(number) < 19 else None  # noqa: PLR2004 - a bigint
    except ValueError:
        return None


@require_POST
@settlers_only
def settle(request: HttpRequest, binding_id: int) -> HttpResponse:
    """Settle an objection, and go back to those that are left."""
    try:
        services.settle_objection(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            binding_id=binding_id,
            upheld=request.POST.get("upheld") == "yes",
            reason=request.POST.get("text", ""),
            own=_whose(request),
        )
    except Refused as refused:
        return _listed(request, refused, binding_id)
    messages.success(request, _("异议已核实。"))
    return HttpResponseRedirect(reverse("voting:contested"))


def _whose(request: HttpRequest) -> dict[int, bool]:
    """Return what a form says of each sheet: whether it was the true owner's."""
    return {
        number: value == "own"
        for name, value in request.POST.items()
        if name.startswith("paper_")
        and value in {"own", "other"}
        and (number := whole_of(name.removeprefix("paper_"))) is not None
    }


@never_cache
@require_GET
@settlers_only
def sheets(request: HttpRequest) -> HttpResponse:
    """List the objections of owners to what came in for their units, the oldest first."""
    return _sheets(request)


def _sheets(request: HttpRequest, refused: Refused | None = None, wrong: int | None = None) -> HttpResponse:
    after = whole_of(request.GET.get("after", "")) or 0
    rows = queries.objected_sheets(actor=request.actor, now=utc_now(), after=after, limit=LIST + 1)  # type: ignore[attr-defined]
    shown = rows[:LIST]
    context = {
        "rows": shown,
        "said": record.open_sealed([one.text_id for one in shown]),
        "channels": CHANNEL_NAMES,
        "pages": pages_of(sheet for one in shown for sheet in one.sheets),
        "here": "?" + urlencode({"after": after}) if after else "",
        "older": "?" + urlencode({"after": shown[-1].id}) if len(rows) > LIST else "",
        "wrong": wrong,
        "typed": request.POST,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/objected_sheets.html", context, REFUSED if refused else 200)


@require_POST
@settlers_only
def settle_sheets(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Say of each sheet of a unit whose it was, and go back to the objections that are left."""
    try:
        services.settle_sheets(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            objection_id=objection_id,
            own=_whose(request),
            reason=request.POST.get("text", ""),
        )
    except Refused as refused:
        return _sheets(request, refused, objection_id)
    messages.success(request, _("异议已核实。"))
    return HttpResponseRedirect(reverse("voting:objected_sheets"))

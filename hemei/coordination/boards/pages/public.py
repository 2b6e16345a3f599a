"""What anyone sees: an estate's board, and whether a print is current."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.coordination.boards import queries, services, spoken
from hemei.coordination.boards.pages import gate
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import errors_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


@require_safe
def board(request: HttpRequest, token: str) -> HttpResponse:
    """Show an estate's board, as it would be today where the prints are out of date.

    An estate without one says so, what it would say, and where to report.
    """
    estate = places.public_estate(token)
    if estate is None:
        raise Http404
    found = queries.public_board(token)
    standing = queries.public_standing(token) if found is None else None
    context = {
        "estate": estate,
        "row": found,
        "standing": standing,
        "board": _said(found) if found else _would_say(standing) if standing else None,
        "parts": gate.parts(found.parts) if found else "",
        "report": reverse("cases:report", args=[token]),
    }
    return render(request, "boards/public.html", context)


def _said(found: queries.PublicBoard) -> dict[str, Any]:
    if found.content_now is not None:
        return spoken.shown(found.content_now, found.manager_now or "", shanghai_day(utc_now()))
    return spoken.shown(found.content, found.manager, shanghai_day(found.made_at))


def _would_say(standing: queries.PublicStanding) -> dict[str, Any]:
    return spoken.shown(standing.content, standing.manager, shanghai_day(standing.as_of))


@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the print with this version code is current; staff find the way to a new one."""
    found = queries.public_edition(code)
    if found is None:
        return render(request, "boards/no_edition.html", {"code": code[:20]}, 404)
    return _shown(request, found)


def _shown(request: HttpRequest, found: queries.PublicBoard, refused: Refused | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "row": found,
        "parts": gate.parts(found.parts),
        "report": reverse("cases:report", args=[found.token]),
        "now": reverse("boards:public", args=[found.token]),
        "task": _task(actor, found) if actor.account_id is not None else "",
        "old": _is_old(found),
        "keeps": _keeps(actor, found),
        "never_hung": found.posted_on is None and found.latest,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "boards/edition.html", context, gate.REFUSED if refused else 200)


def _is_old(found: queries.PublicBoard) -> bool:
    """Whether it says something else than today's board and, by the record, does not hang, or never did."""
    hangs = found.posted_on is not None and found.replaced_on is None
    return not found.current and not hangs


def _keeps(actor: Actor, found: queries.PublicBoard) -> bool:
    """Whether it is the actor's to say which board hangs there."""
    staff = actor.account_id is not None and queries.may(actor.role, queries.Act.POST).allowed
    return staff and places.estate_by_token(found.token, actor=actor) is not None


@require_POST
@never_cache
def still_hangs(request: HttpRequest, code: str) -> HttpResponse:
    """Take somebody's word that this old board hangs there still: staff's is entered, anyone else's counted."""
    found = queries.public_edition(code)
    if found is None:
        return render(request, "boards/no_edition.html", {"code": code[:20]}, 404)
    actor = request.actor  # type: ignore[attr-defined]
    try:
        if _keeps(actor, found):
            services.still_hangs(actor=actor, now=utc_now(), code=found.code)
            messages.success(request, _("已登记：现场挂的是旧版，请更换。"))
        else:
            services.hint_old(code=found.code, now=utc_now())
            messages.success(request, _("谢谢，已经告诉社区。"))
    except Refused as refused:
        return _shown(request, found, refused)
    return HttpResponseRedirect(reverse("boards:edition", args=[found.code]))


def _task(actor: Actor, found: queries.PublicBoard) -> str:
    """Return where staff of the place replace the board; none for those whose it is not."""
    if not queries.may(actor.role, queries.Act.MAKE).allowed:
        return ""
    estate = places.estate_by_token(found.token, actor=actor)
    return reverse("boards:board", args=[estate.id]) if estate else ""

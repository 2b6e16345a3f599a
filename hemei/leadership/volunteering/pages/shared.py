"""What the pages of volunteering share: who may come in, today, the year that is asked for, times in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.volunteering import queries
from hemei.ui.forms import whole_of

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE, CHUNK, REFUSED = 50, 1_000, 422
FIRST_YEAR = 2019


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def year_of(request: HttpRequest) -> int:
    """Return the year a page is asked for, this one where the address says none or nothing sensible."""
    found = whole_of(request.GET.get("year", "")) or today().year
    return found if FIRST_YEAR <= found <= today().year + 1 else today().year


def years(*, ahead: int = 0) -> list[tuple[int, str]]:
    """Return the years to look at, the latest first; a form offers those `ahead` too."""
    return [(year, str(year)) for year in range(today().year + ahead, FIRST_YEAR - 1, -1)]


def community_or_404(place_id: int, actor: Actor) -> places.PlaceRow:
    """Return a community of the actor's places."""
    try:
        found = places.place(place_id)
    except places.NoSuchPlace as missing:
        raise Http404 from missing
    if found.level is not places.Level.COMMUNITY or not actor.covers(found.path):
        raise Http404
    return found


def needed(raw: str, field: str, words: str) -> int:
    """Return the id a field names; raises Refused."""
    found = whole_of(raw)
    if found is None:
        raise Refused.because(words, field=field, code=field)
    return found


def minutes_of(raw: str) -> int:
    """Return how long a form says, in minutes: hours with up to two decimals; raises Refused."""
    text = raw.strip().replace("．", ".")
    whole, _dot, part = text.partition(".")
    digits = whole + part
    if not (digits.isascii() and digits.isdigit()) or len(whole) > 2 or len(part) > 2:  # noqa: PLR2004 - 99.99 hours
        raise Refused.because(
            mark("时长看不懂"), remedy=mark("请填写小时数，例如 1.5"), field="minutes", code="minutes"
        )
    return round(int(digits.ljust(len(whole) + 2, "0")) * 60 / 100)


def spent(minutes: int) -> str:
    """Return a length of service in words."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)s小时") % {"hours": hours}
    return _("%(hours)s小时%(minutes)s分") % {"hours": hours, "minutes": rest}

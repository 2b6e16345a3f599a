"""Streets: the list with its gaps, one street with its office and posts through time, and what is recorded of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.coordination.offices import queries, services
from hemei.coordination.offices.pages import gate
from hemei.ground.people import queries as people
from hemei.ground.places.queries import Level
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from hemei.kernel.actor import Actor

_FIELDS = ("act", "name", "unit", "dedicated", "valid_from", "count", "from_level")


@require_safe
@never_cache
@signed_in
def streets(request: HttpRequest, *, towns: bool = False) -> HttpResponse:
    """List streets and centres, or towns, with their property offices on a day."""
    actor, typed = gate.entered(request, queries.Act.KEEP_OFFICE), gate.asked(request)
    rows = queries.street_rows(
        actor=actor,
        on=date.fromisoformat(typed["on"]),
        towns=towns,
        gaps=gate.gaps_of(typed),
        after=plain(request.GET.get("after", ""), 20),
        limit=gate.PAGE + 1,
    )
    shown, name = rows[: gate.PAGE], "offices:towns" if towns else "offices:streets"
    context = {
        "rows": shown,
        "towns": towns,
        "above": gate.above_of(shown),
        "asked": typed,
        "states": gate.states(),
        "tabs": gate.tabs(actor, name, typed),
        "older": gate.older_of(rows, typed),
        "sheet": f"{reverse(f'{name}_sheet')}?{urlencode(typed)}",
        "today": gate.today(),
    }
    return render(request, "offices/streets.html", context)


@require_safe
@never_cache
@signed_in
def streets_sheet(request: HttpRequest, *, towns: bool = False) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, typed = gate.entered(request, queries.Act.KEEP_OFFICE), gate.asked(request)
    header = [_("区划代码"), _("街道"), _("所在"), _("符合"), _("情况"), _("下沉编制")]
    return sheet(_("街道物业部门"), header, _sheet_rows(actor, typed, towns=towns))


def _sheet_rows(actor: Actor, typed: dict[str, str], *, towns: bool) -> Iterator[list[Any]]:
    on, gaps = date.fromisoformat(typed["on"]), gate.gaps_of(typed)

    def read(after: str) -> list[queries.StreetRow]:
        return queries.street_rows(actor=actor, on=on, towns=towns, gaps=gaps, after=after, limit=gate.CHUNK)

    rows = list(gate.every(read))
    above = gate.above_of(rows)
    for row in rows:
        met = _("否") if row.gap else _("是")
        yield [row.code, row.name, above[row.path], met, say_reason(row.reason), row.posts]


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def street(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show a street's office, posts and structure as of a day, or record an office or posts."""
    actor = gate.entered(request, queries.Act.KEEP_OFFICE)
    day = as_of(request.GET.get("on", ""), gate.today())
    place, refused = gate.home_or_404(place_id, Level.STREET, actor=actor, on=day), None
    if request.method == "POST":
        try:
            words = _record(actor, place_id, request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("offices:street", args=[place_id]))
    offices, posts = queries.offices_of(place_id), queries.posts_of(place_id)
    structure, body = gate.structure(day), people.street_body_for(place.path, day)
    context = {
        "place": place,
        "line": gate.line_of(place),
        "day": day,
        "today": gate.today(),
        "structure": structure,
        "sorts": {code: say(words) for code, words in queries.SORT_NAMES.items()},
        "office": next((row for row in offices if queries.runs_on(row, day)), None),
        "posts": next((row for row in posts if queries.runs_on(row, day)), None),
        "offices": offices,
        "all_posts": posts,
        "units": {unit.code: gate.named(unit) for unit in structure.unit},
        "levels": [(level, say(queries.FROM_NAMES[level])) for level in queries.FROM_LEVELS],
        "backstop": people.body_names([body]).get(body, "") if body else "",
        "duty": next(one for one in structure.responsibility if one.level == "street"),
        "named": gate.named,
        "values": {name: request.POST.get(name, "") for name in _FIELDS},
    }
    return gate.form(request, "offices/street.html", refused, context)


def _record(actor: Actor, place_id: int, data: QueryDict) -> str:
    """Record what the form says and return the words of thanks."""
    begun, now = needed_day(data.get("valid_from", ""), "valid_from"), utc_now()
    if data.get("act") == "posts":
        count = whole_of(data.get("count", "").strip())
        posts = services.PostsDraft(
            place_id, -1 if count is None else count, data.get("from_level", ""), begun
        )
        services.move_posts_down(actor=actor, now=now, drafts=[posts])
        return _("下沉编制已登记。")
    office = services.OfficeDraft(
        place_id, plain(data.get("name", "")), data.get("unit", ""), bool(data.get("dedicated")), begun
    )
    services.set_up_offices(actor=actor, now=now, drafts=[office])
    return _("物业管理部门已登记。")

"""Communities with their year, and one of them with its three lists and what serves which need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.volunteering import queries, services
from hemei.leadership.volunteering.pages.mine import organisations_called
from hemei.leadership.volunteering.pages.shared import (
    CHUNK,
    PAGE,
    REFUSED,
    community_or_404,
    entered,
    needed,
    spent,
    today,
    year_of,
    years,
)
from hemei.leadership.volunteering.queries import ItemKind
from hemei.ui import words
from hemei.ui.doors import signed_in
from hemei.ui.forms import day_of, errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say


@never_cache
@require_safe
@signed_in
def communities(request: HttpRequest) -> HttpResponse:
    """List communities with their year; an office is shown its own side."""
    actor = entered(request)
    if not actor.places:
        return HttpResponseRedirect(reverse("volunteering:pairings"))
    year, text, gaps = _asked(request)
    found = queries.community_rows(
        actor=actor,
        year=year,
        text=text,
        gaps=gaps,
        after=plain(request.GET.get("after", ""), 20),
        limit=PAGE + 1,
    )
    rows, kept = found[:PAGE], {"year": str(year), "q": text, "gaps": "1" if gaps else ""}
    context = {
        "rows": [{"row": row, "spent": spent(row.minutes)} for row in rows],
        "older": "?" + urlencode({**kept, "after": rows[-1].code}) if len(found) > PAGE else "",
        "sheet": f"{reverse('volunteering:sheet')}?{urlencode(kept)}",
        "year": year,
        "years": years(),
        "q": text,
        "gaps": gaps,
    }
    return render(request, "volunteering/communities.html", context)


def _asked(request: HttpRequest) -> tuple[int, str, bool]:
    return year_of(request), plain(request.GET.get("q", ""), 30), request.GET.get("gaps") == "1"


@never_cache
@require_safe
@signed_in
def communities_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, (year, text, gaps) = entered(request), _asked(request)
    header = [
        _("区划代码"),
        _("社区"),
        _("报到党员"),
        _("志愿者"),
        _("待对接需求"),
        _("对接中"),
        _("结对单位"),
    ]
    header.append(_("已确认分钟"))
    return sheet(_("社区报到和结对"), header, _sheet_rows(actor, year, text, gaps=gaps))


def _sheet_rows(actor: Actor, year: int, text: str, *, gaps: bool) -> Iterator[list[Any]]:
    after = ""
    while rows := queries.community_rows(
        actor=actor, year=year, text=text, gaps=gaps, after=after, limit=CHUNK
    ):
        for row in rows:
            yield [
                row.code, row.name, row.members, row.volunteers, row.needs, row.matches, words.listing(row.paired),
                row.minutes,
            ]  # fmt: skip
        after = rows[-1].code


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def community(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show a community's lists and agreements; list an item."""
    actor = entered(request)
    if request.method == "GET":
        return _show(request, place_id, actor, request.GET.dict())
    typed = request.POST.dict()
    try:
        services.list_item(actor=actor, now=utc_now(), draft=listing(typed, place_id))
    except Refused as refused:
        return _show(request, place_id, actor, typed, "item", refused)
    messages.success(request, _("已列入清单。"))
    return HttpResponseRedirect(
        f"{reverse('volunteering:community', args=[place_id])}?kind={typed.get('kind', '')}"
    )


def listing(typed: Mapping[str, str], place_id: int) -> services.Listing:
    """Return what a form says of an item; raises Refused."""
    kind = typed.get("kind", "")
    if kind not in set(ItemKind):
        raise Refused.because(mark("请选择清单"), field="kind", code="kind")
    return services.Listing(
        community=place_id,
        kind=ItemKind(kind),
        title=typed.get("title", ""),
        text=typed.get("text", "").replace("\x00", "").strip()[:1000],
        until=day_of(typed.get("until", ""), "until"),
    )


def _show(
    request: HttpRequest,
    place_id: int,
    actor: Actor,
    typed: Mapping[str, str],
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    place, year = community_or_404(place_id, actor), year_of(request)
    chosen = typed.get("kind", "")
    kind = ItemKind(chosen) if chosen in set(ItemKind) else ItemKind.NEED
    ended = request.GET.get("ended") == "1"
    rows = queries.items(actor=actor, kind=kind, community_id=place_id, ended=ended, limit=PAGE)
    offers = [
        (item.id, f"{say(queries.ITEM_TEXTS[item.kind])} · {item.title}（{item.body}）")
        for one in (ItemKind.RESOURCE, ItemKind.PROJECT)
        for item in queries.items(actor=actor, kind=one, community_id=place_id, limit=PAGE)
    ]
    (summary,) = queries.community_rows(actor=actor, year=year, one=place_id) or (None,)
    errors, unit = errors_of(refused) if refused else {}, plain(typed.get("uq", ""), 30)
    context = {
        "place": place,
        "summary": summary,
        "spent": spent(summary.minutes) if summary else "",
        "tabs": _tabs(place_id, kind),
        "kind": kind.value,
        "kind_words": say(queries.ITEM_TEXTS[kind]),
        "ended": ended,
        "items": [item_face(row) for row in rows],
        "offers": offers,
        "pairings": queries.pairings(actor=actor, year=year, community_id=place_id),
        "may": {act.value: queries.may(actor.role, act).allowed for act in queries.Act},
        "organisations": organisations_called(unit) if unit else [],
        "year": year,
        "years": years(ahead=1),
        "today": today(),
        "uq": unit,
        "values": typed,
        "errors": {name: errors if form == name else {} for name in ("item", "pair")},
        "stray": {} if form in {"item", "pair"} else errors,
    }
    return render(request, "volunteering/community.html", context, REFUSED if refused else 200)


def _tabs(place_id: int, kind: ItemKind) -> list[dict[str, Any]]:
    address = reverse("volunteering:community", args=[place_id])
    return [
        {"words": say(words), "address": f"{address}?kind={one.value}", "here": one is kind}
        for one, words in queries.LIST_TEXTS.items()
    ]


def item_face(row: queries.ItemRow) -> dict[str, Any]:
    """Return an item in words, with what serves it."""
    return {
        "row": row,
        "state": say(queries.ITEM_STATE_TEXTS[row.state]),
        "tone": queries.ITEM_TONES[row.state],
        "open": row.state is queries.ItemState.OPEN,
        "live": row.state in {queries.ItemState.OPEN, queries.ItemState.MATCHED},
        "served": [
            {
                "row": match,
                "state": say(queries.MATCH_TEXTS[match.state]),
                "runs": match.state is queries.MatchState.RUNNING,
            }
            for match in row.served
        ],
    }


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, place_id: int, name: str) -> HttpResponse:
    """Withdraw an item, match an offer, note how it goes, or end a match."""
    actor, typed = entered(request), request.POST.dict()
    try:
        _carry_out(actor, name, typed)
    except Refused as refused:
        return _show(request, place_id, actor, typed, name, refused)
    messages.success(request, _("已记录。"))
    return HttpResponseRedirect(
        f"{reverse('volunteering:community', args=[place_id])}?kind={typed.get('kind', '')}"
    )


def _carry_out(actor: Actor, name: str, typed: Mapping[str, str]) -> None:
    now = utc_now()
    number = needed(typed.get("id", ""), "", mark("没有这条记录"))
    if name == "withdraw":
        services.withdraw_item(actor=actor, now=now, item_id=number)
    elif name == "match":
        offer = needed(typed.get("offer", ""), "", mark("请选择资源或项目"))
        services.match_offer(actor=actor, now=now, need_id=number, offer_id=offer)
    elif name == "note":
        services.note_progress(actor=actor, now=now, match_id=number, text=typed.get("text", "")[:1000])
    elif name == "finish":
        done = typed.get("done") == "1"
        services.finish_match(
            actor=actor, now=now, match_id=number, text=typed.get("text", "")[:1000], done=done
        )
    else:
        raise Refused.because(mark("没有这条记录"), code="not_found")


@never_cache
@require_POST
@signed_in
def pair(request: HttpRequest, place_id: int) -> HttpResponse:
    """Record a community's agreement of a year."""
    actor, typed = entered(request), request.POST.dict()
    try:
        draft = services.Agreement(
            community=place_id,
            organisation=needed(typed.get("organisation", ""), "organisation", mark("请选择党组织")),
            year=whole_of(typed.get("year", "")) or 0,
            signed_on=needed_day(typed.get("signed_on", ""), "signed_on"),
            persons=typed.get("persons", "").replace("\x00", "").strip()[:200],
        )
        found = services.pair(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _show(request, place_id, actor, typed, "pair", refused)
    return HttpResponseRedirect(reverse("volunteering:pairing", args=[found]))

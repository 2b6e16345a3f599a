"""Agreements: those of a year for whoever sees them, and one with its items, which are duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.limits import UNIT_TEXTS
from hemei.leadership.duties import queries as duties
from hemei.leadership.volunteering import queries, services
from hemei.leadership.volunteering.pages.communities import item_face, listing
from hemei.leadership.volunteering.pages.shared import CHUNK, PAGE, REFUSED, entered, today, year_of, years
from hemei.leadership.volunteering.queries import ItemKind
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import clock_words, is_english, say

MOST_COMMUNITIES = 60


@never_cache
@require_safe
@signed_in
def pairings(request: HttpRequest) -> HttpResponse:
    """List the agreements of a year; to an office also what it offers."""
    return _list(request, entered(request), {})


def _list(
    request: HttpRequest, actor: Actor, typed: Mapping[str, str], refused: Refused | None = None
) -> HttpResponse:
    year, now = year_of(request), utc_now()
    found = queries.pairings(
        actor=actor, year=year, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    rows = found[:PAGE]
    progress = queries.progress(actor=actor, now=now, rows=rows)
    offers = queries.may(actor.role, queries.Act.OFFER).allowed
    context = {
        "rows": [{"row": row, "progress": progress.get(row.id)} for row in rows],
        "older": "?" + urlencode({"year": year, "after": rows[-1].id}) if len(found) > PAGE else "",
        "sheet": f"{reverse('volunteering:pairings_sheet')}?year={year}",
        "gaps": f"{reverse('volunteering:communities')}?{urlencode({'year': year, 'gaps': 1})}"
        if actor.places
        else "",
        "offers": offers,
        "items": [
            item_face(row)
            for kind in (ItemKind.RESOURCE, ItemKind.PROJECT)
            for row in (queries.items(actor=actor, kind=kind) if offers else ())
        ],
        "kinds": [
            (kind.value, say(queries.ITEM_TEXTS[kind])) for kind in (ItemKind.RESOURCE, ItemKind.PROJECT)
        ],
        "communities": _communities(rows, plain(str(typed.get("q", request.GET.get("q", ""))), 30))
        if offers
        else [],
        "q": plain(str(typed.get("q", request.GET.get("q", ""))), 30),
        "year": year,
        "years": years(),
        "today": today(),
        "values": typed,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "volunteering/pairings.html", context, REFUSED if refused else 200)


def _communities(rows: list[queries.PairingRow], text: str) -> list[tuple[int, str]]:
    """Return where an office may offer something: the communities it is paired with, and those it looks for."""
    known = {row.community_id: row.community for row in rows}
    for found in places.communities_called(text, limit=MOST_COMMUNITIES):
        known.setdefault(places.place_by_code(found.code).id, f"{found.name}（{found.street}）")
    return list(known.items())


@never_cache
@require_POST
@signed_in
def offer(request: HttpRequest) -> HttpResponse:
    """Offer a resource or project to a community, as an office."""
    actor, typed = entered(request, queries.Act.OFFER), request.POST.dict()
    try:
        services.list_item(
            actor=actor, now=utc_now(), draft=listing(typed, whole_of(typed.get("community", "")) or 0)
        )
    except Refused as refused:
        return _list(request, actor, typed, refused)
    messages.success(request, _("已列入清单。"))
    return HttpResponseRedirect(reverse("volunteering:pairings"))


@never_cache
@require_safe
@signed_in
def pairings_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the agreements of a year with how far their items are."""
    actor, year = entered(request), year_of(request)
    header = [_("编号"), _("年度"), _("社区"), _("党组织"), _("签订"), _("起"), _("止")]
    header += [_("约定事项"), _("已完成"), _("超期")]
    return sheet(_("四联四定"), header, _sheet_rows(actor, year))


def _sheet_rows(actor: Actor, year: int) -> Iterator[list[Any]]:
    after = None
    while rows := queries.pairings(actor=actor, year=year, after=after, limit=CHUNK):
        progress = queries.progress(actor=actor, now=utc_now(), rows=rows)
        for row in rows:
            done = progress.get(row.id) or duties.Progress()
            yield [
                row.id, row.year, row.community, row.organisation, row.signed_on, row.valid_from, row.valid_until,
                done.total, done.accepted, done.overdue,
            ]  # fmt: skip
        after = rows[-1].id


@never_cache
@require_safe
@signed_in
def pairing(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """Show an agreement to both sides and to those above."""
    return _show(request, pairing_id, entered(request), {})


def _show(
    request: HttpRequest,
    pairing_id: int,
    actor: Actor,
    typed: Mapping[str, str],
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    page = queries.pairing_page(actor=actor, pairing_id=pairing_id)
    if page is None:
        raise Http404
    row, now, errors = page.row, utc_now(), errors_of(refused) if refused else {}
    document = queries.four_links(today())
    covered = actor.covers(row.scope)
    context = {
        "row": row,
        "persons": page.persons,
        "runs": row.runs_on(today()),
        "duties": [_duty(one, now) for one in page.duties],
        "years": page.years,
        "links": [_item(item) for item in document.link] if document else [],
        "fixes": [_item(item) for item in document.fix] if document else [],
        "may_pair": queries.may(actor.role, queries.Act.PAIR, covered=covered).allowed,
        "may_demand": queries.may(actor.role, queries.Act.DEMAND, covered=covered).allowed,
        "renewed": any(one.renews_id == row.id for one in page.years),
        "today": today(),
        "values": typed,
        "errors": {name: errors if form == name else {} for name in ("item", "renew", "end")},
    }
    return render(request, "volunteering/pairing.html", context, REFUSED if refused else 200)


def _item(item: Any) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name_en if is_english() else item.name,
        "limit": say(UNIT_TEXTS[item.limit.unit], {"amount": item.limit.amount}) if item.limit else "",
        "design": item.warrant.basis == "design",
    }


def _duty(row: duties.DutyRow, now: Any) -> dict[str, Any]:
    state = duties.State(row.state)
    return {
        "id": row.id,
        "title": row.title,
        "state": say(duties.STATE_TEXTS[state]),
        "tone": duties.STATE_TONES[state],
        "clock": clock_words(now, row.due_at) if row.due_at else None,
    }


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, pairing_id: int, name: str) -> HttpResponse:
    """Write an item into an agreement, renew it for the next year, or end it early."""
    actor, typed, now = entered(request), request.POST.dict(), utc_now()
    try:
        if name == "item":
            code, title = typed.get("code", ""), typed.get("title", "")
            services.agree_item(actor=actor, now=now, pairing_id=pairing_id, code=code, title=title)
        elif name == "renew":
            signed = needed_day(typed.get("signed_on", ""), "signed_on")
            persons = typed.get("persons", "").replace("\x00", "").strip()[:200]
            pairing_id = services.renew(
                actor=actor, now=now, pairing_id=pairing_id, signed_on=signed, persons=persons
            )
        else:
            until = needed_day(typed.get("until", ""), "until")
            services.end_pairing(actor=actor, now=now, pairing_id=pairing_id, until=until)
    except Refused as refused:
        return _show(request, pairing_id, actor, typed, name, refused)
    messages.success(request, _("已记录。"))
    return HttpResponseRedirect(reverse("volunteering:pairing", args=[pairing_id]))

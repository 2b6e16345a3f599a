"""The register of bodies for system administration: list, one body through time, found, rename, dissolve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.ground.people import queries, services
from hemei.ground.people.pages import gate
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from django.http import QueryDict

_FORM = require_http_methods(["GET", "POST"])
_CHUNK = 1_000
_MANAGE = queries.Act.MANAGE_BODIES


@require_safe
@never_cache
@signed_in
def bodies(request: HttpRequest) -> HttpResponse:
    """List the register, page by page, as of a day."""
    actor = gate.entered(request, queries.Act.SEE_BODIES)
    asked, typed, errors = _asked(request)
    after = whole_of(request.GET.get("after", "")) or 0
    found = [] if errors else queries.register(asked, after=after, limit=gate.PAGE + 1)
    rows = found[: gate.PAGE]
    older = "?" + urlencode(typed | {"after": str(rows[-1].id)}) if len(found) > gate.PAGE else ""
    context = {
        "rows": rows,
        "places": places.names_of(row.place_id for row in rows),
        "asked": typed,
        "errors": errors,
        "kinds": _kinds(queries.BodyKind),
        "kind_names": queries.KIND_NAMES,
        "older": older,
        "sheet": f"{reverse('people:bodies_sheet')}?{urlencode(typed)}",
        "manages": queries.may(actor.role, _MANAGE).allowed,
    }
    return render(request, "people/bodies.html", context, gate.REFUSED if errors else 200)


def _asked(request: HttpRequest) -> tuple[queries.BodyFilter, dict[str, str], dict[str, list[str]]]:
    """Return what is asked for, as it was typed, and what is wrong with it."""
    typed = {name: plain(request.GET.get(name, ""), 60) for name in ("q", "kind", "place", "on")}
    kind = typed["kind"] if typed["kind"] in set(queries.BodyKind) else ""
    try:
        within = gate.place_named(typed["place"]).path if typed["place"] else ""
    except Refused as refused:
        return queries.BodyFilter(), typed, errors_of(refused)
    on = gate.as_of(request) if typed["on"] else None
    return queries.BodyFilter(typed["q"], kind, within, on), typed, {}


def _kinds(kinds: Sequence[queries.BodyKind] | type[queries.BodyKind]) -> list[tuple[str, str]]:
    return [(kind.value, say(queries.KIND_NAMES[kind])) for kind in kinds]


@require_safe
@never_cache
@signed_in
def bodies_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    gate.entered(request, queries.Act.SEE_BODIES)
    header = [_("名称"), _("简称"), _("种类"), _("部门代码"), _("地点"), _("设立"), _("撤销")]
    return sheet(_("机构"), header, _sheet_rows(_asked(request)[0]))


def _sheet_rows(asked: queries.BodyFilter) -> Iterator[list[Any]]:
    after = 0
    while rows := queries.register(asked, after=after, limit=_CHUNK):
        names = places.names_of(row.place_id for row in rows)
        for row in rows:
            kind, place = say(queries.KIND_NAMES[row.kind]), names[row.place_id]
            yield [row.name, row.short_name, kind, row.department, place, row.valid_from, row.valid_until]
        after = rows[-1].id


@require_safe
@never_cache
@signed_in
def body(request: HttpRequest, body_id: int) -> HttpResponse:
    """Show a body: its names, what it came from and went to, who is appointed to it as of a day."""
    actor = gate.entered(request, queries.Act.SEE_BODIES)
    found = body_or_404(body_id)
    ever = request.GET.get("ever") == "1"
    day, after = gate.as_of(request), whole_of(request.GET.get("after", "")) or 0
    asked = queries.appointments(body_id=body_id, on=None if ever else day, after=after, limit=gate.PAGE + 1)
    rows = asked[: gate.PAGE]
    here = {"ever": "1"} if ever else {"on": day.isoformat()}
    context = {
        "body": found,
        "kind": queries.KIND_NAMES[found.kind],
        "place": " › ".join(row.short_name for row in places.places_on_path(found.scope)),
        "names": queries.names_of_body(found),
        "successor": queries.body(found.successor_id) if found.successor_id else None,
        "predecessors": queries.predecessors_of(body_id),
        "rows": rows,
        "usernames": queries.usernames(row.person_id for row in rows),
        "places": places.names_of(row.place_id for row in rows),
        "role_names": queries.ROLE_NAMES,
        "day": day,
        "today": gate.today(),
        "ever": ever,
        "older": "?" + urlencode(here | {"after": str(rows[-1].id)}) if len(asked) > gate.PAGE else "",
        "manages": queries.may(actor.role, _MANAGE).allowed,
        "dissolvable": found.kind in queries.OFFICE_KINDS and found.valid_until is None,
        "appoints": bool(queries.ROLES_OF[found.kind]) and found.valid_until is None,
    }
    return render(request, "people/body.html", context)


def body_or_404(body_id: int) -> queries.BodyRow:
    """Return a body of the register."""
    found = queries.body(body_id)
    if found is None:
        raise Http404
    return found


@_FORM
@never_cache
@signed_in
def found_body(request: HttpRequest) -> HttpResponse:
    """Found a body."""
    actor = gate.entered(request, _MANAGE)
    refused = None
    if request.method == "POST":
        try:
            body_id = services.create_body(actor=actor, now=utc_now(), **_drafted(request.POST))
        except Refused as error:
            refused = error
        else:
            return _done(request, _("机构已设立。"), body_id)
    fields = ("kind", "department", "place", "name", "short_name", "valid_from")
    context = {
        "values": {name: request.POST.get(name, "") for name in fields},
        "kinds": _kinds(queries.OFFICE_KINDS),
        "departments": queries.DEPARTMENTS,
    }
    return gate.form(request, "people/body_found.html", refused, context)


def _drafted(data: QueryDict) -> dict[str, Any]:
    """Return what a form says of a body to be; its level is that of its place."""
    if data.get("kind") not in set(queries.OFFICE_KINDS):
        raise Refused.because(mark("没有选机构种类。"), remedy=mark("请选择一种。"), field="kind")
    place = gate.place_named(data.get("place", ""))
    grid = place.level is places.Level.GRID
    return {
        "kind": queries.BodyKind(data.get("kind", "")),
        "name": data.get("name", ""),
        "short_name": data.get("short_name", ""),
        "place_id": place.id,
        "valid_from": needed_day(data.get("valid_from", ""), "valid_from"),
        "level": queries.Level.ESTATE if grid else queries.Level(place.level.value),
        "department": plain(data.get("department", "")),
    }


@_FORM
@never_cache
@signed_in
def rename(request: HttpRequest, body_id: int) -> HttpResponse:
    """Give a body another name from a day on."""
    actor = gate.entered(request, _MANAGE)
    row, data, refused = body_or_404(body_id), request.POST, None
    if request.method == "POST":
        try:
            services.rename_body(
                actor=actor,
                now=utc_now(),
                body_id=body_id,
                name=data.get("name", ""),
                short_name=data.get("short_name", ""),
                valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
            )
        except Refused as error:
            refused = error
        else:
            return _done(request, _("机构已更名。"), body_id)
    fields = ("name", "short_name", "valid_from")
    context = {"body": row, "values": {name: data.get(name, "") for name in fields}, "today": gate.today()}
    return gate.form(request, "people/body_rename.html", refused, context)


@_FORM
@never_cache
@signed_in
def dissolve(request: HttpRequest, body_id: int) -> HttpResponse:
    """Dissolve a body; the page says first what it still has to do and who would go on."""
    actor = gate.entered(request, _MANAGE)
    row, data, refused = body_or_404(body_id), request.POST, None
    if request.method == "POST":
        try:
            services.dissolve_body(
                actor=actor,
                now=utc_now(),
                body_id=body_id,
                valid_until=needed_day(data.get("valid_until", ""), "valid_until"),
                successor_id=_successor(data),
            )
        except Refused as error:
            refused = error
        else:
            return _done(request, _("机构已撤销，未了事项随即由接续机构承接。"), body_id)
    county = ".".join(row.scope.split(".")[:2]) + "."
    context = {
        "body": row,
        "values": {name: data.get(name, "") for name in ("valid_until", "successor")},
        "holdings": queries.holdings(actor=actor, body_id=body_id),
        "appointments": len(queries.appointments(body_id=body_id, on=gate.today(), limit=1_000)),
        "beside": queries.bodies_beside(
            row, gate.today(), county if row.scope.startswith(county) else row.scope
        ),
        "today": gate.today(),
    }
    return gate.form(request, "people/body_dissolve.html", refused, context)


def _successor(data: QueryDict) -> int | None:
    """Return the body a form names as successor: by its name, or by `编号` where names repeat."""
    text = plain(data.get("successor", ""))
    if not text:
        return None
    if (number := whole_of(text)) is not None:
        return number
    found = queries.bodies_named(text)
    if len(found) == 1:
        return found[0].id
    if not found:
        raise Refused.because(
            mark("没有叫“{wanted}”的机构。"),
            remedy=mark("请填写接续机构的全称，或留空。"),
            field="successor",
            wanted=text,
        )
    names = places.names_of(row.place_id for row in found)
    raise Refused.because(
        mark("“{wanted}”不止一个：{choices}。"),
        remedy=mark("请填写其中一个的编号。"),
        field="successor",
        wanted=text,
        choices=listing(f"{row.id} {names[row.place_id]}" for row in found),
    )


def _done(request: HttpRequest, words: str, body_id: int) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("people:body", args=[body_id]))

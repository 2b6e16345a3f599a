"""One organisation in its graph as of a day, its course, and the acts on it: relate, change, end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.party import queries, services
from hemei.leadership.party.pages.organisations import face
from hemei.leadership.party.pages.shared import REFUSED, day, number, staff_only, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, errors_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hemei.kernel.actor import Actor

MOST_CHOICES = 60


@never_cache
@require_GET
@signed_in
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show an organisation in its graph."""
    staff_only(request.actor)  # type: ignore[attr-defined]
    return _show(request, organisation_id)


def _show(
    request: HttpRequest,
    organisation_id: int,
    values: Mapping[str, Any] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    on = as_of(request.GET.get("on", ""), today())
    page = queries.organisation_page(organisation_id=organisation_id, on=on)
    if page is None:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    typed = values or request.GET
    row, form = page.organisation, str(typed.get("form_name", ""))
    errors = errors_of(refused) if refused else {}
    context = {
        "organisation": face(row),
        "day": on,
        "today": today(),
        "note": queries.structure_note(on) if row.item else "",
        "turns": [_turn(turn) for turn in queries.turns_of(row)],
        "above": [_neighbour(one) for one in page.above],
        "below": [_neighbour(one) for one in page.below],
        "more_below": page.more_below,
        "ties": [tie_face(one) for one in page.ties],
        "values": values or {},
        "errors": {name: errors if form == name else {} for name in _FORMS},
        "stray": {} if form in _FORMS else errors,
        **_choices(actor, row, str(typed.get("q", "")).strip()[:30]),
    }
    return render(request, "party/organisation.html", context, REFUSED if refused else 200)


_FORMS = ("relate", "change", "end")


def _choices(actor: Actor, row: queries.OrganisationRow, wanted: str) -> dict[str, Any]:
    """Return what this reader may do to an organisation, and what he can choose from."""
    covered, runs = actor.covers(row.scope), row.valid_until is None
    may_relate = runs and queries.may(actor.role, queries.Act.RELATE, covered=covered).allowed
    may_change = runs and queries.may_found(actor.role, row.level, covered=covered).allowed
    acts = may_relate or may_change
    choices = queries.organisations(actor=actor, on=today(), text=wanted, limit=MOST_CHOICES) if acts else []
    hosts = (
        people.bodies_within(wanted, places=actor.places, on=today(), limit=MOST_CHOICES)
        if may_change
        else []
    )
    return {
        "may_relate": may_relate,
        "may_change": may_change,
        "choices": [(one.id, one.name) for one in choices if one.id != row.id],
        "kinds": [(kind.value, say(words)) for kind, words in queries.RELATION_TEXTS.items()],
        "forms": forms_of(row.level),
        "form_now": row.form.value,
        "hosts": [(one.id, one.name) for one in hosts if one.id != row.body_id],
        "q": wanted,
    }


def _neighbour(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "relation": row.relation_id,
        "name": row.name,
        "kind": say(queries.RELATION_TEXTS[row.kind]),
        "leads": row.kind is queries.RelationKind.LEADS,
        "level": say(queries.LEVEL_TEXTS[row.level]),
        "since": row.valid_from.isoformat(),
    }


def tie_face(row: queries.TieRow) -> dict[str, Any]:
    """Return what covers an estate, in words."""
    return {
        "id": row.id,
        "organisation": row.organisation,
        "organisation_id": row.organisation_id,
        "estate": row.estate,
        "code": row.estate_code,
        "building": row.building,
        "kind": say(queries.COVERAGE_TEXTS[row.kind]),
        "since": row.valid_from.isoformat(),
    }


def forms_of(level: queries.Level) -> list[tuple[str, str]]:
    """Return the forms that stand at a level, for a choice."""
    return [
        (one.value, say(words)) for one, words in queries.FORM_TEXTS.items() if one in queries.FORMS_AT[level]
    ]


_TURN_TEXTS: dict[str, str] = {
    "founded": mark("成立：{said}"),
    "ended": mark("撤销"),
    "renamed": mark("更名为：{said}"),
    "reformed": mark("改为：{said}"),
    "above_leads": mark("由{said}领导"),
    "above_guides": mark("由{said}指导"),
    "above_leads_ended": mark("不再由{said}领导"),
    "above_guides_ended": mark("不再由{said}指导"),
    "below_leads_ended": mark("不再领导{said}"),
    "below_guides_ended": mark("不再指导{said}"),
    "covers": mark("覆盖{said}"),
    "covers_ended": mark("不再覆盖{said}"),
}


def _turn(turn: queries.Turn) -> dict[str, Any]:
    said = turn.said
    if turn.what == "reformed":
        form, _, host = said.partition(" · ")
        said = " · ".join((say(queries.FORM_TEXTS[queries.Form(form)]), host))
    return {"day": turn.day, "words": say(_TURN_TEXTS[turn.what], {"said": said}), "other": turn.other}


@never_cache
@require_POST
@signed_in
def relate(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Let another organisation lead or guide this one."""
    data = request.POST
    try:
        kind = data.get("kind", "")
        if kind not in set(queries.RelationKind):
            raise Refused.because(mark("请选择领导还是指导"), field="kind", code="kind")
        services.relate(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            above=number(data.get("above", ""), "above", mark("请选择党组织")),
            below=organisation_id,
            kind=queries.RelationKind(kind),
            since=day(data.get("since", ""), "since"),
        )
    except Refused as refused:
        return _show(request, organisation_id, {**data.dict(), "form_name": "relate"}, refused)
    return HttpResponseRedirect(reverse("party:organisation", args=[organisation_id]))


@never_cache
@require_POST
@signed_in
def end_relation(request: HttpRequest, relation_id: int) -> HttpResponse:
    """End a relation, today or on an earlier day."""
    services.end_relation(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        relation_id=relation_id,
        until=day(request.POST.get("until", ""), "until"),
    )
    back = number(request.POST.get("back", ""), "back", mark("没有这个党组织"))
    return HttpResponseRedirect(reverse("party:organisation", args=[back]))


@never_cache
@require_POST
@signed_in
def change(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Give an organisation another name, form or host from a day on."""
    data = request.POST
    form, host = data.get("form", ""), data.get("host", "")
    try:
        services.change_organisation(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            organisation_id=organisation_id,
            since=day(data.get("since", ""), "since"),
            name=data.get("name", ""),
            form=queries.Form(form) if form in set(queries.Form) else None,
            host=number(host, "host", mark("请选择承办单位")) if host else None,
        )
    except Refused as refused:
        return _show(request, organisation_id, {**data.dict(), "form_name": "change"}, refused)
    return HttpResponseRedirect(reverse("party:organisation", args=[organisation_id]))


@never_cache
@require_POST
@signed_in
def end(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """End an organisation on a day."""
    data = request.POST
    successor = data.get("successor", "")
    try:
        services.end_organisation(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            organisation_id=organisation_id,
            until=day(data.get("until", ""), "until"),
            successor=number(successor, "successor", mark("请选择党组织")) if successor else None,
        )
    except Refused as refused:
        return _show(request, organisation_id, {**data.dict(), "form_name": "end"}, refused)
    return HttpResponseRedirect(reverse("party:organisation", args=[organisation_id]))

"""Who mediates: bodies by level, the committees in whose name, mediators with their qualification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages.shared import REFUSED, entered, named, options, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import day_of, errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_MOST = 50


@never_cache
@require_safe
@signed_in
def bodies(request: HttpRequest) -> HttpResponse:
    """List the bodies of mediation within the actor's places, and the committees."""
    return _list(request, entered(request, queries.Act.KEEP_BODIES))


def _list(
    request: HttpRequest, actor: Actor, typed: Mapping[str, Any] | None = None, name: str = "",
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    on, level = today(), plain(request.GET.get("level", ""), 20)
    last = request.GET.get("after", "").partition("|")
    after = (last[0], whole_of(last[2]) or 0) if last[2] else None
    rows = queries.mediation_bodies(actor=actor, level=level, after=after, limit=_MOST + 1)
    known = {row.body_id for row in queries.mediation_bodies(actor=actor, limit=5_000)}
    offered = [
        body
        for place in actor.places[:1]
        for body in people.bodies_of_kind(people.BodyKind.MEDIATION, on, within=place.path)
        if body.id not in known
    ]
    more = rows[_MOST - 1] if len(rows) > _MOST else None
    context = {
        "rows": [(row, say(queries.LEVEL_TEXTS[row.level]), row.committee_on(on)) for row in rows[:_MOST]],
        "older": f"?level={level}&after={more.place_path}|{more.id}" if more else "",
        "levels": options(queries.LEVEL_TEXTS),
        "level": level,
        "offered": [(body.id, body.name, body.level.value) for body in offered[:200]],
        "committees": queries.committees(actor=actor, on=on),
        "values": typed or {},
        "errors": {name: errors_of(refused)} if refused else {},
    }
    return render(request, "mediation/bodies.html", context, REFUSED if refused else 200)


@never_cache
@require_safe
@signed_in
def body(request: HttpRequest, mediation_body_id: int) -> HttpResponse:
    """Show one body: who takes part, in whose name it mediates, who mediates."""
    return _one(request, entered(request, queries.Act.SEE_BODIES), mediation_body_id)


def _one(
    request: HttpRequest, actor: Actor, mediation_body_id: int, typed: Mapping[str, Any] | None = None,
    name: str = "", refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    on = today()
    row = queries.mediation_body(mediation_body_id)
    if row is None:
        raise Http404
    rules = queries.rules_on(on)
    names = {one.code: named(one) for one in rules.qualification}
    mediators = queries.mediators_of(row.id, on=on)
    keeps = queries.may(actor.role, queries.Act.KEEP_BODIES).allowed and actor.covers(row.place_path)
    taken = {one.appointment_id for one in mediators}
    offices = queries.offices_of(row, actor=actor, on=on) if keeps else []
    founders = queries.founders_of(row.id, on=on)
    joined = {number for number, _name in founders}
    context = {
        "row": row,
        "level": say(queries.LEVEL_TEXTS[row.level]),
        "committee": row.committee_on(on),
        "founders": founders,
        "departments": [
            one for one in (queries.founding_departments(row, on=on) if keeps else []) if one[0] not in joined
        ],
        "mediators": [
            {
                "row": one,
                "post": say(queries.POST_TEXTS[one.post]),
                "qualification": names.get(one.qualification, one.qualification),
            }
            for one in mediators
        ],
        "keeps": keeps,
        "offices": [(number, name) for number, name in offices if number not in taken],
        "committees": [(one.id, one.name) for one in queries.committees(actor=actor, on=on)] if keeps else [],
        "posts": options(queries.POST_TEXTS),
        "qualifications": [(one.code, named(one)) for one in rules.qualification],
        "today": on,
        "values": typed or {},
        "errors": {name: errors_of(refused)} if refused else {},
    }
    return render(request, "mediation/body.html", context, REFUSED if refused else 200)


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a body, a committee, a mediator; name a committee; end an office."""
    actor, typed = entered(request, queries.Act.KEEP_BODIES), request.POST
    doing = _ACTS.get(name)
    if doing is None:
        raise Http404
    shown = whole_of(typed.get("mediation_body", ""))
    try:
        with records.acting(actor):
            doing(actor, utc_now(), typed)
    except Refused as refused:
        if shown is not None:
            return _one(request, actor, shown, typed.dict(), name, refused)
        return _list(request, actor, typed.dict(), name, refused)
    messages.success(request, _("已登记。"))
    if shown is not None:
        return HttpResponseRedirect(reverse("mediation:body", args=[shown]))
    return HttpResponseRedirect(reverse("mediation:bodies"))


def _register(actor: Actor, now: datetime, typed: QueryDict) -> None:
    row = people.body(whole_of(typed.get("body", "")) or 0)
    if row is None or row.level.value not in {level.value for level in queries.Level}:
        raise Refused.because(mark("请选择调处机构"), field="body", code="body")
    draft = services.BodyDraft(body_id=row.id, level=queries.Level(row.level.value), valid_from=today())
    services.register_body(actor=actor, now=now, draft=draft)


def _name(actor: Actor, now: datetime, typed: QueryDict) -> None:
    services.name_committee(
        actor=actor, now=now, mediation_body_id=whole_of(typed.get("mediation_body", "")) or 0,
        committee_id=whole_of(typed.get("committee", "")),
    )  # fmt: skip


def _mediator(actor: Actor, now: datetime, typed: QueryDict) -> None:
    try:
        post = queries.Post(typed.get("post", ""))
    except ValueError:
        raise Refused.because(mark("请选择岗位"), field="post", code="post") from None
    draft = services.MediatorDraft(
        appointment_id=whole_of(typed.get("appointment", "")) or 0, post=post,
        qualification=plain(typed.get("qualification", ""), 40), valid_from=today(),
        qualified_until=day_of(typed.get("qualified_until", ""), "qualified_until"),
    )  # fmt: skip
    services.register_mediator(
        actor=actor, now=now, mediation_body_id=whole_of(typed.get("mediation_body", "")) or 0, draft=draft
    )


def _found(actor: Actor, now: datetime, typed: QueryDict) -> None:
    chosen = [number for text in typed.getlist("departments") if (number := whole_of(text)) is not None]
    services.add_founders(
        actor=actor, now=now, mediation_body_id=whole_of(typed.get("mediation_body", "")) or 0, bodies=chosen
    )


def _leave(actor: Actor, now: datetime, typed: QueryDict) -> None:
    services.end_founder(
        actor=actor, now=now, mediation_body_id=whole_of(typed.get("mediation_body", "")) or 0,
        body_id=whole_of(typed.get("department", "")) or 0,
    )  # fmt: skip


def _end(actor: Actor, now: datetime, typed: QueryDict) -> None:
    services.end_mediator(
        actor=actor, now=now, mediator_id=whole_of(typed.get("mediator", "")) or 0, valid_until=today()
    )


_ACTS = {
    "register": _register,
    "found": _found,
    "leave": _leave,
    "name": _name,
    "mediator": _mediator,
    "end": _end,
}

"""A people's mediation committee is entered whole: who set it up, its term, its members by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages.shared import REFUSED, cited, entered, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_FOUND = 20


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Look for founder and members by name, and enter the committee; looking writes nothing."""
    actor, typed = entered(request, queries.Act.KEEP_BODIES), request.POST
    if request.method != "POST" or typed.get("act") != "register":
        return _form(request, actor, typed)
    try:
        services.register_committee(actor=actor, now=utc_now(), draft=_draft(actor, typed))
    except Refused as refused:
        return _form(request, actor, typed, refused)
    messages.success(request, _("已登记。请在调处机构的页面指定以它的名义调解。"))
    return HttpResponseRedirect(reverse("mediation:bodies"))


def _draft(actor: Actor, typed: QueryDict) -> services.CommitteeDraft:
    women = set(_numbers(typed, "woman"))
    return services.CommitteeDraft(
        founder_id=whole_of(typed.get("founder", "")) or actor.body_id or 0, name=plain(typed.get("name", ""), 80),
        valid_from=needed_day(typed.get("valid_from", ""), "valid_from"),
        valid_until=needed_day(typed.get("until", ""), "until"),
        members=tuple(
            services.MemberDraft(person_id=one, woman=one in women) for one in dict.fromkeys(_numbers(typed, "member"))
        ),
    )  # fmt: skip


def _form(
    request: HttpRequest, actor: Actor, typed: QueryDict, refused: Refused | None = None
) -> HttpResponse:
    on = today()
    rules = queries.rules_on(on)
    chosen = queries.candidates_of(_numbers(typed, "member")[:50], on=on)
    text = plain(typed.get("q", ""), 30)
    found = queries.candidates(text, actor=actor, on=on)
    context = {
        "rules": rules.committee,
        "clause": cited(rules.head, rules.committee.warrant),
        "chosen": list(chosen.values()),
        "found": [one for one in found if one.person_id not in chosen],
        "women": set(_numbers(typed, "woman")),
        "founders": _founders(actor, typed),
        "founder": whole_of(typed.get("founder", "")) or actor.body_id or "",
        "looked": bool(text),
        "values": typed.dict(),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "mediation/committee.html", context, REFUSED if refused else 200)


def _founders(actor: Actor, typed: QueryDict) -> list[tuple[int, str]]:
    """Return who may have set it up: the body chosen before, the actor's own, and those of the name looked for."""
    ids = [number for number in (whole_of(typed.get("founder", "")), actor.body_id) if number]
    named = people.body_names(ids)
    found = {number: named[number] for number in ids if number in named}
    if text := plain(typed.get("founder_q", ""), 30):
        rows = people.bodies_within(text, places=actor.places, on=today(), limit=_FOUND)
        found |= {row.id: row.name for row in rows}
    return list(found.items())


def _numbers(typed: QueryDict, name: str) -> list[int]:
    return [number for text in typed.getlist(name) if (number := whole_of(text)) is not None]

"""Who approves from now on, no more, or for somebody away: one enters it, another confirms it on a page of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.community.purses import queries, services
from hemei.community.purses.pages.forms import Field, form, page_of
from hemei.community.purses.pages.shared import REFUSED, account_or_404, entered, names, texts_of
from hemei.community.purses.queries import Act
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render

_FORM = require_http_methods(["GET", "POST"])


@never_cache
@_FORM
@signed_in
def name_signatory(request: HttpRequest, account_id: int) -> HttpResponse:
    """Enter who is to approve; another confirms it."""
    actor = entered(request, Act.NAME)
    row, now = account_or_404(actor, account_id), utc_now()
    with people_services.opened(actor, row.scope):
        committee = people.committees_at_work([row.estate_id], shanghai_day(now)).get(row.estate_id)
        community = people.community_body_for(row.scope, shanghai_day(now))
        settled = _settled(actor, row, shanghai_day(now))
        held = [one for body in (committee, community) for one in offices(body, now, without=settled)]
    fields: list[Field] = [
        {"name": "person", "label": _("审批人"), "kind": "select", "options": held, "required": True},
        {"name": "valid_from", "label": _("从哪一天起"), "type": "date", "required": True,
         "value": shanghai_day(now).isoformat()},
    ]  # fmt: skip

    def act(data: Any) -> None:
        services.ask_signatory(
            actor=actor, now=utc_now(), account_id=account_id,
            appointment_id=whole_of(data.get("person", "")) or 0,
            valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
        )  # fmt: skip

    back = reverse("purses:account", args=[account_id])
    page = page_of(
        _("登记审批人"), _("登记"), _("已登记，等另一人确认。"), back,
        lead=_("由社区或者街道办的另一人确认以后才算数；登记的人和登记的审批人自己都不能确认。"), crumb=row.estate,
    )  # fmt: skip
    closed = "" if held else _("业委会和社区任职的人都已经是审批人，或者已经登记、等确认。")
    return form(request, {**page, "closed": closed}, fields, act)


def _settled(actor: Actor, row: queries.AccountRow, day: date) -> set[int | None]:
    """Return who approves or will, and of whom a change waits: nobody of these is named; the place is open."""
    found = queries.signatories_of(row.id, actor=actor)
    settled: set[int | None] = {
        one.person_id for one in found if not one.stands_for and (one.valid_until is None or one.on(day))
    }
    settled.update(one.person_id for one in queries.waiting_changes(row.stream))
    return settled


def offices(body_id: int | None, now: Any, *, without: set[int | None]) -> list[tuple[str, str]]:
    """Return the offices of a body by which somebody approves, with who holds them, without some persons."""
    if body_id is None:
        return []
    rows = [
        one
        for one in people.appointments_on(shanghai_day(now), body_id=body_id)
        if Role(one.role) in queries.SIDE_OF and one.person_id not in without
    ]
    known = people.persons([one.person_id for one in rows], now=now)
    return [
        (str(one.id), f"{one.body_name} {known[one.person_id].name if one.person_id in known else ''}")
        for one in rows
    ]


@never_cache
@_FORM
@signed_in
def end_signatory(request: HttpRequest, signatory_id: int) -> HttpResponse:
    """Enter that somebody approves no more from a day on, and why; another confirms it."""
    actor = entered(request, Act.NAME)
    found = queries.signatory(signatory_id, actor=actor)
    if found is None or found[1].stands_for is not None:
        raise Http404
    row, one = found
    name = names(actor, row.scope, {one.person_id}, utc_now()).get(one.person_id, "")
    fields: list[Field] = [
        {"name": "until", "label": _("从哪一天起不再审批"), "type": "date", "required": True,
         "value": shanghai_day(utc_now()).isoformat()},
        {"name": "reason", "label": _("原因"), "kind": "area", "required": True},
    ]  # fmt: skip

    def act(data: Any) -> None:
        services.ask_end(
            actor=actor, now=utc_now(), signatory_id=signatory_id,
            until=needed_day(data.get("until", ""), "until"), reason=plain(data.get("reason", ""), 500),
        )  # fmt: skip

    back = reverse("purses:account", args=[row.id])
    page = page_of(
        _("%(name)s不再审批") % {"name": name}, _("登记"), _("已登记，等另一人确认。"), back,
        lead=_("由社区或者街道办的另一人确认以后才算数。以前的审批不受影响，代审人同时结束，记录保留。"),
        crumb=row.estate,
    )  # fmt: skip
    with people_services.opened(actor, row.scope):
        waits = any(asked.person_id == one.person_id for asked in queries.waiting_changes(row.stream))
    closed = _("已经登记，等另一人确认；确认或者不同意以后才能再登记。") if waits else ""
    return form(request, {**page, "closed": closed}, fields, act)


@never_cache
@_FORM
@signed_in
def change(request: HttpRequest, account_id: int, key: int) -> HttpResponse:
    """Show a change of who approves that waits; a second person confirms or refuses it."""
    actor = entered(request, Act.CHANGES if request.method == "GET" else Act.NAME)
    row, refused = account_or_404(actor, account_id), None
    back = reverse("purses:account", args=[account_id])
    if request.method == "POST":
        try:
            agreed = services.judge_change(
                actor=actor, now=utc_now(), account_id=account_id, request=key,
                agrees=request.POST.get("word") == "yes",
                confirmed_at=people_services.confirmed_at(request.session),
                reason=plain(request.POST.get("reason", ""), 200),
            )  # fmt: skip
        except Refused as error:
            if error.decision.reasons[0].code == "not_found":
                raise Http404 from error
            refused = error
        else:
            messages.success(request, _("已确认。") if agreed else _("没有同意，审批人不变。"))
            return HttpResponseRedirect(back)
    with people_services.opened(actor, row.scope):
        asked = next((one for one in queries.waiting_changes(row.stream) if one.key == key), None)
    if asked is None:
        raise Http404
    context = {**_face(actor, row, asked), "account": row, "back": back}
    context |= {
        "confirmed": services.code_counts(people_services.confirmed_at(request.session), utc_now()),
        "confirm": f"{reverse('people:confirm')}?next={request.path}",
        "refusal": [text for texts in errors_of(refused).values() for text in texts] if refused else [],
    }
    return render(request, "purses/change.html", context, REFUSED if refused else 200)


@never_cache
@require_POST
@signed_in
def withdraw(request: HttpRequest, account_id: int, key: int) -> HttpResponse:
    """Take back a change that waits."""
    actor = entered(request, Act.CHANGES)
    account_or_404(actor, account_id)
    try:
        services.withdraw_change(actor=actor, now=utc_now(), account_id=account_id, request=key)
    except Refused as error:
        messages.error(request, " ".join(text for texts in errors_of(error).values() for text in texts))
    else:
        messages.success(request, _("已撤回，审批人不变。"))
    return HttpResponseRedirect(reverse("purses:account", args=[account_id]))


def waiting(actor: Actor, row: queries.AccountRow) -> list[dict[str, Any]]:
    """Return the changes of an account that wait, as its page shows them."""
    with people_services.opened(actor, row.scope):
        found = queries.waiting_changes(row.stream)
    return [_face(actor, row, one) for one in found]


def _mine(actor: Actor, asked: queries.AskedChange) -> bool:
    """Whether the actor may say yes or no to a change: he neither entered it nor is named in it."""
    return queries.may(actor, Act.NAME).allowed and actor.person_id not in {asked.asked_by, asked.person_id}


def _face(actor: Actor, row: queries.AccountRow, asked: queries.AskedChange) -> dict[str, Any]:
    known = names(actor, row.scope, asked.persons, utc_now())
    who = {"name": known.get(asked.person_id, ""), "day": asked.day.isoformat()}
    who |= {
        "away": known.get(asked.stands_for or 0, ""),
        "last": asked.last.isoformat() if asked.last else "",
    }
    return {
        "asked": asked,
        "words": _words(asked.change) % who,
        "asker": known.get(asked.asked_by or 0, ""),
        "reason": texts_of([asked.reason_id]).get(asked.reason_id or 0, ""),
        "address": reverse("purses:change", args=[row.id, asked.key]),
        "mine": _mine(actor, asked),
        "takes_back": actor.person_id in {asked.asked_by, asked.stands_for},
        "over": asked.last is not None and asked.last < shanghai_day(utc_now()),
    }


def _words(change: queries.Change) -> str:
    if change is queries.Change.STAND_IN:
        return _("%(name)s代%(away)s审批，%(day)s到%(last)s")
    return _("%(name)s从%(day)s起不再审批") if change is queries.Change.END else _("%(name)s从%(day)s起审批")

"""A joint account: what was agreed, who approves, what moves; and the forms that enter it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries, services
from hemei.community.purses.pages import tiers
from hemei.community.purses.pages.forms import Field, form, page_of
from hemei.community.purses.pages.naming import offices, waiting
from hemei.community.purses.pages.shared import (
    account_or_404,
    entered,
    funds_of_parts,
    names,
    order_rows,
    texts_of,
)
from hemei.community.purses.queries import Act, OrderFilter
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

_FORM = require_http_methods(["GET", "POST"])
_FEW = 10
_BANK = "revenue_bank"


@never_cache
@require_safe
@signed_in
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show an account on one page."""
    actor, now = entered(request), utc_now()
    row, today = account_or_404(actor, account_id), shanghai_day(utc_now())
    agreement = queries.agreement_in_force(account_id, today, actor=actor)
    signing = queries.signatories_of(account_id, actor=actor)
    shown = {
        number for one in signing for number in (one.person_id, one.named_by, one.confirmed_by) if number
    }
    known = names(actor, row.scope, shown, now)
    balance = next(
        (one for one in ledgers.accounts_of(row.ledger_id, actor=actor) if one.code == _BANK), None
    )
    found = queries.orders(actor=actor, asked=OrderFilter(account_id=account_id), limit=_FEW)
    made = queries.agreements_of(account_id, actor=actor)
    off = queries.called_off(row.stream) if any(one.called_off for one in made) else {}
    sealed = [*(one.pause_clause_id for one in made), *(one.reason_id for one in signing)]
    clause = texts_of([*sealed, *(one.reason_id for one in off.values())])
    standing = [one for one in made if not one.called_off]
    put = _put(actor, row, today)
    without = _without_office(actor, row, signing, today)
    changes = waiting(actor, row) if queries.may(actor, Act.CHANGES).allowed else []
    context = {
        "account": row,
        "number": queries.shown_number(account_id, actor=actor, now=now),
        "balance": yuan(balance.balance_fen) if balance else "",
        "agreement": _said(agreement, clause, today) if agreement else None,
        "agreements": [
            _said(one, clause, today) | _off(off.get(one.id), clause) for one in made if one != agreement
        ],
        **_signing(signing, known, clause, today),
        "without": without,
        "funds": funds_of_parts(row, actor),
        "short": _short(agreement, [one for one in signing if one.id not in without], today)
        if agreement
        else [],
        "changes": changes,
        "ending": {one["asked"].signatory_id for one in changes if one["asked"].change is queries.Change.END},
        "owners": _owners_replace(standing),
        "calls_off": bool(standing) and standing[0].valid_from > today and not _owners_replace(standing),
        "put": put,
        "passed": any(one.vote_id is not None for one, _words in put),
        "orders": order_rows(found, now),
        "open_lines": len(queries.lines_of(account_id, actor=actor, open_only=True, limit=100)),
        "sends": queries.carries_on(row.id, row.estate_id, row.scope, actor=actor, now=now).allowed,
        "may": {act.value: queries.may(actor, act).allowed for act in Act},
        "prepares": queries.prepares(row.id, row.estate_id, row.scope, actor=actor, now=now).allowed,
        "names": [one.id for one in signing if _names_substitute(actor, one, signing)],
    }
    return render(request, "purses/account.html", context)


def _without_office(actor: Actor, row: queries.AccountRow, signing: Any, today: date) -> set[int]:
    """Return which entries are of somebody whose office is over: he approves nothing any more."""
    with people_services.opened(actor, row.scope):
        held = {
            (one.person_id, one.body_id)
            for one in people.appointments_of({s.body_id for s in signing}, today)
        }
    return {one.id for one in signing if one.on(today) and (one.person_id, one.body_id) not in held}


def _short(
    agreement: queries.AgreementRow, signing: Sequence[queries.SignatoryRow], today: date
) -> list[dict[str, Any]]:
    """Return the sides of which an agreement asks for more persons than approve today: such an order never passes."""
    held = agreement.annulled_on is None
    usual = () if agreement.vote_id and held else queries.default_tiers(queries.rules_on(today))
    gives = agreement.community_approves and held
    asked = {
        queries.Side.COMMITTEE: max(tier.approvers for tier in (*agreement.tiers, *usual)),
        queries.Side.COMMUNITY: max(tier.co_approvers for tier in agreement.tiers) if gives else 0,
    }
    there = {
        side: sum(one.side is side and one.stands_for is None and one.on(today) for one in signing)
        for side in asked
    }
    return [
        {"side": say(queries.SIDE_NAMES[side]), "asked": asked[side], "there": there[side]}
        for side in asked
        if there[side] < asked[side]
    ]


def _owners_replace(made: Sequence[queries.AgreementRow]) -> bool:
    """Whether only the owners replace the latest agreement: they adopted it, and their resolution was not annulled."""
    return bool(made) and made[0].vote_id is not None and made[0].annulled_on is None


def _put(actor: Actor, row: queries.AccountRow, today: date) -> list[tuple[queries.Put, str]]:
    """Return the agreements that were put to the owners and may still be entered, the latest first, with a badge."""
    with people_services.opened(actor, row.scope):
        found = queries.put_to_owners(row.stream, row.scope)
        held = queries.held_on(row.id, row.scope, today)
    return [
        (one, _("业主大会通过") if one.vote_id else _("表决中") if one.waits else _("没有通过或者已撤销"))
        for one in queries.to_enter(found, held)
    ]


def _names_substitute(actor: Actor, one: queries.SignatoryRow, signing: Any) -> bool:
    """Whether the actor names the substitute of an entry, or ends it where the entry is a substitute's."""
    person = next((away.person_id for away in signing if away.id == one.stands_for), one.person_id)
    may = queries.may(actor, Act.STAND_IN).allowed
    return may and queries.may_name_substitute(actor.role, own=actor.person_id == person).allowed


def _said(one: queries.AgreementRow, texts: Any, today: date) -> dict[str, Any]:
    """Return all an agreement says in words; what the owners gave counts no more where their resolution fell."""
    held = one.annulled_on is None
    return {
        "row": one,
        "coming": one.valid_from > today and not one.called_off,
        "community": one.community_approves and held,
        "clause": texts.get(one.pause_clause_id or 0, "") if one.pause_allowed and held else "",
        "tiers": tiers.in_words(one.tiers, community=one.community_approves and held),
    }


def _off(one: queries.CalledOff | None, texts: Mapping[int, str]) -> dict[str, str]:
    """Return when an agreement was called off before its day, and why."""
    if one is None:
        return {"off": ""}
    day = shanghai_day(one.at).isoformat()
    if one.replaced_from is None:
        said = {"day": day, "reason": texts.get(one.reason_id or 0, "")}
        return {"off": _("%(day)s撤销。原因：%(reason)s") % said}
    said = {"day": day, "first": one.replaced_from.isoformat()}
    return {"off": _("%(day)s登记了从%(first)s起生效的协议，这份没有生效。") % said}


def _signing(
    signing: Sequence[queries.SignatoryRow], known: Mapping[int, str], texts: Mapping[int, str], today: date
) -> dict[str, list[dict[str, Any]]]:
    """Return who approves, who will and who did; a substitute is shown with whom he stands for, before his days too."""
    by_entry = {one.id: one for one in signing}
    found: dict[str, list[dict[str, Any]]] = {"signing": [], "coming": [], "former": []}
    for one in signing:
        away = by_entry.get(one.stands_for or 0)
        shown = {
            "row": one,
            "name": known.get(one.person_id, ""),
            "side": say(queries.SIDE_NAMES[one.side]),
            "reason": texts.get(one.reason_id or 0, ""),
            "away": known.get(away.person_id, "") if away else "",
            "hands": _hands(one, away, known) if away else "",
            "last": one.valid_until - timedelta(days=1) if one.valid_until else None,
        }
        over = one.valid_until is not None and one.valid_until <= today
        if not over and (one.stands_for or one.valid_until is None or one.on(today)):
            found["signing"].append(shown)
        if one.valid_from > today and not one.stands_for:
            found["coming"].append(shown)
        if over and one.valid_until != one.valid_from:  # an entry called off before its day never held
            found["former"].append(shown)
    return found


def _hands(one: queries.SignatoryRow, away: queries.SignatoryRow, known: Mapping[int, str]) -> str:
    """Return who named a substitute and who confirmed it, whose names not every reader sees.

    Of who was named before two were asked for, just that is said.
    """
    if one.confirmed_by:
        namer, confirmer = known.get(one.named_by or 0), known.get(one.confirmed_by)
        hands = {"namer": namer or _("社区"), "confirmer": confirmer or _("另一人")}
        return _("%(namer)s指定，%(confirmer)s确认") % hands
    if one.named_by == away.person_id:
        return _("本人指定")
    return _("以前指定，没有另一人确认，到期为止")


@never_cache
@_FORM
@signed_in
def stand_in(request: HttpRequest, signatory_id: int) -> HttpResponse:
    """Name who approves while a signatory is away."""
    actor, now = entered(request, Act.STAND_IN), utc_now()
    found = queries.signatory(signatory_id, actor=actor)
    if found is None or found[1].stands_for is not None:
        raise Http404
    row, away = found
    with people_services.opened(actor, row.scope):
        signs = {
            one.person_id
            for one in queries.signatories_of(row.id, actor=actor)
            if one.stands_for is None and one.on(shanghai_day(now))
        }
        waits = {one.person_id for one in queries.waiting_changes(row.stream)}
        held = offices(away.body_id, now, without={away.person_id, actor.person_id, *signs, *waits})
        known = people.persons([away.person_id], now=now)
    fields: list[Field] = [
        {"name": "person", "label": _("代审人"), "kind": "select", "options": held, "required": True},
        {"name": "first", "label": _("从哪一天起"), "type": "date", "required": True},
        {"name": "last", "label": _("到哪一天止（含）"), "type": "date", "required": True},
        {"name": "reason", "label": _("原因"), "kind": "area", "required": True},
    ]

    def act(data: Any) -> None:
        services.stand_in(
            actor=actor, now=utc_now(), signatory_id=signatory_id,
            appointment_id=whole_of(data.get("person", "")) or 0,
            first=needed_day(data.get("first", ""), "first"), last=needed_day(data.get("last", ""), "last"),
            reason=plain(data.get("reason", ""), 500),
        )  # fmt: skip

    back = reverse("purses:account", args=[row.id])
    name = known[away.person_id].name if away.person_id in known else ""
    title = _("指定%(name)s的代审人") % {"name": name}
    if actor.person_id == away.person_id:
        page = page_of(title, _("指定"), _("代审人已指定。"), back, crumb=row.estate)
    else:
        lead = _("由社区或者街道办的另一人确认以后才算数；登记的人和代审人自己都不能确认。会通知%(name)s。")
        page = page_of(
            title, _("登记"), _("已登记，等另一人确认。"), back, lead=lead % {"name": name}, crumb=row.estate
        )
    closed = "" if held else _("没有可以代审的成员：其他成员都是审批人，或者已经登记、等确认。")
    return form(request, {**page, "closed": closed}, fields, act)


@never_cache
@require_POST
@signed_in
def end_stand_in(request: HttpRequest, signatory_id: int) -> HttpResponse:
    """Let a substitute approve no more."""
    actor = entered(request, Act.STAND_IN)
    found = queries.signatory(signatory_id, actor=actor)
    if found is None:
        raise Http404
    try:
        services.end_stand_in(actor=actor, now=utc_now(), signatory_id=signatory_id)
    except Refused as error:
        messages.error(request, " ".join(text for texts in errors_of(error).values() for text in texts))
    else:
        messages.success(request, _("代审已结束。"))
    return HttpResponseRedirect(reverse("purses:account", args=[found[0].id]))

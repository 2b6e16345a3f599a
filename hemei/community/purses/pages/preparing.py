"""A payment order is prepared: what for and how much, then what the tier of that demands, and no less."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries, services
from hemei.community.purses.pages import tiers
from hemei.community.purses.pages.shared import (
    REFUSED,
    account_names,
    account_or_404,
    entered,
    funds_of_parts,
    kind_names,
)
from hemei.community.purses.queries import Act, Paper, Side
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Decision, Reason, Refused, mark
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.uploads import refuse_skipped
from hemei.ui.words import listing, say, say_reason

_MEGABYTES = 10
_HINTS = {
    Paper.INVOICE: mark("照片或 PDF，不超过 10 MB。"),
    Paper.CONTRACT: mark("照片或 PDF，不超过 10 MB。"),
    Paper.PHOTO: mark("做完以后的样子。"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def prepare(request: HttpRequest, account_id: int) -> HttpResponse:
    """Ask what for and how much; then for what such a payment must have; prepare the order and show it."""
    actor = entered(request, Act.PREPARE)
    row = account_or_404(actor, account_id)
    allowed = queries.prepares(row.id, row.estate_id, row.scope, actor=actor, now=utc_now())
    if not allowed.allowed:
        return _elsewhere(request, row.id, allowed)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = services.prepare_order(
                actor=actor, now=utc_now(), account_id=account_id, draft=_draft(request)
            )
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("付款单已填写，等待审批。"))
            return HttpResponseRedirect(reverse("purses:order", args=[made]))
    values = request.POST if request.method == "POST" else request.GET
    try:
        demands = _demanded(row, values, actor)
    except Refused as refused:
        demands, errors = None, errors or errors_of(refused)
    context = {
        "account": row,
        "kinds": [(code, name) for code, name in kind_names().items() if code not in _by_rule()],
        "values": values,
        "errors": errors,
        **(_asked(demands, values, row, actor) if demands else _first(account_id, actor)),
    }
    return render(request, "purses/prepare.html", context, REFUSED if errors else 200)


def _elsewhere(request: HttpRequest, account_id: int, refused: Decision) -> HttpResponse:
    """Say on the page of the account who prepares an order, where it is not the reader."""
    for reason in refused.reasons:
        messages.info(request, say_reason(reason))
    return HttpResponseRedirect(reverse("purses:account", args=[account_id]))


def _demanded(row: queries.AccountRow, values: QueryDict, actor: Actor) -> queries.Demands | None:
    """Return what the payment must have; None while nobody said what for and how much."""
    if "kind" not in values and "amount" not in values:
        return None
    kind, faults, fen = plain(values.get("kind", ""), 40), list[Reason](), 0
    if kind not in kind_names():
        faults.append(Reason(mark("没有选付款种类。"), {}, mark("请从列出的种类里选择。"), "kind", "kind"))
    try:
        fen = needed_fen(values.get("amount", ""), "amount")
    except Refused as refused:
        faults += refused.decision.reasons
    if faults:
        raise Refused(Decision.no(*faults))
    day = shanghai_day(utc_now())
    return queries.demands_on(row.id, kind=kind, amount_fen=fen, day=day, actor=actor)


def _first(account_id: int, actor: Actor) -> dict[str, Any]:
    """Return what the first step shows: the tiers, so that nobody is surprised by what is asked next."""
    agreement = queries.agreement_in_force(account_id, shanghai_day(utc_now()), actor=actor)
    if agreement is None:
        return {"demands": None, "agreed": False}
    binds = agreement.community_approves and agreement.annulled_on is None
    return {"demands": None, "agreed": True, "tiers": tiers.in_words(agreement.tiers, community=binds)}


def _asked(
    demands: queries.Demands, values: QueryDict, row: queries.AccountRow, actor: Actor
) -> dict[str, Any]:
    """Return what the second step asks for: what is needed first, what may be added after it."""
    fen = needed_fen(values.get("amount", ""), "amount")
    hands = {Side.COMMITTEE: demands.committee, Side.COMMUNITY: demands.community}
    funds = funds_of_parts(row, actor)
    with people_services.opened(actor, row.scope):
        adopted = queries.resolutions(row.estate_id, row.scope, on=shanghai_day(utc_now()), of_parts=True)
    return {
        "demands": demands,
        "kind_name": kind_names()[plain(values.get("kind", ""), 40)],
        "amount": yuan(fen),
        "hands": [
            _("%(side)s%(count)s名审批人") % {"side": say(queries.SIDE_NAMES[side]), "count": count}
            for side, count in hands.items()
            if count
        ],
        "needed": listing(say(queries.PAPER_NAMES[paper]) for paper in demands.papers),
        "parts": [(one["id"], one["name"]) for one in funds],
        "funds": funds,
        "backs": _backs(row, actor, plain(values.get("kind", ""), 40)),
        "lines": _budget_lines(row, actor, plain(values.get("kind", ""), 40)),
        "budgeted": queries.budgeted(row.id, shanghai_day(utc_now()).year),
        "resolutions": [(f"{assembly}-{vote}", words) for assembly, vote, words in adopted],
        "papers": [
            (paper.value, say(words), say(_HINTS[paper]), paper in demands.papers)
            for paper, words in sorted(
                queries.PAPER_NAMES.items(), key=lambda item: item[0] not in demands.papers
            )
        ],
        "invoice": Paper.INVOICE in demands.papers,
    }


def _by_rule() -> set[str]:
    """Return the kinds that nobody fills in: a quarter's share is ordered from the books, by rule."""
    return {one.code for one in queries.rules_on(shanghai_day(utc_now())).kind if one.tops_up_fund}


def _backs(row: queries.AccountRow, actor: Actor, kind: str) -> list[tuple[str, str]] | None:
    """Return what is to be given back of contracts that ended; None where the payment gives nothing back."""
    known = queries.rules_on(shanghai_day(utc_now())).kind_of(kind)
    if known is None or not known.gives_back:
        return None
    return [
        (
            str(one.id),
            _("%(place)s，%(since)s起的一期，应退还%(fen)s元")
            % {"place": one.place, "since": one.period_from, "fen": yuan(one.back_fen)},
        )
        for one in ledgers.to_give_back(row.ledger_id, actor=actor)
    ]


@never_cache
@require_safe
@signed_in
def give_back(request: HttpRequest, due_id: int) -> HttpResponse:
    """Lead to the order that gives money back, or where somebody else prepares it, to the account."""
    actor = entered(request)
    due = ledgers.due(due_id, actor=actor)
    row = queries.account_of(due.estate_id, actor=actor) if due else None
    if due is None or row is None:
        raise Http404
    allowed = queries.prepares(row.id, row.estate_id, row.scope, actor=actor, now=utc_now())
    if not allowed.allowed:
        return _elsewhere(request, row.id, allowed)
    kind = next((one for one in queries.rules_on(shanghai_day(utc_now())).kind if one.gives_back), None)
    asked = {
        "kind": kind.code if kind else "",
        "amount": yuan(due.back_fen).replace(",", ""),
        "due": str(due.id),
    }
    return HttpResponseRedirect(f"{reverse('purses:prepare', args=[row.id])}?{urlencode(asked)}")


def _budget_lines(row: queries.AccountRow, actor: Actor, kind: str) -> list[tuple[str, str]]:
    """Return the lines of this year's budget that such a payment may rest on, with what they still hold."""
    today = shanghai_day(utc_now())
    known = queries.rules_on(today).kind_of(kind)
    names = account_names(today)
    return [
        (
            str(one.id),
            _("%(year)s年 %(name)s，还剩%(left)s元")
            % {"year": one.year, "name": names.get(one.code, one.code), "left": yuan(one.left_fen)},
        )
        for one in queries.budget_lines(actor=actor, year=today.year, account_id=row.id)
        if known is not None and one.code == known.account
    ]


def _draft(request: HttpRequest) -> services.OrderDraft:
    data = request.POST
    refuse_skipped(request, field="invoice", most_megabytes=_MEGABYTES)
    chosen = [whole_of(one) for one in plain(data.get("resolution", "")).split("-")]
    return services.OrderDraft(
        kind=plain(data.get("kind", ""), 40),
        amount_fen=needed_fen(data.get("amount", ""), "amount"),
        payee=plain(data.get("payee", "")),
        payee_account=plain(data.get("payee_account", ""), 40),
        payee_bank=plain(data.get("payee_bank", ""), 60),
        purpose=plain(data.get("purpose", ""), 200),
        invoice_number=plain(data.get("invoice_number", ""), 30),
        contract=plain(data.get("contract_name", ""), 200),
        resolution=(chosen[0], chosen[1]) if len(chosen) == 2 and chosen[0] and chosen[1] else None,  # noqa: PLR2004
        budget=plain(data.get("budget", ""), 200),
        budget_line=whole_of(data.get("budget_line", "")),
        due_id=whole_of(data.get("due", "")),
        part_id=whole_of(data.get("part", "")),
        papers={
            paper: [services.read_paper(one, one.name or "") for one in request.FILES.getlist(paper.value)]
            for paper in Paper
        },
    )

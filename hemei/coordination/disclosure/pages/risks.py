"""The list of risks: where somebody in charge should look, with the numbers and where they can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.purses import queries as purses
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import Act
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import is_english, listing, say

_LONGEST, _NAMED = 1_200, 5
"""How long what was found may be, and how many of the orders of a reason are named."""

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


def _face(
    row: queries.RiskRow, rules: queries.MoneyRisks, orders: Iterable[purses.NumberedOrder] = ()
) -> dict[str, Any]:
    return {
        "orders": {one.number: one.id for one in orders if one.estate_id == row.estate_id},
        "row": row,
        "community": places.short_name(row.community),
        "reasons": [_reason(one, rules) for one in row.reasons],
    }


def _reason(one: dict[str, Any], rules: queries.MoneyRisks) -> dict[str, Any]:
    item = rules.of(one["code"])
    return {
        "name": item.name_en if is_english() else item.name,
        "words": say(queries.RISK_TEXTS[one["code"]], one["values"]),
        "weight": one["weight"],
        "orders": one["values"].get("orders", ()),
        "uses": one["values"].get("uses", ()),
        "contracts": one["values"].get("contracts", ()),
    }


def _orders(rows: Sequence[queries.RiskRow], actor: Actor) -> list[purses.NumberedOrder]:
    """Return the orders that the first lines of the reasons name, to lead to each; one statement for all."""
    named = {
        number for row in rows for one in row.reasons for number in one["values"].get("orders", ())[:_NAMED]
    }
    return purses.orders_numbered([row.estate_id for row in rows], named, actor=actor)


def _twins(
    row: queries.RiskRow, orders: Sequence[purses.NumberedOrder], actor: Actor
) -> list[dict[str, Any]]:
    """Return the orders with an invoice that stands in another estate too, each with those the reader may see."""
    named = {
        number
        for one in row.reasons
        if one["code"] == "same_invoice"
        for number in one["values"].get("orders", ())[:_NAMED]
    }
    asked = [one for one in orders if one.number in named]
    found = purses.same_invoices(asked, actor=actor)
    return [{"order": one, "others": found.get(one.id, [])} for one in asked]


_STATES = {"open": mark("待核实"), "done": mark("已核实")}
_DONE = {"open": False, "done": True}


def _state(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """Return which estates are asked for, and how an address says so."""
    state = request.GET.get("state", "")
    return (state, {"state": state}) if state in _STATES else ("", {})


@require_safe
@never_cache
@signed_in
def risks(request: HttpRequest) -> HttpResponse:
    """List estates with a reason to look, the most weighty first."""
    actor, rules = gate.entered(request, Act.SEE_RISKS), queries.risks_on(gate.today())
    state, kept = _state(request)
    score, _tilde, number = request.GET.get("after", "").partition("~")
    place = whole_of(score), whole_of(number)
    after = (place[0], place[1]) if place[0] is not None and place[1] is not None else None
    found = queries.risks(actor=actor, after=after, limit=gate.PAGE + 1, done=_DONE.get(state))
    rows = found[: gate.PAGE]
    last, orders = rows[-1] if len(found) > gate.PAGE else None, _orders(rows, actor)
    context = {
        "rows": [_face(row, rules, orders) for row in rows],
        "first": after is None,
        "state": state,
        "states": [(code, say(words)) for code, words in _STATES.items()],
        "looks_at": queries.may(actor, Act.LOOK).allowed,
        "here": f"?{urlencode(kept)}",
        "older": f"?{urlencode({**kept, 'after': f'{last.score}~{last.id}'})}" if last else "",
        "sheet": f"{reverse('disclosure:risks_sheet')}?{urlencode(kept)}",
        "rules": [
            (one.name_en if is_english() else one.name, one.weight, one.warrant.reason)
            for one in rules.indicator
        ],
        "tabs": gate.tabs(actor, "disclosure:risks"),
    }
    return render(request, "disclosure/risks.html", context)


@require_safe
@never_cache
@signed_in
def risks_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet: a line for each reason."""
    actor = gate.entered(request, Act.SEE_RISKS)
    header = [
        _("小区"),
        _("社区"),
        _("合计分量"),
        _("指标"),
        _("情况"),
        _("分量"),
        _("付款单"),
        _("维修资金使用"),
        _("收益合同"),
        _("核实"),
    ]
    return sheet(_("风险提示"), header, _lines(actor, _DONE.get(_state(request)[0])))


def _lines(actor: Actor, done: bool | None) -> Iterator[list[Any]]:  # noqa: FBT001 - what the list asked for
    rules = queries.risks_on(gate.today())
    for row in queries.all_risks(actor=actor, done=done):
        face = _face(row, rules)
        for one in face["reasons"]:
            sources = [listing(map(str, one[name])) for name in ("orders", "uses", "contracts")]
            yield [
                row.estate,
                face["community"],
                row.score,
                one["name"],
                one["words"],
                one["weight"],
                *sources,
                say(_STATES["done" if row.done else "open"]),
            ]


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def risk(request: HttpRequest, risk_id: int) -> HttpResponse:
    """Show the reasons to look at an estate and what was found; whoever is in charge puts down what he found."""
    actor, refused = gate.entered(request, Act.SEE_RISKS), None
    text, ticked = request.POST.get("text", "").replace("\x00", "")[:_LONGEST], request.POST.getlist("codes")
    if request.method == "POST":
        try:
            services.put_down_look(
                actor=actor,
                now=utc_now(),
                risk_id=risk_id,
                seen=request.POST.get("seen", ""),
                codes=ticked,
                text=text,
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("核实情况已登记。"))
            return HttpResponseRedirect(reverse("disclosure:risk", args=[risk_id]))
    row = next(iter(queries.risks(actor=actor, number=risk_id)), None)
    if row is None:
        raise Http404
    orders = _orders([row], actor)
    context = {
        "face": _face(row, queries.risks_on(gate.today()), orders),
        "twins": _twins(row, orders, actor),
        "looks": _looks(actor, row),
        "looks_at": queries.may(actor, Act.LOOK).allowed,
        "reasons": _names(row),
        "ticked": ticked or ([row.reasons[0]["code"]] if len(row.reasons) == 1 else []),
        "errors": errors_of(refused) if refused else {},
        "text": text,
    }
    return render(request, "disclosure/risk.html", context, gate.REFUSED if refused else 200)


def _names(row: queries.RiskRow) -> list[tuple[str, str]]:
    """Return the reasons that stand now, by code and name."""
    rules = queries.risks_on(gate.today())
    return [(one["code"], _reason(one, rules)["name"]) for one in row.reasons]


def _looks(actor: Actor, row: queries.RiskRow) -> list[dict[str, Any]]:
    found = queries.looks([row.estate_id], actor=actor)
    bodies = people.body_names({one.body_id or 0 for one in found})
    texts, names = queries.words_of([one.found_id for one in found]), dict(_names(row))
    return [
        {
            "row": one,
            "who": bodies.get(one.body_id or 0, ""),
            "text": texts.get(one.found_id, ""),
            "of": listing(names.get(code, code) for code in one.codes) if one.current else "",
        }
        for one in found
    ]

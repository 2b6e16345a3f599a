"""The list of risks: where somebody in charge should look, with the numbers and where they can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.coordination.disclosure import queries
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import Act
from hemei.ground.places import queries as places
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import is_english, listing, say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


def _face(row: queries.RiskRow, rules: queries.MoneyRisks) -> dict[str, Any]:
    return {
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


@require_safe
@never_cache
@signed_in
def risks(request: HttpRequest) -> HttpResponse:
    """List estates with a reason to look, the most weighty first."""
    actor, rules = gate.entered(request, Act.SEE_RISKS), queries.risks_on(gate.today())
    score, _tilde, number = request.GET.get("after", "").partition("~")
    place = whole_of(score), whole_of(number)
    after = (place[0], place[1]) if place[0] is not None and place[1] is not None else None
    found = queries.risks(actor=actor, after=after, limit=gate.PAGE + 1)
    rows = found[: gate.PAGE]
    last = rows[-1] if len(found) > gate.PAGE else None
    context = {
        "rows": [_face(row, rules) for row in rows],
        "first": after is None,
        "older": f"?after={last.score}~{last.id}" if last else "",
        "sheet": reverse("disclosure:risks_sheet"),
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
    ]
    return sheet(_("风险提示"), header, _lines(actor))


def _lines(actor: Actor) -> Iterator[list[Any]]:
    rules = queries.risks_on(gate.today())
    for row in queries.all_risks(actor=actor):
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
            ]

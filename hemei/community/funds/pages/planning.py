"""Planning a use of the fund: its form, and what was typed into it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.funds import queries, services
from hemei.community.funds.pages.shared import REFUSED, entered, found_fund, part_names, today
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import at_fields, errors_of, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from typing import BinaryIO

    from hemei.kernel.actor import Actor

ITEMS = 5
"""Lines of a plan that the form offers."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a use of the fund of an estate."""
    actor = entered(request, queries.Act.PLAN)
    fund = found_fund(code, actor)
    typed = (request.POST if request.method == "POST" else request.GET).dict()
    if request.method != "POST":
        return _form(request, actor, fund, typed)
    try:
        number = services.plan_use(actor=actor, now=utc_now(), draft=_draft(request, fund, typed))
    except Refused as refused:
        return _form(request, actor, fund, typed, refused)
    messages.success(request, _("已提出方案。"))
    return HttpResponseRedirect(reverse("funds:use", args=[number]))


_NAMES = {"path", "title", "part", "place", "situation", "photos", "expert", "warranty", "warranty_paper"} | {
    f"{name}{number}" for name in ("name", "amount") for number in range(1, ITEMS + 1)
}
_CALLED = {"level": "place", "items": "name1", "proof": "photos", "attachments": "expert"}
"""What the rules call otherwise than the form of a plan, which asks for a place, lines, photos and an opinion."""


def _form(
    request: HttpRequest, actor: Actor, fund: queries.FundRow, typed: Mapping[str, str],
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    rules, listed = queries.fund_rules(today()), queries.emergencies_on(today())
    parts = [(one.code, say(one.name)) for one in rules.common_part]
    parts += [(one.code, _("%(name)s（不能列支）") % {"name": say(one.name)}) for one in rules.excluded]
    age = queries.age_of(fund.estate_id, on=today())
    context = {
        "row": fund,
        "age": age,
        "built": listing(f"{name} {year or _('没有登记')}" for name, year in age.buildings),
        "covers": [_cover_words(one) for one in age.covers],
        "warranties": [(one.value, say(words)) for one, words in queries.WARRANTY_NAMES.items()],
        "parts": parts,
        "places": queries.places_to_share(fund.id, actor=actor),
        "situations": [(one.code, say(one.name)) for one in listed.situation] if listed else [],
        "clearing": listed.clearing if listed else None,
        "numbers": range(1, ITEMS + 1),
        "typed": defaultdict(str, typed),
        "errors": at_fields(errors_of(refused), _NAMES, _CALLED) if refused else {},
    }
    return render(request, "funds/new.html", context, REFUSED if refused else 200)


def _cover_words(one: queries.Cover) -> str:
    """Return how long the warranty of some parts lasts, by which clause, until when at most."""
    years, day = one.period.years, today()
    values = {
        "names": part_names(one.period.parts, day),
        "lasts": _("%(years)s年") % {"years": years} if years else _("设计文件规定的合理使用年限"),
        "clause": one.period.warrant.cited,
        "until": one.until,
    }
    if one.until is None:
        return _("%(names)s：%(lasts)s（%(clause)s），须附材料") % values
    if one.may_run(day):
        return _("%(names)s：%(lasts)s（%(clause)s），最迟%(until)s满，须附材料") % values
    return _("%(names)s：%(lasts)s（%(clause)s），最迟%(until)s满") % values


def _draft(request: HttpRequest, fund: queries.FundRow, typed: Mapping[str, str]) -> services.PlanDraft:
    building, entrance = (whole_of(part) for part in (typed.get("place", "") + ":").split(":")[:2])
    level = (
        services.Level.ENTRANCE
        if entrance
        else services.Level.BUILDING
        if building
        else services.Level.ESTATE
    )
    emergency, said = typed.get("path") == services.Path.EMERGENCY.value, typed.get("warranty", "")
    named = [
        (plain(typed.get(f"name{n}", ""), 80), typed.get(f"amount{n}", "").strip())
        for n in range(1, ITEMS + 1)
    ]
    items = [
        services.Item(name, needed_fen(amount, f"amount{n}"))
        for n, (name, amount) in enumerate(named, 1)
        if name or amount
    ]
    proofs = [
        services.Proof(kind, one.name or "", cast("BinaryIO", one))
        for kind, field in (("photo", "photos"), ("expert", "expert"), ("warranty", "warranty_paper"))
        for one in request.FILES.getlist(field)
    ]
    return services.PlanDraft(
        fund_id=fund.id,
        path=services.Path.EMERGENCY if emergency else services.Path.ORDINARY,
        title=plain(typed.get("title", ""), 80),
        part=typed.get("part", ""),
        level=level,
        items=items,
        building_id=building or None,
        entrance_id=entrance or None,
        situation=typed.get("situation", "") if emergency else "",
        warranty=services.Warranty(said) if said in set(services.Warranty) else None,
        proofs=[one for one in proofs if emergency or one.kind == "warranty"],
        supplement_of=whole_of(typed.get("supplement_of", "")) or None,
    )  # fmt: skip

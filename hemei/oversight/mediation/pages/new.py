"""A dispute is filed: at the desk, by a party on a phone, or from the page of a case with one click."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.coordination.cases import queries as cases
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages.shared import (
    REFUSED,
    cited,
    entered,
    kind_name,
    kind_names,
    named,
    options,
    today,
    told,
)
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, fen_or_none, plain, whole_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_FORM = require_http_methods(["GET", "POST"])
_LONGEST = 5_000


@never_cache
@_FORM
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """File a dispute at the desk, for parties who came or called."""
    return _filed(request, entered(request, queries.Act.FILE), own=False)


@never_cache
@_FORM
@signed_in
def apply(request: HttpRequest) -> HttpResponse:
    """Apply for mediation oneself, on a phone."""
    return _filed(request, entered(request, queries.Act.FILE_OWN), own=True)


def _filed(request: HttpRequest, actor: Actor, *, own: bool) -> HttpResponse:
    if request.method != "POST":
        return _form(request, actor, request.GET.dict(), own=own)
    typed = request.POST.dict()
    try:
        draft = _draft(actor, typed, own=own)
        with records.acting(actor):
            services.file_dispute(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _form(request, actor, typed, refused, own=own)
    messages.success(request, _("已登记。由规则确定的调处机构决定是否受理，结果和进度由它告知当事人。"))
    return HttpResponseRedirect(reverse("mediation:mine") if own else reverse("mediation:new") + "?done=1")


def _form(
    request: HttpRequest, actor: Actor, typed: Mapping[str, str], refused: Refused | None = None, *, own: bool
) -> HttpResponse:
    now, levels, rules = utc_now(), queries.levels_on(today()), queries.rules_on(today())
    text = plain(typed.get("q", ""), 30)
    context = {
        "own": own,
        "done": typed.get("done") == "1",
        "kinds": kind_names(levels),
        "estates": queries.sites(actor=actor, now=now, text=text),
        "q": text,
        "spans": options(queries.LEVEL_TEXTS),
        "against": [("person", _("个人")), ("company", _("小区的物业公司"))],
        "principles": [(told(one), cited(rules.head, one.warrant)) for one in rules.principle],
        "key": typed.get("key") or secrets.token_urlsafe(12),
        "values": typed,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "mediation/new.html", context, REFUSED if refused else 200)


def _draft(actor: Actor, typed: Mapping[str, str], *, own: bool) -> services.DisputeDraft:
    estate = whole_of(typed.get("estate", ""))
    allowed = {
        number
        for number, _name in queries.sites(actor=actor, now=utc_now(), text=plain(typed.get("q", ""), 30))
    }
    if estate is None or estate not in allowed:
        raise Refused.because(mark("请选择小区"), field="estate", code="estate")
    return services.DisputeDraft(
        kind=plain(typed.get("kind", ""), 40), text=typed.get("text", "")[:_LONGEST], estate_id=estate,
        key=plain(typed.get("key", ""), 60) or secrets.token_urlsafe(12),
        source=queries.Source.PHONE if own else queries.Source.DESK,
        amount_fen=fen_or_none(typed.get("amount", ""), "amount"),
        persons=whole_of(typed.get("persons", "") or "2") or 0, danger=typed.get("danger") == "1",
        spans=_spans(typed.get("spans", "")), parties=_parties(actor, typed, estate, own=own),
    )  # fmt: skip


def _parties(
    actor: Actor, typed: Mapping[str, str], estate: int, *, own: bool
) -> tuple[services.PartyDraft, ...]:
    name, phone = plain(typed.get("name", ""), 40), plain(typed.get("phone", ""), 20)
    if own:
        applicant = services.own_party(actor=actor, name=name, estate_id=estate, now=utc_now())
    else:
        applicant = services.PartyDraft(side=queries.Side.APPLICANT, name=name, phone=phone)
    other, number = plain(typed.get("other", ""), 40), plain(typed.get("other_phone", ""), 20)
    if typed.get("against") == "company":
        return (applicant, *services.company_party(actor=actor, estate_id=estate, now=utc_now()))
    if not other:
        return (applicant,)
    return applicant, services.PartyDraft(side=queries.Side.RESPONDENT, name=other, phone=number)


def _spans(text: str) -> queries.Level:
    try:
        return queries.Level(text or "community")
    except ValueError:
        raise Refused.because(mark("请选择当事人是否跨区域"), field="spans", code="spans") from None


@never_cache
@_FORM
@signed_in
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """Offer, on the page of a case, to hand it to mediation: text, place, kind and both sides come from the case."""
    actor = entered(request, queries.Act.FILE)
    case = cases.referable(actor=actor, number=number, now=utc_now())
    if case is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            services.refer_case(
                actor=actor, now=utc_now(), number=number, consent=request.POST.get("consent") == "1"
            )
            messages.success(request, _("已转入调解。由规则确定的调处机构办理，进度由它告知当事人。"))
            return HttpResponseRedirect(reverse("cases:case", args=[number]))
        except Refused as error:
            refused = error
    levels = queries.levels_on(today())
    kind = levels.of_case(case.kind)
    context: dict[str, Any] = {
        "case": case,
        "kind": kind_name(levels, kind.code),
        "company": kind.against == "company" and case.estate_id is not None,
        "bodies": [named(level) for level in levels.level],
        "reachable": case.reporter_id is not None or bool(case.phone),
        "referred": queries.referred(actor=actor, source_stream=case.stream),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "mediation/of_case.html", context, REFUSED if refused else 200)

"""The forms of advice: the residents' committee says what it advises, the committee what it makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.committees import queries, services
from hemei.community.committees.pages.life.dangers import entered
from hemei.community.committees.pages.life.forms import FORM, LONGEST, Field, estate_of, form
from hemei.community.committees.rules import life_words as said
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict


@FORM
@never_cache
@signed_in
def advise(request: HttpRequest, advice_id: int) -> HttpResponse:
    """Advise on a decision, or say that there is nothing to advise."""
    actor = entered(request, LifeAct.ADVISE)
    estate = estate_of(queries.advice_estate(advice_id, actor=actor), actor)

    def act(data: QueryDict) -> None:
        services.give_advice(
            actor=actor, now=utc_now(), advice_id=advice_id, text=data.get("text", "")[:LONGEST]
        )

    page = {
        "title": _("提出居委会建议"),
        "lead": _("业主大会、业委会的决定应当告知居委会并认真听取建议（物业管理条例第二十条）。"),
        "button": _("提交"),
        "done": _("已登记。有建议的，业委会七日内答复。"),
    }
    fields: list[Field] = [
        {"kind": "area", "name": "text", "label": _("建议"), "more": {"maxlength": LONGEST, "rows": 4},
         "hint": _("没有建议的留空。")},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def answer(request: HttpRequest, advice_id: int) -> HttpResponse:
    """Answer what the committee makes of the advice."""
    actor = entered(request, LifeAct.ANSWER_ADVICE)
    estate = estate_of(queries.advice_estate(advice_id, actor=actor), actor)

    def act(data: QueryDict) -> None:
        taken = data.get("taken", "")
        if taken not in set(said.Taken):
            raise Refused.because(mark("请选择是否采纳。"), field="taken", code="taken")
        services.answer_advice(
            actor=actor, now=utc_now(), advice_id=advice_id, taken=said.Taken(taken),
            text=data.get("text", "")[:LONGEST],
        )  # fmt: skip

    page = {"title": _("答复居委会建议"), "button": _("答复"), "done": _("已答复。")}
    fields: list[Field] = [
        {"kind": "select", "name": "taken", "label": _("是否采纳"), "required": True,
         "options": [(one.value, say(words)) for one, words in said.TAKEN_NAMES.items()]},
        {"kind": "area", "name": "text", "label": _("怎样办理"), "required": True,
         "more": {"maxlength": LONGEST, "rows": 4}, "hint": _("不采纳的写明理由。")},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


@require_safe
@never_cache
@signed_in
def origin(request: HttpRequest, thing: str, number: int) -> HttpResponse:
    """Go to the page on which a record stands by which somebody got a duty."""
    actor = entered(request, LifeAct.SEE)
    estate_id = queries.origin_estate(thing, number, actor=actor)
    if estate_id is None:
        raise Http404
    estate = estate_of(estate_id, actor)
    return HttpResponseRedirect(reverse("committees:life", args=[estate.code]) + f"#{thing}")

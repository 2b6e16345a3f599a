"""The forms of a member who left, entered by somebody else: the paper, the second person, the objection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.committees import queries, services
from hemei.community.committees.pages.life.dangers import entered
from hemei.community.committees.pages.life.forms import FORM, LONGEST, Field, estate_of, form, paper_of
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.files import saved
from hemei.ui.forms import day_of, needed_day
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

_ENDS = (people.SeatEnd.RESIGNED, people.SeatEnd.AUTOMATIC)


@FORM
@never_cache
@signed_in
def leave(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Enter that a member left, on a paper."""
    actor = entered(request, LifeAct.ENTER_LEAVING)
    estate = estate_of(queries.seat_estate(seat_id, actor=actor), actor)
    page = {
        "title": _("登记离任"),
        "lead": _("由另一位工作人员核对文书并书面告知本人，本人在期限内没有异议的才离任；委员自己用“辞去委员”。"),
        "button": _("登记离任"),
        "done": _("已登记，待第二人核对；核对并告知本人以前，他照常任职。"),
        "scan": _("本人签名的辞职书，或者证明资格终止的文书"),
    }  # fmt: skip
    fields: list[Field] = [
        {"kind": "select", "name": "reason", "label": _("原因"), "required": True,
         "options": [(one.value, say(people.SEAT_END_NAMES[one])) for one in _ENDS]},
        {"kind": "field", "name": "day", "label": _("文书日期"), "type": "date", "required": True},
        {"kind": "area", "name": "ground", "label": _("资格自行终止的依据"), "more": {"maxlength": LONGEST, "rows": 3},
         "hint": _("写明是指导规则第四十三条的哪一种、凭什么文书；加密保存，其他委员看不到。")},
    ]  # fmt: skip

    def act(data: QueryDict) -> None:
        chosen = data.get("reason", "")
        if chosen not in {one.value for one in _ENDS}:
            raise Refused.because(mark("请选择离任的原因。"), field="reason", code="reason")
        services.enter_leaving(
            actor=actor, now=utc_now(), estate_id=estate.id,
            draft=services.LeavingDraft(
                seat_id=seat_id, reason=people.SeatEnd(chosen), signed_on=needed_day(data.get("day", ""), "day"),
                ground=data.get("ground", "")[:LONGEST],
                paper=paper_of(request),
            ),
        )  # fmt: skip

    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def settle(request: HttpRequest, leaving_id: int) -> HttpResponse:
    """Confirm it as a second person, or send it back."""
    actor = entered(request, LifeAct.SETTLE_LEAVING)
    estate = estate_of(queries.leaving_estate(leaving_id, actor=actor), actor)
    page = {
        "title": _("核对离任"),
        "lead": _("请对照文书，并书面告知本人；从告知之日起计算异议期。核对不符的，写明退回的理由。"),
        "button": _("提交"),
        "done": _("已核对。"),
        "scan": _("写明日期、本人签收的告知书；本人拒收的，由两名见证人签名"),
        "scan_optional": "yes",  # what is sent back needs none
    }
    fields: list[Field] = [
        {"kind": "field", "name": "told_on", "label": _("书面告知本人之日"), "type": "date"},
        {"kind": "area", "name": "words", "label": _("退回的理由"), "more": {"maxlength": LONGEST, "rows": 3},
         "hint": _("核对相符的留空。")},
    ]  # fmt: skip

    def act(data: QueryDict) -> None:
        services.settle_leaving(
            actor=actor, now=utc_now(), leaving_id=leaving_id, notice=paper_of(request),
            told_on=day_of(data.get("told_on", ""), "told_on"), refusal=data.get("words", "")[:LONGEST],
        )  # fmt: skip

    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def object_to(request: HttpRequest, leaving_id: int) -> HttpResponse:
    """Object as the member, or enter what he wrote."""
    actor = entered(request, LifeAct.OBJECT_LEAVING)
    estate = estate_of(queries.leaving_estate(leaving_id, actor=actor), actor)
    page = {
        "title": _("对离任提出异议"),
        "lead": _("提出异议的，这次登记不生效，照常任职。"),
        "button": _("提出异议"),
        "done": _("已提出异议，照常任职。"),
    }
    fields: list[Field] = [
        {"kind": "area", "name": "words", "label": _("理由"), "required": True,
         "more": {"maxlength": LONGEST, "rows": 4}}
    ]  # fmt: skip

    def act(data: QueryDict) -> None:
        services.object_to_leaving(
            actor=actor, now=utc_now(), leaving_id=leaving_id, words=data.get("words", "")[:LONGEST]
        )

    return form(request, estate, page, fields, act)


@require_safe
@never_cache
@signed_in
def paper(request: HttpRequest, leaving_id: int) -> HttpResponse:
    """Give the paper by which a member is said to have left."""
    found = queries.leaving_scan(leaving_id, actor=entered(request, LifeAct.SEE))
    if found is None:
        raise Http404
    content, media_type = found
    return saved(content, media_type, f"leaving-{leaving_id}")


@require_safe
@never_cache
@signed_in
def notice(request: HttpRequest, leaving_id: int) -> HttpResponse:
    """Give the notice by which the member was told."""
    found = queries.leaving_scan(leaving_id, actor=entered(request, LifeAct.SEE), notice=True)
    if found is None:
        raise Http404
    content, media_type = found
    return saved(content, media_type, f"leaving-notice-{leaving_id}")

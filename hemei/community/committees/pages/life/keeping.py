"""The forms of seats, handovers, training and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.committees import queries, services
from hemei.community.committees.pages.life.committee import estate_or_404
from hemei.community.committees.pages.life.dangers import entered
from hemei.community.committees.pages.life.forms import (
    FORM,
    LONGEST,
    Field,
    estate_of,
    form,
    members_of,
    numbers_of,
    paper_of,
)
from hemei.community.committees.rules import life_words as said
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.files import saved
from hemei.ui.forms import needed_day, plain, whole_of
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict


@FORM
@never_cache
@signed_in
def resign(request: HttpRequest, code: str) -> HttpResponse:
    """Resign one's own seat."""
    actor = entered(request, LifeAct.RESIGN)
    estate = estate_or_404(code, actor)
    page = {
        "title": _("辞去委员"),
        "lead": _("从今天起不再任职，账号随即停用；保管的印章、档案和财物请在三日内移交。"),
        "button": _("确认辞职"),
        "done": _("已登记辞职。"),
        "after": "/",
        "danger": True,
    }

    def act(_data: QueryDict) -> None:
        services.resign(actor=actor, now=utc_now(), estate_id=estate.id)

    return form(request, estate, page, [], act)


@FORM
@never_cache
@signed_in
def step_in(request: HttpRequest, code: str, seat_id: int) -> HttpResponse:
    """Let a reserve take a free seat."""
    actor = entered(request, LifeAct.STEP_IN)
    estate = estate_or_404(code, actor)
    page = {
        "title": _("登记候补递补"),
        "lead": _("按当选的先后次序递补，从今天起任委员。"),
        "button": _("登记递补"),
        "done": _("已递补。三十日内办理变更备案。"),
    }

    def act(_data: QueryDict) -> None:
        services.step_in(actor=actor, now=utc_now(), estate_id=estate.id, seat_id=seat_id)

    return form(request, estate, page, [], act)


@FORM
@never_cache
@signed_in
def file_change(request: HttpRequest, code: str) -> HttpResponse:
    """Enter that changes of the members were filed."""
    actor = entered(request, LifeAct.FILE_CHANGE)
    estate = estate_or_404(code, actor)
    page = {
        "title": _("登记变更备案"),
        "lead": _("成员变动三十日内向街道和区县房产主管部门办理变更备案，办理以后在这里登记。"),
        "button": _("登记变更备案"),
        "done": _("已登记变更备案。"),
        "scan": _("备案回执的照片或者扫描件"),
    }

    def act(data: QueryDict) -> None:
        filed = services.ChangeFiled(
            filed_on=needed_day(data.get("filed_on", ""), "filed_on"), number=plain(data.get("number", ""), 80),
            receipt=paper_of(request),
        )  # fmt: skip
        services.file_change(actor=actor, now=utc_now(), estate_id=estate.id, filed=filed)

    fields: list[Field] = [
        {"kind": "field", "name": "filed_on", "label": _("备案日期"), "type": "date", "required": True},
        {
            "kind": "field",
            "name": "number",
            "label": _("备案回执的文号"),
            "required": True,
            "more": {"maxlength": 60},
        },
    ]
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Enter that a thing was handed over, or that there is none."""
    actor = entered(request, LifeAct.HAND_OVER)
    estate = estate_of(queries.item_estate(item_id, actor=actor), actor)
    page = {"title": _("登记移交"), "button": _("登记"), "done": _("已登记。")}

    def act(data: QueryDict) -> None:
        services.hand_item(actor=actor, now=utc_now(), item_id=item_id, absent=data.get("absent") == "1")

    fields = [
        {"kind": "select", "name": "absent", "label": _("结果"), "required": True, "value": "0",
         "options": [("0", _("已经移交")), ("1", _("没有这一项"))]},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def sign(request: HttpRequest, handover_id: int, side: str) -> HttpResponse:
    """Enter the signature of a side."""
    actor = entered(request, LifeAct.SIGN)
    estate = estate_of(queries.handover_estate(handover_id, actor=actor), actor)
    if side not in set(said.Side):
        raise Http404
    chosen, himself = said.Side(side), actor.role is Role.COMMITTEE_MEMBER
    page: dict[str, Any] = {
        "title": _("签收移交"),
        "lead": say(said.SIDE_NAMES[chosen]),
        "button": _("确认签字"),
        "done": _("已登记签字。"),
        "scan": "" if himself else _("签了字的移交清单"),
    }
    fields: list[Field] = []
    if not himself and chosen is said.Side.RECEIVER:
        fields = [
            {"kind": "select", "name": "seat", "label": _("谁接收"), "options": members_of(estate, actor),
             "hint": _("签字接收的委员，不能是移交的人；没有业委会、由居民委员会代管的，不选。")},
        ]  # fmt: skip

    def act(data: QueryDict) -> None:
        upload = request.FILES.get("scan")
        paper = services.SignedList(
            upload=upload.file if upload else None,  # type: ignore[arg-type]
            name=(upload.name or "") if upload else "",
            seat_id=whole_of(data.get("seat", "")),
        )
        services.sign_handover(
            actor=actor, now=utc_now(), handover_id=handover_id, side=chosen, paper=None if himself else paper
        )

    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def unsigned(request: HttpRequest, handover_id: int) -> HttpResponse:
    """End a handover that the giver does not sign."""
    actor = entered(request, LifeAct.END_UNSIGNED)
    estate = estate_of(queries.handover_estate(handover_id, actor=actor), actor)
    page: dict[str, Any] = {
        "title": _("移交方没有签字"),
        "lead": _(
            "移交方拒绝、去世或者联系不上的，由两名见证人证明，或者由街道书面决定，移交程序终止；没有交出的照样列明，可以另行追索。"
        ),
        "button": _("登记终止"),
        "done": _("已登记，移交终止。"),
        "scan": _("见证人签了字的清单，或者书面决定"),
        "danger": True,
    }  # fmt: skip
    fields: list[Field] = [
        {"kind": "select", "name": "why", "label": _("情况"), "required": True,
         "options": [(code.value, say(words)) for code, words in said.UNSIGNED_NAMES.items()]},
        {"kind": "area", "name": "reason", "label": _("经过"), "required": True,
         "more": {"maxlength": LONGEST, "rows": 4}, "hint": _("写明何时、怎样联系和催交；内容加密保存。")},
        {"kind": "field", "name": "witness1", "label": _("见证人一"), "more": {"maxlength": 40},
         "hint": _("社区和街道各一名，在移交清单上写明情况并签字。")},
        {"kind": "field", "name": "witness2", "label": _("见证人二"), "more": {"maxlength": 40}},
    ]  # fmt: skip
    if actor.role is Role.STREET_CLERK:
        fields.append(
            {"kind": "field", "name": "document", "label": _("书面决定的文号"), "more": {"maxlength": 80},
             "hint": _("街道书面决定的填写，不用再写见证人。")}
        )  # fmt: skip

    def act(data: QueryDict) -> None:
        upload = request.FILES.get("scan")
        services.end_unsigned(
            actor=actor, now=utc_now(), handover_id=handover_id,
            draft=services.UnsignedDraft(
                why=data.get("why", "")[:20], reason=data.get("reason", "")[:LONGEST],
                witnesses=(plain(data.get("witness1", ""), 40), plain(data.get("witness2", ""), 40)),
                document=plain(data.get("document", ""), 80),
                paper=services.SignedList(
                    upload=upload.file if upload else None,  # type: ignore[arg-type]
                    name=(upload.name or "") if upload else "",
                ),
            ),
        )  # fmt: skip

    return form(request, estate, page, fields, act)


@require_safe
@never_cache
@signed_in
def scan(request: HttpRequest, handover_id: int, file_id: int) -> HttpResponse:
    """Give the list as a side signed it on paper."""
    actor = entered(request, LifeAct.SEE)
    found = queries.handover_scan(handover_id, file_id, actor=actor)
    if found is None:
        raise Http404
    content, media_type = found
    return saved(content, media_type, f"handover-{handover_id}-{file_id}")


@FORM
@never_cache
@signed_in
def train(request: HttpRequest, code: str) -> HttpResponse:
    """Enter training that members had."""
    actor = entered(request, LifeAct.TRAIN)
    estate = estate_or_404(code, actor)

    def act(data: QueryDict) -> None:
        services.record_training(
            actor=actor, now=utc_now(), estate_id=estate.id, seat_ids=numbers_of(data, "seats"),
            topic=plain(data.get("topic", ""), 60), held_on=needed_day(data.get("held_on", ""), "held_on"),
            hours=whole_of(data.get("hours", "")) or 0,
        )  # fmt: skip

    page = {"title": _("登记委员培训"), "button": _("登记培训"), "done": _("已登记培训。")}
    fields = [
        {"kind": "many", "name": "seats", "label": _("参加的委员"), "options": members_of(estate, actor),
         "required": True},
        {"kind": "field", "name": "topic", "label": _("内容"), "required": True, "more": {"maxlength": 60}},
        {"kind": "field", "name": "held_on", "label": _("日期"), "type": "date", "required": True},
        {"kind": "field", "name": "hours", "label": _("学时"), "type": "number", "required": True,
         "more": {"min": 1, "max": 40, "inputmode": "numeric"}},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a report to the owners."""
    actor = entered(request, LifeAct.REPORT)
    estate = estate_or_404(code, actor)
    today = shanghai_day(utc_now())

    def act(data: QueryDict) -> None:
        services.post_report(
            actor=actor, now=utc_now(), estate_id=estate.id, year=whole_of(data.get("year", "")) or 0,
            posted_on=needed_day(data.get("posted_on", ""), "posted_on"), text=data.get("text", "")[:LONGEST],
        )  # fmt: skip

    page = {
        "title": _("登记向业主报告"),
        "lead": _("每年三月底前报告上一年度的工作、收益和开支，并在小区公示。"),
        "button": _("登记报告"),
        "done": _("已登记报告。"),
    }
    fields = [
        {"kind": "field", "name": "year", "label": _("年度"), "type": "number", "required": True,
         "value": today.year - 1},
        {"kind": "field", "name": "posted_on", "label": _("公示日期"), "type": "date", "required": True},
        {"kind": "area", "name": "text", "label": _("报告"), "required": True,
         "more": {"maxlength": LONGEST, "rows": 6}},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)

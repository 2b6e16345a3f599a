"""The forms of the stand-in body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.committees import queries, services
from hemei.community.committees.pages.life.committee import estate_or_404
from hemei.community.committees.pages.life.dangers import entered
from hemei.community.committees.pages.life.forms import (
    FORM,
    Field,
    estate_of,
    form,
)
from hemei.community.committees.rules import life_words as said
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.services import MemberDraft
from hemei.community.committees.services.life.shared import rules_of
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import day_of, needed_day, plain
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict


MOST_MEMBERS = 11


def _lead() -> str:
    """Return how such a committee is made up here."""
    rules = rules_of(shanghai_day(utc_now())).stand_in_here
    words = {"least": rules.least, "share": str(rules.owners.value)}
    odd = _("%(least)s人以上单数") % words if rules.odd else _("%(least)s人以上") % words
    chair = "" if rules.chair == "any" else say(said.STAND_IN_SIDE_NAMES[said.StandInSide(rules.chair)])
    return _("没有业委会在任时代行职责：%(size)s，业主代表不少于%(share)s。第一行是主任%(chair)s；空着的行不计。") % {
        **words, "size": odd, "chair": f"（{chair}）" if chair else "",
    }  # fmt: skip


@FORM
@never_cache
@signed_in
def stand_in(request: HttpRequest, code: str) -> HttpResponse:
    """Form the property management committee of an estate."""
    actor = entered(request, LifeAct.STAND_IN)
    estate = estate_or_404(code, actor)

    def act(data: QueryDict) -> None:
        services.form_stand_in(
            actor=actor, now=utc_now(), estate_id=estate.id, members=_drafts(data),
            formed_on=needed_day(data.get("formed_on", ""), "formed_on"),
            posted_on=day_of(data.get("posted_on", ""), "posted_on"),
        )  # fmt: skip

    page = {
        "title": _("组建物业管理委员会"),
        "lead": _lead(),
        "button": _("组建"),
        "done": _("已组建物业管理委员会。"),
    }
    sides = [(one.value, say(words)) for one, words in said.STAND_IN_SIDE_NAMES.items()]
    fields: list[Field] = [
        {"kind": "field", "name": "formed_on", "label": _("组建日期"), "type": "date", "required": True},
        {"kind": "field", "name": "posted_on", "label": _("名单公示日期"), "type": "date"},
    ]
    for number in range(1, MOST_MEMBERS + 1):
        words = {"number": number}
        fields += [
            {
                "kind": "field",
                "name": f"name{number}",
                "label": _("第%(number)s位姓名") % words,
                "more": {"maxlength": 60},
            },
            {
                "kind": "select",
                "name": f"side{number}",
                "label": _("第%(number)s位代表") % words,
                "options": sides,
            },
        ]
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def end_stand_in(request: HttpRequest, stand_in_id: int) -> HttpResponse:
    """End a stand-in body."""
    actor = entered(request, LifeAct.STAND_IN)
    estate = estate_of(queries.stand_in_estate(stand_in_id, actor=actor), actor)

    def act(data: QueryDict) -> None:
        reason = data.get("reason", "")
        if reason not in set(said.StandInEnd):
            raise Refused.because(mark("请选择终止的原因。"), field="reason", code="reason")
        services.end_stand_in(
            actor=actor, now=utc_now(), stand_in_id=stand_in_id, day=needed_day(data.get("day", ""), "day"),
            reason=said.StandInEnd(reason),
        )  # fmt: skip

    page = {
        "title": _("登记物业管理委员会终止"),
        "button": _("登记终止"),
        "done": _("已登记终止。"),
        "danger": True,
    }
    fields = [
        {"kind": "field", "name": "day", "label": _("终止之日"), "type": "date", "required": True},
        {"kind": "select", "name": "reason", "label": _("原因"), "required": True,
         "options": [(one.value, say(words)) for one, words in said.STAND_IN_END_NAMES.items()]},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def open_office(request: HttpRequest, member_id: int) -> HttpResponse:
    """Let a member of a stand-in body act for it in the platform."""
    actor = entered(request, LifeAct.STAND_IN)
    found = queries.stand_in_member(member_id, actor=actor)
    estate = estate_of(found[0] if found else None, actor)

    def act(data: QueryDict) -> None:
        services.open_stand_in_office(
            actor=actor, now=utc_now(), member_id=member_id, phone=plain(data.get("phone", ""), 20)
        )

    lead = _(
        "%(name)s用这个手机号收取的验证码登录，代物业管理委员会办理；物业管理委员会届满或者终止，账号同时停止办理。"
    )
    page = {
        "title": _("开通账号"),
        "lead": lead % {"name": found[1] if found else ""},
        "button": _("开通账号"),
        "done": _("已开通账号。"),
    }
    more = {"inputmode": "tel", "autocomplete": "off", "maxlength": 20}
    fields: list[Field] = [
        {"kind": "field", "name": "phone", "label": _("手机号"), "required": True, "more": more}
    ]
    return form(request, estate, page, fields, act)


def _drafts(data: QueryDict) -> list[MemberDraft]:
    found = []
    for number in range(1, MOST_MEMBERS + 1):
        name, side = plain(data.get(f"name{number}", ""), 60), data.get(f"side{number}", "")
        if not name:
            continue
        if side not in set(said.StandInSide):
            raise Refused.because(mark("请选择每位成员代表哪一方。"), field=f"side{number}", code="side")
        found.append(MemberDraft(said.StandInSide(side), name))
    return found

"""The forms that call a meeting of the committee, or of the body that stands in for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.committees import services
from hemei.community.committees.pages.life.committee import estate_or_404
from hemei.community.committees.pages.life.dangers import entered
from hemei.community.committees.pages.life.forms import FORM, Field, form
from hemei.community.committees.pages.moments import moment_of
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.services import CommitteeMeetingDraft, ToOwners
from hemei.community.meetings import queries as meetings
from hemei.community.voting import queries as voting
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.words import say

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

MOST_ITEMS, LONGEST_LINE, LONGEST_TITLE = 20, 100, 60


@FORM
@never_cache
@signed_in
def call_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Notice a committee meeting with its agenda."""
    page = {
        "title": _("召集业委会会议"),
        "lead": _(
            "提前七天公告议程；过半数委员到会才能开，决定须经全体委员半数以上同意，不得委托；三日内公示。"
        ),
    }
    return _called(request, code, page, "committee_meeting", services.call_committee_meeting)


@FORM
@never_cache
@signed_in
def call_stand_in_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Notice a meeting of the body that stands in, with its agenda."""
    page = {
        "title": _("召集物业管理委员会会议"),
        "lead": _("提前七天公告议程；全体委员过半数到会才能开，决定须经全体委员过半数同意；三日内公示。"),
    }
    return _called(request, code, page, "stand_in_meeting", services.call_stand_in_meeting)


def _called(
    request: HttpRequest, code: str, page: dict[str, str], kind: str, call: Callable[..., int]
) -> HttpResponse:
    actor = entered(request, LifeAct.MEET)
    estate = estate_or_404(code, actor)

    def act(data: QueryDict) -> None:
        number = call(
            actor=actor, now=utc_now(), estate_id=estate.id,
            draft=CommitteeMeetingDraft(
                title=plain(data.get("title", ""), LONGEST_LINE), starts_at=moment_of(data),
                location=plain(data.get("location", ""), LONGEST_LINE), items=_lines(data.get("items", "")),
                key=f"{estate.id}:{plain(data.get('key', ''), 40)}", demanded=whole_of(data.get("demanded", "")),
                to_owners=_to_owners(data),
            ),
        )  # fmt: skip
        page["after"] = reverse("meetings:meeting", args=[number])

    page |= {"button": _("公告会议"), "done": _("已公告会议。")}
    return form(request, estate, page, _fields(request.GET, kind), act)


def _fields(asked: QueryDict, kind: str) -> list[Field]:
    """Ask for the hour, the agenda, and what is put to the owners; the first day it may be is said."""
    today = shanghai_day(utc_now())
    earliest = meetings.earliest_on(today, meetings.kind_on(kind, today))
    owners = _owners_fields(today, kind)
    return [
        {"kind": "field", "name": "title", "label": _("会议名称"), "required": True,
         "value": plain(asked.get("title", ""), LONGEST_LINE), "more": {"maxlength": LONGEST_LINE}},
        {"kind": "field", "name": "day", "label": _("日期"), "type": "date", "required": True,
         "hint": _("今天公告，最早 %(day)s。") % {"day": earliest}, "more": {"min": earliest.isoformat()}},
        {"kind": "field", "name": "hour", "label": _("时间"), "type": "time", "required": True},
        {"kind": "field", "name": "location", "label": _("地点"), "required": True,
         "more": {"maxlength": LONGEST_LINE}},
        {"kind": "area", "name": "items", "label": _("议程"), "hint": _("一行一项。只提请业主大会表决的，不填。"),
         "more": {"rows": 4, "maxlength": 2000}},
        *owners,
        {"kind": "hidden", "name": "key", "value": uuid4().hex},
        {"kind": "hidden", "name": "demanded", "value": plain(asked.get("demanded", ""), 18)},
    ]  # fmt: skip


_PUT_HINTS = {
    "committee_meeting": mark(
        "写明表决什么，例如“续聘物业公司，修改管理规约”；列为最后一项议程。通过以后凭它召集业主大会。"
    ),
    "stand_in_meeting": mark(
        "写明表决什么，例如“续聘物业公司，修改管理规约”；列为最后一项议程。通过以后由居民委员会召集业主大会（指导规则第五十八条）。"
    ),
}
"""What becomes of what is put to the owners: who stands in for a committee calls no assembly."""


def _owners_fields(today: date, kind: str) -> list[Field]:
    """Ask what a committee, or who stands in for it, puts to the owners. The article is named once."""
    matters = voting.matters_on(today)
    places = [_PLACE.match(one.clause) for one in matters]
    article = next((one["article"] for one in places if one), "")
    hint = _("填了上一栏的必选；业主大会的议程只能是选的这几类，括号里是%(article)s的第几项。")
    return [
        {"kind": "field", "name": "to_owners", "label": _("提请业主大会表决"), "more": {"maxlength": LONGEST_TITLE},
         "hint": say(_PUT_HINTS[kind])},
        {"kind": "many", "name": "matters", "label": _("提请表决的事项"), "rowwise": True,
         "hint": hint % {"article": article},
         "options": [
             (one.code, f"{one.name}（{place['item'] if place and place['article'] == article else one.clause}）")
             for one, place in zip(matters, places, strict=True)
         ]},
    ]  # fmt: skip


_PLACE = re.compile(r"(?P<article>.+?条(?:第.款)?)(?P<item>第.+?项)")
"""The article of a clause, and of it the item."""


def _to_owners(data: QueryDict) -> ToOwners | None:
    title, matters = plain(data.get("to_owners", ""), LONGEST_LINE), data.getlist("matters")
    return ToOwners(title=title, matters=matters) if title or matters else None


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := plain(raw, LONGEST_LINE))][:MOST_ITEMS]

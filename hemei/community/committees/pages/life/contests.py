"""The street decides on what a recount or an annulment changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.committees import queries, services
from hemei.community.committees.pages.life.dangers import entered
from hemei.community.committees.pages.life.forms import FORM, Field, estate_of, form
from hemei.community.committees.rules.contests import (
    CHOICE_TEXTS,
    CHOICES,
    LEAST_REASON,
    LONGEST_REASON,
    SHORT,
    UNDONE,
)
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict


def _follow_hint(why: str) -> str:
    """Say what comes of following what a recount says, or an annulment."""
    if why == UNDONE:
        return _("从今天起恢复原来的席位，任期不变。")
    if why == SHORT:
        return _("从今天起恢复原来的席位；参与表决没有达到要求，罢免重新召集会议表决。")
    return _("不再当选的委员离任，新当选的就任；罢免通过的席位终止，没有通过的恢复任职。")


@FORM
@never_cache
@signed_in
def settle(request: HttpRequest, contest_id: int) -> HttpResponse:
    """Decide whether a recount is followed, with the reason."""
    actor = entered(request, LifeAct.SETTLE_CONTEST)
    home = queries.contest_home(contest_id, actor=actor)
    if home is None:
        raise Http404
    estate_id, election_id, why = home
    undone = why == UNDONE

    def act(data: QueryDict) -> None:
        services.settle_contest(
            actor=actor, now=utc_now(), contest_id=contest_id, choice=data.get("settled", ""),
            reason=data.get("reason", "")[: LONGEST_REASON + 1],
        )  # fmt: skip

    page = {
        "title": _("处理被撤销的罢免结果") if undone else _("处理重新计票的争议"),
        "lead": _(
            "被撤销的决定自始没有约束力；席位已经终止的不自动恢复，由街道核查后决定，并通告全体业主。罢免须重新提议、听取申辩后再表决。"
        )
        if undone
        else _(
            "业主的决定以最后一次计票为准；已经办理的任职不自动改变，由街道核查后决定，并通告全体业主。表决本身违法的，请到业主表决里撤销结果。"
        ),
        "button": _("作出决定"),
        "done": _("已记录。请在小区内张贴决定，通告全体业主。"),
    }
    if election_id is not None:
        page["back"] = reverse("committees:election", args=[election_id])
    fields: list[Field] = [
        {"kind": "choices", "name": "settled", "label": _("怎样处理"), "required": True, "options": [
            (CHOICES[0].value, say(CHOICE_TEXTS[undone][CHOICES[0]]),
             _follow_hint(why)),
            (CHOICES[1].value, say(CHOICE_TEXTS[undone][CHOICES[1]]),
             _("只用于法院另有裁判、任期已满，或者席位已经依法补选等情形。")),
        ]},
        {"kind": "area", "name": "reason", "label": _("理由"), "required": True,
         "hint": _("写明依据的文书和核查的经过，至少%(least)s个字。") % {"least": LEAST_REASON},
         "more": {"maxlength": LONGEST_REASON, "rows": 4}},
    ]  # fmt: skip
    return form(request, estate_of(estate_id, actor), page, fields, act)

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
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.ground.places.queries import EstateRow
    from hemei.kernel.actor import Actor


def _follow_hint(why: str) -> str:
    """Say what comes of following what a recount says, or an annulment."""
    if why == UNDONE:
        return _("从今天起恢复原来的席位，任期不变。")
    if why == SHORT:
        return _("从今天起恢复原来的席位；参与表决没有达到要求，罢免重新召集会议表决。")
    return _(
        "不再当选的委员离任，新当选的就任；席位已由后来补选或者递补的委员补上的，后来的委员让出席位，由街道的另一人核对。罢免通过的席位终止，没有通过的恢复任职。"
    )


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
    [found] = [one for one in queries.contests(actor=actor, estate_id=estate_id) if one.id == contest_id]
    if found.waits:
        return _confirm(request, actor, found, estate_of(estate_id, actor), election_id)
    undone = why == UNDONE

    def act(data: QueryDict) -> None:
        if not services.settle_contest(
            actor=actor, now=utc_now(), contest_id=contest_id, choice=data.get("settled", ""),
            reason=data.get("reason", "")[: LONGEST_REASON + 1],
        ):  # fmt: skip
            page["done"] = _("已记录决定。有委员要让出席位，请街道的另一人核对；核对以前不变。")

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
             _("只用于法院另有裁判、任期已满等情形。")),
        ]},
        {"kind": "area", "name": "reason", "label": _("理由"), "required": True,
         "hint": _("写明依据的文书和核查的经过，至少%(least)s个字。") % {"least": LEAST_REASON},
         "more": {"maxlength": LONGEST_REASON, "rows": 4}},
    ]  # fmt: skip
    return form(request, estate_of(estate_id, actor), page, fields, act)


def _confirm(
    request: HttpRequest, actor: Actor, found: queries.ContestView, estate: EstateRow, election_id: int | None
) -> HttpResponse:
    """Confirm, as another person of the street, that members give way to whom the recount elects."""

    def act(data: QueryDict) -> None:
        confirmed = data.get("confirmed") == "yes"
        if not confirmed:
            page["done"] = _("已退回，请街道重新决定。")
        services.confirm_contest(actor=actor, now=utc_now(), contest_id=found.id, confirmed=confirmed)

    waits = queries.who_gives_way_waits(shanghai_day(utc_now()))
    lead = (
        _("按重新计票的结果办理，后来就任的%(names)s让出席位，出缺时递补。决定的理由：%(reason)s")
        if waits
        else _("按重新计票的结果办理，后来就任的%(names)s让出席位，任职终止。决定的理由：%(reason)s")
    )
    page = {
        "title": _("核对让出席位的委员"),
        "lead": lead % {"names": listing(found.giving_way), "reason": found.reason},
        "button": _("确定"),
        "done": _("已按重新计票的结果办理。请在小区内张贴决定，通告全体业主。"),
    }
    if election_id is not None:
        page["back"] = reverse("committees:election", args=[election_id])
    fields: list[Field] = [
        {"kind": "choices", "name": "confirmed", "label": _("核对的结果"), "required": True, "options": [
            ("yes", _("核对无误"), _("当选的就任，让出席位的委员从今天起转为候补委员。") if waits
             else _("当选的就任，让出席位的委员的任职从今天起终止。")),
            ("no", _("退回"), _("让街道重新决定，任职不变。")),
        ]},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)

"""Call a meeting: choose place and kind, then hour, sides and agenda on one form; the notice fixes them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.meetings import queries, services
from hemei.community.meetings.pages.shared import REFUSED, clause_of, entered, kind_name, side_name
from hemei.community.meetings.queries import Act, Kind
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render

MOST_ESTATES = 60
USUAL_HOUR = "19:00"


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def call(request: HttpRequest) -> HttpResponse:
    """Show the form, or send the notice."""
    actor = entered(request, Act.CALL)
    if request.method == "GET":
        return _show(request, actor, request.GET.dict(), request.GET.getlist("sides"))
    typed, sides = request.POST.dict(), request.POST.getlist("sides")
    try:
        draft = _draft(actor, typed, sides)
        number = services.call_meeting(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _show(request, actor, typed, sides, refused)
    messages.success(request, _("公告已发出。时间、地点、参会方和议题从现在起不能再改。"))
    return HttpResponseRedirect(reverse("meetings:meeting", args=[number]))


def _show(
    request: HttpRequest,
    actor: Actor,
    typed: Mapping[str, str],
    sides: list[str],
    refused: Refused | None = None,
) -> HttpResponse:
    today = shanghai_day(utc_now())
    text = plain(str(typed.get("q", "")), 30)
    found = places.estates(actor=actor, text=text, limit=MOST_ESTATES)
    only = found[0].id if len(found) == 1 and not text else None
    estate = places.estate(whole_of(typed.get("estate", "")) or only or 0, actor=actor)
    open_kinds = [kind for kind in queries.kinds_on(today).kind if _may_call(actor, kind)]
    kind = next((one for one in open_kinds if one.code == typed.get("kind")), None)
    context = {
        "estate": estate,
        "estates": [(row.id, row.name) for row in found],
        "many": len(found) == MOST_ESTATES or bool(text),
        "q": text,
        "kinds": [(one.code, kind_name(one), _says(one)) for one in open_kinds],
        "kind": kind,
        "kind_name": kind_name(kind) if kind else "",
        "clause": clause_of(kind) if kind else None,
        "earliest": queries.earliest_on(today, kind) if kind else today,
        "sides": _sides(kind, sides, posted=request.method == "POST") if kind else [],
        "sized": [side.code for side in kind.side if side.quorum is not None] if kind else [],
        "key": typed.get("key") or secrets.token_urlsafe(12),
        "values": {"time": USUAL_HOUR, "estate": only or "", **typed},
        "errors": errors_of(refused) if refused else {},
        "committees": _committees_at(actor, estate, today),
    }
    return render(request, "meetings/call.html", context, REFUSED if refused else 200)


# A committee meets by its seats, a three-in-one meeting on its topics; a preparatory group and a first meeting belong
# to their election, a hearing to its recall, a session to its dispute: they are called there.
_ELSEWHERE = frozenset({
    "committee_meeting", "three_in_one", "preparatory_group", "first_committee_meeting", "recall_hearing",
    "mediation_session", "stand_in_meeting",
})  # fmt: skip


_CLERKS = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})


def _committees_at(actor: Actor, estate: places.EstateRow | None, today: date) -> tuple[str, str, str] | None:
    """Return where a member calls his committee or the body that stands in for it, or a clerk finds what it decided.

    First what is said of it, then the words of the link, then its address.
    """
    if estate is None or (actor.role is Role.COMMITTEE_MEMBER and actor.body_id is None):
        return None
    said = _("委员自己开会作决定、提请业主大会表决的，在业委会的页面召集。")
    if actor.role in _CLERKS and people.committee_at_work(estate.id, today) is not None:
        said = _("业委会开会作的决定在业委会的页面；提请业主大会表决的，在那次会议的页面凭决定召集。")
        words, name = _("业委会的会议和决定"), "committees:life"
    elif actor.role is not Role.COMMITTEE_MEMBER:
        return None
    elif people.stand_in_at_work(estate.id, today) == actor.body_id:
        words, name = _("召集物业管理委员会会议"), "committees:call_stand_in_meeting"
    elif people.committee_at_work(estate.id, today) == actor.body_id:
        words, name = _("召集业委会会议"), "committees:call_meeting"
    else:
        return None
    try:
        return said, words, reverse(name, args=[estate.code])
    except NoReverseMatch:
        return None


def _may_call(actor: Actor, kind: Kind) -> bool:
    return kind.code not in _ELSEWHERE and bool(
        queries.SIDES_OF.get(actor.role, frozenset()) & set(kind.callers)
    )


def _says(kind: Kind) -> str:
    decides = {
        "nothing": _("听取意见，不作决定"),
        "sides": _("到场各方都同意才通过"),
        "members": _("按全体委员计算"),
    }
    return _("提前%(days)s天公告；%(decides)s") % {
        "days": kind.notice_days,
        "decides": decides[kind.decides],
    }


def _sides(kind: Kind, chosen: list[str], *, posted: bool) -> list[tuple[str, str, str, bool, bool]]:
    """Return the sides to choose from: code, words, what is needed, whether it must come and is ticked."""
    usual = (
        set(chosen)
        if posted
        else {side.code for side in kind.side if side.required} | {"residents_committee"}
    )
    return [
        (
            side.code,
            side_name(side.code),
            _("必须到场") if side.required else "",
            side.required,
            side.code in usual or side.required,
        )
        for side in kind.side
    ]


def _draft(actor: Actor, typed: Mapping[str, str], sides: list[str]) -> services.MeetingDraft:
    today = shanghai_day(utc_now())
    estate = places.estate(whole_of(typed.get("estate", "")) or 0, actor=actor)
    if estate is None:
        raise Refused.because(mark("请选择小区"), field="estate", code="unknown_estate")
    kind = queries.kind_on(plain(typed.get("kind", ""), 40), today)
    if kind.code in _ELSEWHERE:
        raise Refused.because(
            mark("“{kind}”不在这里召集"), remedy=mark("请从列出的类型里选择"), field="kind", code="elsewhere",
            kind=kind.name,
        )  # fmt: skip
    bodies = queries.usual_bodies(estate, today)
    needed = {side.code for side in kind.side if side.required}
    items = [plain(line, 200) for line in typed.get("items", "").splitlines() if line.strip()]
    return services.MeetingDraft(
        kind=kind.code,
        title=plain(typed.get("title", ""), 100),
        starts_at=_moment(typed),
        location=plain(typed.get("location", ""), 80),
        items=tuple(services.ItemDraft(title=line) for line in items),
        sides=tuple(
            services.SideDraft(
                code=side.code,
                body_id=bodies.get(side.code),
                size=whole_of(typed.get("size", "")) if side.quorum is not None else None,
            )
            for side in kind.side
            if side.code in needed or side.code in sides
        ),
        key=plain(typed.get("key", ""), 60) or secrets.token_urlsafe(12),
        estate_id=estate.id,
        demanded=whole_of(typed.get("demanded", "")),
    )


def _moment(typed: Mapping[str, str]) -> datetime:
    day = needed_day(typed.get("day", ""), "day")
    try:
        hour = time.fromisoformat(typed.get("time", "").strip())
    except ValueError:
        raise Refused.because(
            mark("时间看不懂"), remedy=mark("请写成 19:00 的样子。"), field="time", code="time"
        ) from None
    return datetime.combine(day, hour.replace(tzinfo=None), SHANGHAI)

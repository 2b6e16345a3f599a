"""What the organiser does with a round, what a subject objects to, and what those entitled make of a recommendation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hemei.community.committees import services as committees
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.pages import entry as entry_page
from hemei.oversight.assessment.pages import round as round_page
from hemei.oversight.assessment.pages.shared import entered
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

Typed = Mapping[str, str]


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, round_id: int, name: str) -> HttpResponse:
    """Do one act on a round: enter, name, settle, post, publish, cancel."""
    actor, typed = entered(request, queries.Act.ORGANISE), request.POST.dict()
    doing = _ACTS.get(name)
    if doing is None:
        raise Http404
    try:
        done = doing(actor, utc_now(), round_id, typed)
    except Refused as refused:
        return round_page.show(request, round_id, actor, typed, name, refused)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("assessment:round", args=[round_id]))


def _enter(actor: Actor, now: datetime, round_id: int, _typed: Typed) -> str:
    count = services.enter_subjects(actor=actor, now=now, round_id=round_id)
    return _("新列入%(count)s个评价对象。有要由人评定的项目，请指定评分员。") % {"count": count}


def _appoint(actor: Actor, now: datetime, round_id: int, typed: Typed) -> str:
    try:
        party = queries.Party(typed.get("party", ""))
    except ValueError:
        raise Refused.because(mark("请选择代表哪一方"), field="party", code="party") from None
    phone = plain(typed.get("phone", ""), 20)
    draft = services.AssessorDraft(
        party=party,
        appointment_id=whole_of(typed.get("appointment", "")),
        person_id=_owner(phone) if phone else None,
        department=plain(typed.get("department", ""), 40),
    )
    services.appoint_assessor(actor=actor, now=now, round_id=round_id, draft=draft)
    return _("评分员已指定，他在“评价”里可以开始评分。")


def _owner(phone: str) -> int:
    """Return who is registered with a telephone number; raises Refused where that is nobody, or not one person."""
    found = people.persons_by_phone(phone)
    if len(found) != 1:
        raise Refused.because(
            mark("没有找到这个手机号登记的业主"),
            remedy=mark("请核对登记的手机号"),
            field="phone",
            code="phone",
        )
    return found[0]


def _end(actor: Actor, now: datetime, _round_id: int, typed: Typed) -> str:
    services.end_assessor(actor=actor, now=now, assessor_id=whole_of(typed.get("assessor", "")) or 0)
    return _("评分员已退出，他评过的分仍然保留。")


def _settle(actor: Actor, now: datetime, round_id: int, typed: Typed) -> str:
    services.settle_round(actor=actor, now=now, round_id=round_id, with_gaps=typed.get("with_gaps") == "1")
    return _("已经结算。请看过分布，再公示。")


def _post(actor: Actor, now: datetime, round_id: int, _typed: Typed) -> str:
    services.post_round(actor=actor, now=now, round_id=round_id)
    return _("已经公示，评价对象可以提出异议；公示期满、异议都答复以后公布。")


def _publish(actor: Actor, now: datetime, round_id: int, _typed: Typed) -> str:
    services.publish_round(actor=actor, now=now, round_id=round_id)
    return _("已经公布。")


def _cancel(actor: Actor, now: datetime, round_id: int, typed: Typed) -> str:
    services.cancel_round(actor=actor, now=now, round_id=round_id, reason=typed.get("reason", ""))
    return _("这一轮评价已取消。")


def _decide(actor: Actor, now: datetime, _round_id: int, typed: Typed) -> str:
    services.decide_objection(
        actor=actor,
        now=now,
        objection_id=whole_of(typed.get("objection", "")) or 0,
        upheld=typed.get("upheld") == "1",
        text=typed.get("text", ""),
        value=fraction_of(typed.get("value", "")),
    )
    return _("异议已答复。")


_ACTS: dict[str, Callable[[Actor, datetime, int, Typed], str]] = {
    "enter": _enter,
    "appoint": _appoint,
    "end_assessor": _end,
    "settle": _settle,
    "post": _post,
    "publish": _publish,
    "cancel": _cancel,
    "decide": _decide,
}


def fraction_of(raw: str) -> Fraction | None:
    """Return the step of a scale a form says, None where it says none or nothing sensible."""
    num, _dash, den = raw.strip().partition("/")
    first, second = whole_of(num), whole_of(den) if den else 1
    return Fraction(first, second) if first is not None and second else None


@never_cache
@require_POST
@signed_in
def object_to(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Object to an item of one's own posted score."""
    actor, typed = entered(request, queries.Act.OBJECT), request.POST.dict()
    try:
        services.object_to_mark(
            actor=actor,
            now=utc_now(),
            entry_id=entry_id,
            item=typed.get("item", ""),
            text=typed.get("text", ""),
        )
    except Refused as refused:
        return entry_page.show(request, entry_id, actor, typed, "object", refused)
    messages.success(request, _("异议已提交，组织单位会在时限内答复。"))
    return HttpResponseRedirect(reverse("assessment:entry", args=[entry_id]))


@never_cache
@require_POST
@signed_in
def answer(request: HttpRequest, entry_id: int, follow_id: int, name: str) -> HttpResponse:
    """Enter what those entitled made of a recommendation: a recall proposed, an election asked for, or nothing."""
    actor, typed, now = entered(request, queries.Act.TAKE_UP), request.POST.dict(), utc_now()
    try:
        if name == "recall":
            services.take_up_recall(actor=actor, now=now, consequence_id=follow_id, draft=_recall(request))
        elif name == "election":
            services.take_up_election(actor=actor, now=now, consequence_id=follow_id, draft=_election(typed))
        else:
            services.decline_recommendation(
                actor=actor, now=now, consequence_id=follow_id, reason=typed.get("reason", "")
            )
    except Refused as refused:
        return entry_page.show(request, entry_id, actor, typed, f"{name}-{follow_id}", refused)
    messages.success(request, _("已记录。"))
    return HttpResponseRedirect(reverse("assessment:entry", args=[entry_id]))


def _recall(request: HttpRequest) -> services.TakenUp:
    typed, upload = request.POST, request.FILES.get("scan")
    return services.TakenUp(
        seat_id=whole_of(typed.get("seat", "")) or 0,
        ground=typed.get("ground", ""),
        reason=typed.get("reason", ""),
        members=[number for raw in typed.getlist("members") if (number := whole_of(raw)) is not None],
        proposal_id=whole_of(typed.get("proposal", "")),
        paper=committees.SignedList(
            upload=upload.file if upload else None,  # type: ignore[arg-type]
            name=(upload.name or "") if upload else "",
        ),
    )


def _election(typed: Typed) -> services.EarlyElection:
    proposal, *plan = (
        whole_of(typed.get(name, "")) or 0 for name in ("proposal", "seats", "reserves", "years")
    )
    return services.EarlyElection(proposal_id=proposal, seats=plan[0], reserves=plan[1], years=plan[2])

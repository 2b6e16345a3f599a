"""The same may have been reported: the earlier cases beside the form, joining one, and how a followed case goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import course, faces
from hemei.coordination.cases.rules.alike import JOINABLE
from hemei.coordination.cases.rules.words import Outcome, State
from hemei.ground.people import queries as people
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import clock_words, say, say_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from hemei.coordination.cases.rules.words import Channel
    from hemei.kernel.actor import Actor

# Numbers follow each other: whoever was shown a case may join it, whoever guesses a number may not.
_OFFERS = Signer(salt="hemei.cases.offer")
_KNOWN = {"following": "cases:followed", "own": "cases:case"}
"""Where who chose a case that is his already is led: there is nothing in his form to mend."""
_JOINED = Signer(salt="hemei.cases.joined")


def offers(found: Sequence[queries.Likely], today: date, actor: Actor) -> list[dict[str, Any]]:
    """Return the earlier cases as choices; who reported, what was written and shown stay out of them.

    Whoever reads these cases anyway is led to them, and sees the words, numbers masked. A resident is led to what he
    reported himself or follows already: there is nothing to join.
    """
    resident = actor.role is Role.RESIDENT
    known = queries.known_of([one.number for one in found]) if resident else {}
    return [
        {
            "offer": _OFFERS.sign(one.number),
            "kind": faces.kind_name(queries.law_of(shanghai_day(one.reported_at)), one.kind),
            "place": _place(one),
            "ago": _ago(shanghai_day(one.reported_at), today),
            "following": one.following,
            "state": faces.state_badge(State(one.state), None),
            "words": one.words,
            "address": _address(one, known),
            "mine": _MINE[known[one.number]] if one.number in known else "",
        }
        for one in found
    ]


_MINE = {True: mark("您自己报的"), False: mark("您已经在跟着办")}


def _address(one: queries.Likely, known: Mapping[str, bool]) -> str:
    if one.number in known:
        return reverse("cases:case" if known[one.number] else "cases:followed", args=[one.number])
    return reverse("cases:case", args=[one.number]) if one.words else ""


def chosen(offer: str) -> list[dict[str, Any]]:
    """Return what somebody chose once more, who was refused as for want of a phone; nothing is looked up."""
    try:
        _OFFERS.unsign(offer)
    except BadSignature:
        return []
    return [
        {
            "offer": offer,
            "kind": _("您刚才选的那件"),
            "place": "",
            "ago": "",
            "following": 0,
            "state": None,
            "words": "",
            "address": "",
            "mine": "",
        }
    ]


def _place(one: queries.Likely) -> str:
    """Return where a case lies, as near as two reports can share it: the reporter's own words of it stay sealed."""
    place = _("这个小区") if one.here else _("附近：%(estate)s") % {"estate": one.estate_name}
    return f"{place} {one.spot}".rstrip()


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    said = say(mark("{days}天前报的"), {"days": days}) if days else _("今天报的")
    return _("%(ago)s（%(day)s）") % {"ago": said, "day": day.isoformat()}


def join(request: HttpRequest, token: str, channel: Channel) -> str:
    """Let the sender of the form follow the case he chose; return where he is told of it. Raises Refused."""
    actor, data = request.actor, request.POST  # type: ignore[attr-defined]
    try:
        number = _OFFERS.unsign(data.get("join", ""))
        services.support_case(
            actor=actor,
            now=utc_now(),
            support=services.Support(
                number=number,
                token=token,
                channel=channel,
                phone=data.get("phone", "").strip(),
                texts=data.get("texts") == "1",
            ),
            submission_key=data.get("submission_key", ""),
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except (BadSignature, services.NoSuchCase):
        raise Refused.because(
            mark("没有找到这件事"), remedy=mark("请重新提交，或者另报一件"), code="no_such_case"
        ) from None
    except Refused as refused:
        known = _KNOWN.get(refused.decision.reasons[0].code, "")
        if not known or actor.role is not Role.RESIDENT:
            raise
        messages.info(request, say_reason(refused.decision.reasons[0]))
        return reverse(known, args=[number])
    if actor.role is Role.RESIDENT:
        return reverse("cases:followed", args=[number])
    return reverse("cases:joined", args=[_JOINED.sign(number)])


@require_GET
def joined(request: HttpRequest, receipt: str) -> HttpResponse:
    """Confirm to whoever did not sign in, or joined for a caller, that the case is followed."""
    try:
        number = _JOINED.unsign(receipt)
    except BadSignature:
        raise Http404 from None
    return render(request, "cases/joined.html", {"number": number})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def followed(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case to whoever follows it, or let him follow it no longer; not there and not his look alike."""
    if request.method == "POST":
        try:
            services.stop_support(actor=request.actor, now=utc_now(), number=number)  # type: ignore[attr-defined]
        except services.NoSuchCase as missing:
            raise Http404 from missing
        return HttpResponseRedirect(reverse("cases:work"))
    found, now = queries.followed_case(number), utc_now()
    if found is None:
        raise Http404
    law = queries.law_of(found.fact_on)
    context = {
        "number": number,
        "kind": faces.kind_name(law, found.kind),
        "place": found.place,
        "state": faces.state_badge(found.state, found.ended),
        "accountable": found.accountable if found.state in JOINABLE else "",
        "clock": clock_words(now, found.next_due_at)
        if found.next_due_at and found.state in JOINABLE
        else None,
        "joined_at": found.joined_at,
        "entries": [_entry(step) for step in found.steps],
        "now": now,
    }
    return render(request, "cases/followed.html", context)


def _entry(step: queries.Step) -> course.Entry:
    role = people.ROLE_NAMES.get(Role(step.by_role)) if step.by_role in set(Role) else None
    words = say(queries.OUTCOME_TEXTS[Outcome(step.outcome)]) if step.outcome else ""
    return course.Entry(
        event=step.id,
        at=step.at,
        title=course.title_of(step.act, refusing=step.refusing),
        by=" ".join(part for part in (step.by_body, say(role) if role else "") if part),
        tone=course.tone_of(step.act),
        lines=[_("结果：%(outcome)s") % {"outcome": words}] if words else (),
    )

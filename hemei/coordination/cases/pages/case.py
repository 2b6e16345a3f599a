"""One case: what happened, who answers until when, what this viewer may do next and what not, and why."""

from __future__ import annotations

import secrets
import uuid
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import act_forms, course, disputes, faces, paper_faces, shown, waiting
from hemei.coordination.cases.pages.around import around, evidence_names
from hemei.coordination.cases.pages.proof import is_proven
from hemei.coordination.cases.rules.lots import is_on_paper
from hemei.coordination.cases.rules.moves import Viewer, Who, standings
from hemei.coordination.cases.rules.visits import OFFICES as VISITORS
from hemei.coordination.cases.rules.words import (
    ACT_TEXTS,
    EVENT_TYPES,
    ActName,
    Channel,
    Ending,
    Found,
    State,
)
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Decision, Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in, stands_alone, status_of
from hemei.ui.forms import blocked_steps
from hemei.ui.render import render
from hemei.ui.uploads import refuse_skipped
from hemei.ui.words import local_day, said_once, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from hemei.coordination.cases.rules.state import Revisit

REFUSED = 422
STALE = 409
SIGNED_OUT = 401
_MANY = frozenset({"joints", "evidence"})


@never_cache
@require_GET
@signed_in
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case to staff and to signed-in residents; not there and not yours look alike.

    Whoever follows it is led to what he may read of it, from a notice or a number somebody told him.
    """
    try:
        return show_case(request, viewer_of(request, number), number)
    except Http404:
        if queries.followed_case(number) is None:
            raise
        return HttpResponseRedirect(reverse("cases:followed", args=[number]))


def viewer_of(request: HttpRequest, number: str) -> Viewer:
    """Return who looks: the actor, and whether this browser has shown the phone of the case's reporter."""
    return Viewer(request.actor, proven=is_proven(request, number))  # type: ignore[attr-defined]


@contextmanager
def seeing(viewer: Viewer) -> Iterator[None]:
    """Run in a transaction that shows what the viewer may see; a reporter by proof is let in by the query."""
    if viewer.proven or records.is_acting(viewer.actor):
        yield
    else:
        with records.acting(viewer.actor):
            yield


def show_case(
    request: HttpRequest,
    viewer: Viewer,
    number: str,
    *,
    form: Mapping[str, Any] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """Draw the case page. `form` is an act as it was typed, `refused` why it was not done."""
    now = utc_now()
    with seeing(viewer):
        page = queries.case_page(viewer=viewer, number=number, now=now)
        if page is None:
            raise Http404
        context = context_of(page, now)
    stale = isinstance(refused, services.Stale)
    missed = {event.id for event in refused.since} if isinstance(refused, services.Stale) else set()
    errors = shown.errors(refused, evidence_names(page.state.fact_on)) if refused and not stale else {}
    done = "" if form else request.GET.get("done", "")
    context["done"] = say(ACT_TEXTS[ActName(done)]) if done in act_forms.HUMAN_ACTS else ""
    context["form"] = {**(form or {"act": "", "values": {}}), "errors": errors}
    context["left"] = _left(form, context["steps"])
    context["changed"] = [entry for entry in context["entries"] if entry.event in missed]
    status = STALE if stale else status_of(refused, REFUSED) if refused else 200
    return render(request, "cases/case.html", context, status)


def context_of(page: queries.CasePage, now: datetime) -> dict[str, Any]:
    """Return what the page of a case shows to its viewer."""
    surroundings = around(page, now=now)
    allowed, blocked = _steps(page, surroundings)
    papers = paper_faces.paper_rows(page, now)
    return {
        "now": now,
        "case": _case(page, surroundings, now),
        "stages": faces.stages(page.state),
        "stage": faces.stage(page.state),
        "way": [(_("首页"), "/"), _list_behind(page.viewer), (page.number, "")],
        "entries": course.course(page, shown.names(surroundings, _roles())),
        "steps": allowed,
        "blocked": blocked,
        "dispute": disputes.dispute(page, surroundings),
        "may_visit": page.viewer.actor.role in VISITORS,
        "papers": papers,
        "may_make_papers": any(one.allowed for one in paper_faces.may_make_which(page).values()),
        "own_papers": any(row["mine"] for row in papers),
    }


def _left(form: Mapping[str, Any] | None, steps: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what was typed for an act that can no longer be done, so that it is not lost with its form."""
    if form is None or any(step["act"] == form["act"] for step in steps):
        return {}
    return {"act": say(ACT_TEXTS[ActName(form["act"])]), "text": form["values"].get("text", "")}


@said_once
def _roles() -> Mapping[str, str]:
    return {role.value: say(words) for role, words in people.ROLE_NAMES.items()}


def _list_behind(viewer: Viewer) -> tuple[str, str]:
    if viewer.actor.account_id is None:
        return _("查办理进度"), reverse("cases:follow_search")
    own = viewer.actor.role is Role.RESIDENT
    return _("我的报事") if own else _("我的工作"), reverse("cases:work")


def _case(page: queries.CasePage, surroundings: shown.Surroundings, now: datetime) -> dict[str, Any]:
    state, law = page.state, surroundings.law
    report = page.events[0]
    contact = people.masked("phone", page.contact, now) if page.contact else ""
    return {
        "number": page.number,
        "seen": page.version,
        "kind": faces.kind_name(law, state.kind, state.variant),
        "place": state.place_name,
        "state": faces.state_badge(state.state, state.ended),
        "urgency": faces.urgency(law, state),
        "text": page.text_of(report),
        "photos": course.photos(page, report),
        "facts": shown.facts(
            state,
            surroundings,
            spot=page.text_of(report, "spot") or "",
            contact=contact,
            kept=state.hidden and page.viewer.actor.role is not Role.COMPANY_MANAGER,
            supporters=page.supporters,
        ),
        "calls": _calls(page),
        "tasks": faces.task_rows(state, page.bodies, law),
        "clocks": faces.clock_rows(
            state, page.bodies, law, own=Who.REPORTER in standings(state, page.viewer)
        ),
        "call": reverse("cases:contact", args=[page.number]) if _may_call(page) else "",
        "accountable": page.bodies.get(state.accountable, ""),
        "anew": _anew(page),
        "patrolled": state.channel is Channel.PATROL,
        "ordered": "order" in report.data.get("about", {})
        and page.viewer.actor.role not in {Role.RESIDENT, Role.PUBLIC},
    }


def _anew(page: queries.CasePage) -> str:
    """Return where its reporter reports anew what his own body ended: nobody there may accept it or send it back."""
    state = page.state
    if state.ended is not Ending.OWN or Who.REPORTER not in standings(state, page.viewer):
        return ""
    return f"{reverse('cases:find_place')}?{urlencode({'q': state.place_name})}"


def _may_call(page: queries.CasePage) -> bool:
    return bool(page.contact) and people.may(page.viewer.actor.role, people.Act.UNMASK).allowed


def _calls(page: queries.CasePage) -> list[dict[str, str]]:
    """Return what calls for attention before anything else: sent back, a whistle returned, supervised."""
    state = page.state
    if state.revisit is not None and state.revisit.by == page.viewer.actor.body_id:
        return [{"words": say(_visit_call(page, state.revisit)), "text": ""}]
    if state.final_at is not None and page.steps.get(ActName.SEND_BACK, Decision.no()).allowed:
        words = mark("这个案件由热线按报事人的意思撤销；不是本人意思的，{day}前可以退回，继续办理")
        return [
            {
                "words": say(words, {"day": local_day(state.final_at)}),
                "text": _last_text(page, ActName.WITHDRAW),
            }
        ]
    if state.state not in _AT_WORK:
        return []
    asked = waiting.calls(page)
    wanted: list[tuple[ActName, str]] = []
    visited = state.revisits[-1] if state.revisits else None
    if visited is not None and visited.found is Found.FALSE and state.round == visited.round + 1:
        wanted.append((ActName.REOPEN, mark("上级复查不属实，请重新办理")))
    elif state.round > 1:
        wanted.append((ActName.SEND_BACK, _sent_back(page)))
    if state.returns and state.state is State.ACCEPTED:
        waits = state.arbitration is not None
        words = mark("部门两次退单，请裁定") if waits else mark("部门退单，请重新派单")
        wanted.append((ActName.RETURN_WHISTLE, words))
    if any(item.open and item.to == page.viewer.actor.body_id for item in state.supervisions):
        wanted.append((ActName.SUPERVISE, mark("上级督办，请先答复")))
    last = {event.type: event for event in page.events}
    return asked + [
        {"words": say(words), "text": page.text_of(last[EVENT_TYPES[act]]) or ""}
        for act, words in wanted
        if EVENT_TYPES[act] in last
    ]


def _visit_call(page: queries.CasePage, visit: Revisit) -> str:
    step = page.steps.get(ActName.RECORD_REVISIT)
    if step is not None and not step.allowed:
        return mark("这个案件抽中复查，不能由您来看，原因见下面")
    if is_on_paper(visit):
        return mark("这个案件抽中核对：请看记录，判断不予受理或者不属于案件是否属实，不用到现场")
    return mark("这个案件抽中复查，请到现场看办结是否属实")


def _sent_back(page: queries.CasePage) -> str:
    """Return why a case is in another round: its reporter was not content, or had not wanted it withdrawn."""
    sent = [event for event in page.events if event.type == EVENT_TYPES[ActName.SEND_BACK]]
    unwanted = sent and sent[-1].data.get("about", {}).get("unwanted")
    return mark("报事人说没有要撤销，请继续办理") if unwanted else mark("报事人不满意，已退回")


def _last_text(page: queries.CasePage, act: ActName) -> str:
    told = [event for event in page.events if event.type == EVENT_TYPES[act]]
    return (page.text_of(told[-1]) or "") if told else ""


_AT_WORK = frozenset({State.REPORTED, State.ACCEPTED, State.HANDLING, State.WHISTLED, State.RESULTED})


_ANEW = mark("没有解决，或者只解决了一部分：退回重办")
"""What sending back is for, in the reporter's words; the rules ask him for no more than why."""


def _steps(
    page: queries.CasePage, surroundings: shown.Surroundings
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    first = waiting.first_act(page)
    order = shown.order(page.steps, page.state, surroundings.law, first)
    own = Who.REPORTER in standings(page.state, page.viewer)
    choices = replace(
        shown.choices(page.state, surroundings, _likely(page)),
        for_reporter=not own,
        pauses=shown.pauses_left(page.state, surroundings.law, page.viewer.actor.body_id),
    )
    # One of the two is offered, by whether others follow the case; the other need not be read about.
    other = ActName.WITHDRAW if page.supporters else ActName.LEAVE
    allowed = [
        {
            "act": act.value,
            "words": say(_ANEW if own and act is ActName.SEND_BACK else ACT_TEXTS[act]),
            "image": act_forms.IMAGES.get(act, "arrow"),
            "grave": act in act_forms.GRAVE,
            "usual": act in shown.USUAL or act is first,
            "fields": act_forms.fields_of(act, choices),
            "note": shown.note_of(act, page.state, page.bodies),
            "submission_key": fresh_key(),
        }
        for act in order
        if page.steps[act].allowed and act in act_forms.HUMAN_ACTS
    ]
    # Of what has ended only a visit is still done, and by one act or the other: why not is said once.
    over = page.state.state is State.ENDED
    blocked = [
        act
        for act in order
        if not page.steps[act].allowed and act is not other and (not over or act is ActName.RECORD_REVISIT)
    ]
    return allowed, blocked_steps((ACT_TEXTS[act], page.steps[act]) for act in blocked)


def _likely(page: queries.CasePage) -> tuple[queries.Suggested, ...]:
    """Return the kinds the report sounds like, asked only for whoever accepts it; a later choice has the list."""
    if ActName.ACCEPT not in page.steps or not page.steps[ActName.ACCEPT].allowed:
        return ()
    listed = queries.listed_on(page.state.fact_on)
    return queries.suggested_kinds(page.text_of(page.events[0]) or "", listed, day=page.state.fact_on)


def fresh_key() -> str:
    """Return a key for one submission; the same form sent twice counts once."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


@stands_alone
@never_cache
@require_POST
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Carry out an act; a refusal shows the case again with the form as it was typed."""
    if name not in act_forms.HUMAN_ACTS:
        raise Http404
    viewer = viewer_of(request, number)
    form: dict[str, Any] = {"act": name, "values": _typed(request)}
    if viewer.actor.account_id is None and not viewer.proven:
        return _signed_out(request, number, form["values"].get("text", ""))
    try:
        _carry_out(request, viewer, number, ActName(name))
    except services.NoSuchCase as missing:
        raise Http404 from missing
    except Refused as refused:
        return show_case(request, viewer, number, form=form, refused=refused)
    if name == ActName.LEAVE and (viewer.proven or viewer.actor.role is Role.RESIDENT):
        return _left_behind(request, viewer, number)
    page = "cases:follow" if viewer.proven else "cases:case"
    return HttpResponseRedirect(f"{reverse(page, args=[number])}?done={name}")


def _left_behind(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """Tell who left his report so; the case itself is no longer his to see."""
    words = _("您已退出上报%(number)s。还有人跟着办，这件事为他们继续办理，不再通知您。")
    messages.success(request, words % {"number": number})
    return HttpResponseRedirect(reverse("cases:follow_search" if viewer.proven else "cases:work"))


def _signed_out(request: HttpRequest, number: str, text: str) -> HttpResponse:
    """Give back what was written after the session had ended, with the way back in."""
    back = urlencode({"next": reverse("cases:case", args=[number])})
    context = {
        "text": text,
        "sign_in": f"{reverse('people:sign_in')}?{back}",
        "follow": reverse("cases:follow", args=[number]),
    }
    return render(request, "cases/signed_out.html", context, SIGNED_OUT)


def _carry_out(request: HttpRequest, viewer: Viewer, number: str, name: ActName) -> None:
    with seeing(viewer):
        services.act(
            viewer=viewer,
            now=utc_now(),
            number=number,
            act=act_forms.read_act(name, request.POST),
            seen=_seen(request),
            submission_key=request.POST.get("submission_key", ""),
            photos=uploaded(request),
        )


def uploaded(request: HttpRequest) -> list[BinaryIO]:
    """Return the pictures that came with a form; raises Refused naming those too large to be taken in."""
    today = shanghai_day(utc_now())
    most = queries.law_of(today).intake.photo_megabytes.most
    refuse_skipped(request, field="photos", most_megabytes=most)
    return cast("list[BinaryIO]", request.FILES.getlist("photos"))


def _seen(request: HttpRequest) -> int:
    raw = request.POST.get("seen", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0  # noqa: PLR2004 - an int4


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {
        key: request.POST.getlist(key) if key in _MANY else request.POST.get(key, "") for key in request.POST
    }

"""One election: its steps, what is due, what this reader can do next; and its documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.community.committees.pages.elections import reading
from hemei.community.committees.pages.elections.doing import DOINGS, Doing, open_to
from hemei.community.committees.pages.elections.fields import cited_fields, gate_choices, gate_codes
from hemei.community.committees.pages.elections.shared import REFUSED, entered, words
from hemei.community.committees.queries import elections as queries
from hemei.community.committees.queries.elections.papers import DOCUMENTS, paper_of
from hemei.community.committees.rules.contests import SETTLED_TEXTS
from hemei.community.committees.rules.electing import may_move
from hemei.community.committees.rules.election_acts import MAY, Act, may
from hemei.community.committees.rules.election_words import ElectionState, Standing
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_acts import may as may_life
from hemei.community.committees.services import elections as services
from hemei.community.meetings import queries as meetings
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.files import saved
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

STEPS = (
    mark("申请或启动"),
    mark("筹备组"),
    mark("筹备和候选人"),
    mark("公示"),
    mark("业主表决"),
    mark("备案"),
    mark("首次会议"),
)
AT = {
    ElectionState.APPLIED: 1,
    ElectionState.PREPARING: 2,
    ElectionState.POSTED: 3,
    ElectionState.CALLED: 4,
    ElectionState.ELECTED: 5,
    ElectionState.FILED: 6,
    ElectionState.DONE: 7,
    ElectionState.FAILED: 4,
    ElectionState.ANNULLED: 4,
    ElectionState.STOPPED: 2,
}
DOCUMENT_TEXTS = {
    "filing": mark("备案申请表"),
    "result": mark("选举结果"),
    "members": mark("委员名单"),
    "rules": mark("管理规约和议事规则"),
}


@require_safe
@never_cache
@signed_in
def election(request: HttpRequest, election_id: int) -> HttpResponse:
    """Show an election; not there and not yours look alike."""
    return _show(request, election_id, entered(request, Act.SEE))


def _show(
    request: HttpRequest, election_id: int, actor: Actor, done: str = "", refused: Refused | None = None
) -> HttpResponse:
    page = queries.election_page(election_id, actor=actor, now=utc_now())
    if page is None:
        raise Http404
    estate = places.estate(page.row.estate_id, actor=actor)
    typed = request.POST if refused else None
    errors = errors_of(refused) if refused else {}
    context = {
        "page": page,
        "row": page.row,
        "steps": [say(step) for step in STEPS],
        "at": AT[page.state],
        "doings": [
            _doing(name, one, page, actor, typed if name == done else None)
            for name, one in open_to(actor, page)
        ],
        "form": done,
        "errors": errors,
        "typed": typed or {},
        "checks": actor.role in MAY[Act.CHECK]
        and page.state in {ElectionState.PREPARING, ElectionState.POSTED},
        "withdraws": actor.role in MAY[Act.REGISTER]
        and page.state in {ElectionState.PREPARING, ElectionState.POSTED},
        "settles": may(actor.role, Act.SETTLE).allowed and may_move(page.state, "work").allowed,
        "gate_choices": gate_choices(page.row.adopted),
        "receives": {one.id for one in page.receipts if _receives(actor, one)},
        "group_meetings": _group_meetings(page, actor),
        "documents": [(name, say(DOCUMENT_TEXTS[name])) for name in DOCUMENTS] if page.row.term_id else [],
        "assembly": assembly_address(page.row.assembly_id),
        "why": say(services.FAILURES[page.row.reason]) if page.row.reason in services.FAILURES else "",
        "estate_code": estate.code if estate else "",
        "Standing": Standing,
        "settled_names": SETTLED_TEXTS,
        "failures": services.FAILURES,
        "today": shanghai_day(utc_now()),
        "may_settle": may_life(actor, LifeAct.SETTLE_CONTEST, scope=page.row.scope).allowed,
        **words(),
    }
    return render(request, "committees/election.html", context, REFUSED if refused else 200)


def _group_meetings(page: queries.ElectionPage, actor: Actor) -> list[meetings.MeetingRow]:
    """Return the meetings of the preparatory group, the latest first."""
    if page.group is None:
        return []
    chosen = meetings.MeetingFilters(kind=services.GROUP_MEETING_KIND, estate_id=page.row.estate_id)
    return meetings.meetings(actor=actor, now=utc_now(), filters=chosen, limit=_MEETINGS)


_MEETINGS = 5


def _doing(name: str, one: Doing, page: queries.ElectionPage, actor: Actor, typed: Any) -> dict[str, Any]:
    fields = []
    for given in [*one.fields(page), *(cited_fields(page, actor) if one.cites else [])]:
        shown = dict(given)
        if typed is not None:
            many = given["type"] == "choices"
            shown["value"] = typed.getlist(given["name"]) if many else typed.get(given["name"], "")
        fields.append(shown)
    return {
        "name": name, "words": say(one.words), "lead": say(one.lead) if one.lead else "", "image": one.image,
        "grave": one.grave, "usual": one.usual(page), "fields": fields,
    }  # fmt: skip


def _receives(actor: Actor, one: queries.ReceiptView) -> bool:
    if one.state.value != "waiting":
        return False
    if one.receiver.value == "street":
        return actor.role is Role.STREET_CLERK
    return actor.role is Role.DEPARTMENT_CLERK and actor.body_id == one.body_id


def assembly_address(number: int | None) -> str:
    """Return where the assembly of an election is shown."""
    try:
        return reverse("voting:assembly", args=[number]) if number else ""
    except NoReverseMatch:
        return ""


@require_POST
@never_cache
@signed_in
def act(request: HttpRequest, election_id: int, name: str) -> HttpResponse:
    """Carry out a step; a refusal shows the page again with the form as it was typed."""
    doing = DOINGS.get(name)
    if doing is None:
        raise Http404
    actor = entered(request, Act.SEE)
    page = queries.election_page(election_id, actor=actor, now=utc_now())
    if page is None:
        raise Http404
    try:
        doing.run(request, actor, utc_now(), page)
    except Refused as refused:
        return _show(request, election_id, actor, name, refused)
    messages.success(request, _("“%(act)s”已记录。") % {"act": say(doing.words)})
    return HttpResponseRedirect(reverse("committees:election", args=[election_id]))


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Check a candidate against every gate that is asked here."""
    actor = entered(request, Act.CHECK)
    found = queries.candidate_form(candidate_id, actor=actor, now=utc_now())
    if found is None:
        raise Http404
    row, view, gates = found
    refused = None
    if request.method == "POST":
        said = reading.declared_of(request.POST.dict(), gate_codes(row.adopted))
        try:
            decision = services.check(actor=actor, now=utc_now(), candidate_id=candidate_id, found=said)
        except Refused as error:
            refused = error
        else:
            text = (
                _("审查通过。")
                if decision.allowed
                else _("审查不通过，理由已经写明，候选人可以在异议期内提出。")
            )
            messages.success(request, text)
            return HttpResponseRedirect(reverse("committees:election", args=[row.pk]))
    context = {
        "row": row,
        "candidate": view,
        "gates": gates,
        "typed": request.POST if refused else {},
        "errors": errors_of(refused) if refused else {},
        "late": row.state not in {ElectionState.PREPARING, ElectionState.POSTED},
        **words(),
    }
    return render(request, "committees/candidate.html", context, REFUSED if refused else 200)


@require_POST
@never_cache
@signed_in
def withdraw(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Enter that somebody stands no more, as he said on paper; or say so oneself."""
    actor = entered(request, Act.REGISTER, Act.STAND)
    number = services.election_of(actor, candidate_id, utc_now())
    services.withdraw(actor=actor, now=utc_now(), candidate_id=candidate_id)
    messages.success(request, _("已登记退出。"))
    name = "committees:own_election" if actor.role is Role.RESIDENT else "committees:election"
    return HttpResponseRedirect(reverse(name, args=[number]))


@require_safe
@never_cache
@signed_in
def document(request: HttpRequest, election_id: int, name: str, ending: str) -> HttpResponse:
    """Give a document of the filing, made from the records now."""
    actor = entered(request, Act.SEE)
    page = queries.election_page(election_id, actor=actor, now=utc_now())
    if page is None or name not in DOCUMENTS or page.row.term_id is None:
        raise Http404
    paper = paper_of(page.row, name)
    content = records.pdf_of(paper) if ending == "pdf" else records.docx_of(paper)
    return saved(content, records.MEDIA_TYPES[ending], f"{page.row.estate_name}-{paper.title}.{ending}")


@require_safe
@never_cache
@signed_in
def posted_file(request: HttpRequest, election_id: int, file_id: int) -> HttpResponse:
    """Give a file that was posted, or a document as it was handed in; owners get what was posted in their estate."""
    actor = entered(request, Act.SEE, Act.SEE_OWN)
    file = queries.file_of(election_id, file_id, actor=actor, now=utc_now())
    if file is None:
        raise Http404
    name, content, media_type = file
    return saved(content, media_type, name)

"""An owner's own: ask for the first assembly, stand, object, read who stands and what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.committees import services as committee
from hemei.community.committees.pages.elections import reading
from hemei.community.committees.pages.elections.fields import field, gate_codes, gate_fields, party_fields
from hemei.community.committees.pages.elections.page import AT, STEPS, assembly_address
from hemei.community.committees.pages.elections.shared import REFUSED, entered, words
from hemei.community.committees.queries import coming_seat, contests
from hemei.community.committees.queries import elections as queries
from hemei.community.committees.rules.contests import SETTLED_TEXTS
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_words import About, ElectionState, Source, Standing
from hemei.community.committees.services import elections as services
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

STANDS = frozenset({ElectionState.PREPARING})
OBJECTS = frozenset({ElectionState.PREPARING, ElectionState.POSTED})


@require_safe
@never_cache
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show the reader's own estates with their elections, and what he can ask for."""
    actor = entered(request, Act.SEE_OWN)
    return _mine(request, actor)


def _mine(request: HttpRequest, actor: Actor, refused: Refused | None = None) -> HttpResponse:
    now = utc_now()
    found = {own.page.row.pk: own for own in queries.own_elections(actor=actor, now=now)}
    context = {
        "estates": [
            (estate, found.get(estate.election_id or 0))
            for estate in queries.own_estates(actor=actor, now=now)
        ],
        "errors": errors_of(refused) if refused else {},
        **words(),
    }
    return render(request, "committees/mine.html", context, REFUSED if refused else 200)


@require_POST
@never_cache
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the first assembly of one's own estate."""
    actor = entered(request, Act.SEE_OWN)
    estate = whole_of(request.POST.get("estate", "")) or 0
    try:
        number = services.apply_first(actor=actor, now=utc_now(), estate_id=estate)
    except Refused as refused:
        return _mine(request, actor, refused)
    messages.success(request, _("申请已登记，街道将在期限内成立筹备组。"))
    return HttpResponseRedirect(reverse("committees:own_election", args=[number]))


@require_safe
@never_cache
@signed_in
def own_election(request: HttpRequest, election_id: int) -> HttpResponse:
    """Show an election of one's own estate."""
    return _own(request, election_id, entered(request, Act.SEE_OWN))


def _own(
    request: HttpRequest, election_id: int, actor: Actor, done: str = "", refused: Refused | None = None
) -> HttpResponse:
    found = queries.own_elections(actor=actor, now=utc_now(), election_id=election_id)
    if not found:
        raise Http404
    own = found[0]
    page = own.page
    standing = next((one for one in page.candidates if one.own), None)
    owner = may(actor.role, Act.STAND).allowed
    stands = owner and page.state in STANDS and (standing is None or standing.standing is Standing.WITHDRAWN)
    typed = request.POST if refused else {}
    said = field("statement", _("参选说明"), "area", more={"maxlength": 500})
    fields = [said, *gate_fields(page.row.adopted), *party_fields()] if stands else []
    about = [(About.GROUP.value, _("筹备组名单"))] if page.group and page.group.posted_on else []
    told = {one.id for one in contests(actor=actor, election_id=election_id)}  # who has to give way
    about += [
        (str(one.id), one.name) for one in page.candidates if not one.own or one.standing is Standing.REFUSED
    ]
    context = {
        "own": own,
        "page": page,
        "row": page.row,
        "me": standing,
        "steps": [say(step) for step in STEPS],
        "at": AT[page.state],
        "today": shanghai_day(utc_now()),
        "fields": [{**one, "value": typed.get(one["name"], "")} for one in fields],
        "abouts_open": about if owner and page.state in OBJECTS else [],
        "leaves": owner
        and standing is not None
        and standing.standing is not Standing.WITHDRAWN
        and page.state in OBJECTS,
        "asks": owner and page.state is ElectionState.APPLIED and not own.asked,
        "assembly": assembly_address(page.row.assembly_id),
        "coming": coming_seat(own.page.row.estate_id, actor=actor, now=utc_now()),
        "contests": [one for one in page.contests if one.id in told],
        "settled_names": SETTLED_TEXTS,
        "failures": services.FAILURES,
        "form": done,
        "typed": typed,
        "errors": errors_of(refused) if refused else {},
        **words(),
    }
    return render(request, "committees/own_election.html", context, REFUSED if refused else 200)


@require_POST
@never_cache
@signed_in
def stand(request: HttpRequest, election_id: int) -> HttpResponse:
    """Put oneself forward."""
    actor = entered(request, Act.STAND)
    found = queries.own_elections(actor=actor, now=utc_now(), election_id=election_id)
    if not found:
        raise Http404
    typed = request.POST.dict()
    try:
        draft = reading.candidate_of(typed, gate_codes(found[0].page.row.adopted), Source.SELF)
        services.stand(actor=actor, now=utc_now(), election_id=election_id, draft=draft)
    except Refused as refused:
        return _own(request, election_id, actor, "stand", refused)
    messages.success(request, _("参选已登记，等待审查。"))
    return HttpResponseRedirect(reverse("committees:own_election", args=[election_id]))


@require_POST
@never_cache
@signed_in
def decline(request: HttpRequest, election_id: int) -> HttpResponse:
    """Resign the seat one was elected to before its term begins."""
    actor = entered(request, Act.SEE_OWN)
    found = queries.own_elections(actor=actor, now=utc_now(), election_id=election_id)
    if not found:
        raise Http404
    try:
        left = committee.decline(actor=actor, now=utc_now(), estate_id=found[0].page.row.estate_id)
    except Refused as refused:
        return _own(request, election_id, actor, "decline", refused)
    said = (
        _("已登记，您不做候补委员。")
        if left.reserve
        else _("已登记辞职，您不就任；席位从届次开始之日起空缺，由候补递补或者补选。")
    )
    messages.success(request, said)
    return HttpResponseRedirect(reverse("committees:own_election", args=[election_id]))


@require_POST
@never_cache
@signed_in
def object_to(request: HttpRequest, election_id: int) -> HttpResponse:
    """Object to the group's list, to a candidate, or to one's own refusal."""
    actor = entered(request, Act.OBJECT)
    try:
        services.object_to(
            actor=actor,
            now=utc_now(),
            election_id=election_id,
            draft=reading.objection_of(request.POST.dict()),
        )
    except Refused as refused:
        return _own(request, election_id, actor, "object", refused)
    messages.success(request, _("异议已提交，由街道答复。"))
    return HttpResponseRedirect(reverse("committees:own_election", args=[election_id]))

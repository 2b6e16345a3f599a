"""An owner asks for an assembly of his estate: what is asked for already, support it, take it back, propose one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.pages.mine import actor_of, confirmed_at, to_confirm
from hemei.community.voting.pages.proposals import TONES, asks_for, draft_of, matter_fields
from hemei.community.voting.rules.assemblies import LONGEST_TITLE
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.proposals import ENDED, PROPOSAL_STATE_NAMES
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict


@require_safe
@never_cache
@signed_in
def own_proposals(request: HttpRequest) -> HttpResponse:
    """Show the reader's estates with what owners ask for there."""
    return _page(request)


def _page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    now = utc_now()
    context = {
        "estates": queries.own_askings(actor=actor_of(request), now=now),
        "now": now,
        "names": PROPOSAL_STATE_NAMES,
        "ended": ENDED,
        "asks_for": lambda row: asks_for(row, shanghai_day(row.proposed_at)),
        "tones": TONES,
        "square_metres": square_metres,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/own_proposals.html", context, gate.REFUSED if refused else 200)


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> HttpResponse:
    """Do an act and come back to the list; ask for the one-time code where it is missing."""
    home = reverse("voting:own_proposals")
    try:
        act()
    except Refused as refused:
        if refused.decision.reasons[0].code == "step_up":
            messages.info(request, _("请先用短信验证码确认是您本人，回来再点一次。"))
            return to_confirm(home)
        return _page(request, refused)
    messages.success(request, said)
    return HttpResponseRedirect(home)


@require_POST
@signed_in
def support_own(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Support a proposal."""
    return _done(
        request,
        lambda: services.support_by_phone(
            actor=actor_of(request),
            now=utc_now(),
            proposal_id=proposal_id,
            confirmed_at=confirmed_at(request),
        ),
        _("已附议。在达到法定比例以前可以撤回。"),
    )


@require_POST
@signed_in
def leave_own(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Support a proposal no more."""
    return _done(
        request,
        lambda: services.take_back_by_phone(
            actor=actor_of(request),
            now=utc_now(),
            proposal_id=proposal_id,
            confirmed_at=confirmed_at(request),
        ),
        _("已撤回附议。"),
    )


@FORM
@never_cache
@signed_in
def propose_own(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Propose an assembly of one's own estate."""
    actor, now = actor_of(request), utc_now()
    own = next(iter(queries.own_askings(actor=actor, now=now, estate_id=estate_id)), None)
    if own is None:
        raise Http404
    if not services.code_counts(confirmed_at(request), now):
        return to_confirm(request.path)
    home = reverse("voting:own_proposals")

    def act(data: QueryDict) -> str:
        services.propose_by_phone(
            actor=actor,
            now=now,
            draft=draft_of(data, estate_id),
            confirmed_at=confirmed_at(request),
        )
        return home

    fields: list[Field] = [
        {"name": "key", "hidden": True, "value": uuid4().hex},
        *matter_fields([(str(one.number), _seat_words(one)) for one in own.seats]),
        {"name": "title", "label": _("提议表决什么"), "required": True, "more": {"maxlength": LONGEST_TITLE},
         "hint": _("例如：更换物业服务企业")},
        {"name": "reason", "label": _("理由"), "area": True, "required": True, "more": {"maxlength": LONGEST_TEXT},
         "hint": _("只有社区和业主委员会能看到。")},
    ]  # fmt: skip
    page: dict[str, Any] = {
        "title": _("提议召开业主大会会议"),
        "lead": _("%(estate)s。您名下可以单独提出的专有部分同时附议；达到法定比例的，业主委员会应当召集会议。")
        % {"estate": own.estate.name},
        "button": _("提议"),
        "done": _("已提议，其他业主可以附议。"),
        "back": home,
        "crumbs": [(_("首页"), "/"), (_("我的表决"), reverse("voting:mine")), (_("业主提议"), home),
                   (_("提议召开业主大会会议"), "")],
    }  # fmt: skip
    return gate.form(request, page, fields, act)


def _seat_words(seat: queries.OwnSeat) -> str:
    return f"{seat.number} · {say(people.POST_NAMES[seat.post])} {seat.name}".rstrip()

"""Proposals of owners: the list, one with its supporters and what is missing, and the forms around it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.course import CLOCK_NAMES, history
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.pages.places import estate_named
from hemei.community.voting.queries import support_sheets
from hemei.community.voting.queries.proposals import leaving_ends, reason_of
from hemei.community.voting.rules.acts import Act, may_of, roles_for
from hemei.community.voting.rules.assemblies import LONGEST_TITLE
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.proposals import ENDED, OWED, PROPOSAL_STATE_NAMES, ProposalState
from hemei.community.voting.services.clocks import LEAVE
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.http import QueryDict

    from hemei.kernel.actor import Actor

TONES = {
    ProposalState.GATHERING: "brand",
    ProposalState.REACHED: "warn",
    ProposalState.OVERDUE: "bad",
    ProposalState.ORDERED: "warn",
    ProposalState.UNMET: "bad",
    ProposalState.CALLED: "good",
}
CHANNEL_NAMES = {"paper": mark("书面签名"), "desk": mark("当面"), "phone": mark("手机")}
MOST_ORDER_DAYS = 180
MOST_SEATS = 99


def _reader(request: HttpRequest) -> Actor:
    """Return who organises or oversees, or a member of a committee; he sees the proposals of his estate."""
    actor = gate.entered(request)
    return actor if actor.role is Role.COMMITTEE_MEMBER else gate.entered(request, Act.SEE)


def _may(actor: Actor, act: Act, found: queries.ProposalRow) -> bool:
    """Whether the actor may do this about a proposal: in a place of his, or in the estate of his committee."""
    own = actor.body_id if gate.at_work_in(actor, found.estate_id) else None
    return may_of(actor, act, found.scope, own).allowed


@require_safe
@never_cache
@signed_in
def proposals(request: HttpRequest) -> HttpResponse:
    """List the proposals of the reader's places, the newest first."""
    actor = _reader(request)
    state = request.GET.get("state", "")
    state = state if state in set(ProposalState) else ""
    after = whole_of(request.GET.get("after", ""))
    found = queries.proposals(actor=actor, state=state, after=after, limit=gate.PAGE + 1)
    rows = found[: gate.PAGE]
    kept = {"state": state} if state else {}
    context = {
        "rows": rows,
        "awaited": support_sheets.awaited_of([row.id for row in rows])
        if actor.role in roles_for(Act.SUPPORT)
        else (),
        "names": PROPOSAL_STATE_NAMES,
        "tones": TONES,
        "state": state,
        "states": gate.options(PROPOSAL_STATE_NAMES),
        "older": "?" + urlencode(kept | {"after": str(rows[-1].id)}) if len(found) > gate.PAGE else "",
        "proposes": actor.role in roles_for(Act.PROPOSE),
        "square_metres": square_metres,
    }
    return render(request, "voting/proposals.html", context)


def one_or_404(proposal_id: int, actor: Actor) -> queries.ProposalRow:
    """Return a proposal the actor may see."""
    found = queries.proposal(proposal_id, actor=actor)
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
@signed_in
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show a proposal: who asks, held against the bars, what is missing, who owes the meeting."""
    actor = _reader(request)
    found = one_or_404(proposal_id, actor)
    now = utc_now()
    after = whole_of(request.GET.get("after", "")) or 0
    with gate.reading(actor, found) as eyes:
        supports = queries.supports_of(found, actor=eyes, now=now, after=after)
    joins = _may(actor, Act.SUPPORT, found)
    sheets = (
        support_sheets.support_sheets(found.id, actor=actor) if _may(actor, Act.SETTLE_SUPPORT, found) else []
    )
    until = queries.gather_ends([found], now=now)[found.id]
    context = {
        "found": found,
        "over": until < now,
        "asks_for": asks_for(found, shanghai_day(found.proposed_at)),
        "badge": (say(PROPOSAL_STATE_NAMES[found.state]), TONES.get(found.state, "")),
        "asked": queries.asked_of(found, now=now),
        "until": until,
        "waits_until": leaving_ends([found]).get(found.id),
        "kept": found.state not in {ProposalState.GATHERING, *ENDED},
        "supports": supports,
        "reason": reason_of(found),
        "sheets": sheets,
        "names": names_of(sheets, actor, found.scope, now),
        "channels": CHANNEL_NAMES,
        "clocks": [  # by a wait that is over nobody was late
            row
            for row in clocks.deadlines_of(stream=found.stream)
            if row.settled_at is None or not row.key.startswith(LEAVE)
        ],
        "clock_names": CLOCK_NAMES,
        "supported": found.state is ProposalState.GATHERING and joins and now <= until,
        "leaves": found.state is ProposalState.GATHERING and joins,
        "calls": found.state in OWED and found.seat is None and _may(actor, Act.CALL, found),
        "recalls": found.state in OWED
        and found.seat is not None
        and not found.by_members
        and _may(actor, Act.CALL, found),
        "orders": found.state is ProposalState.OVERDUE and _may(actor, Act.ORDER, found),
        "short": queries.short_vote(found.id, actor=actor),
        "entries": list(history(found.stream)),
        "square_metres": square_metres,
        "now": now,
    }
    return render(request, "voting/proposal.html", context)


def names_of(
    rows: Sequence[support_sheets.SheetRow], actor: Actor, scope: str, now: datetime
) -> dict[int, str]:
    """Return the names of those who entered and settled signature lists, masked as everywhere."""
    numbers = {one for row in rows for one in (row.entered_by, row.settled_by) if one is not None}
    if not numbers:
        return {}
    with people_services.opened(actor, scope):
        return {number: row.name for number, row in people.persons(numbers, now=now).items()}


def matter_fields(seats: list[tuple[str, str]] | None = None) -> list[Field]:
    """Return the fields that say what is asked for: the matter, and the member where it is a recall."""
    matters = [
        (one.code, f"{one.name}（{one.clause}）") for one in queries.matters_on(shanghai_day(utc_now()))
    ]
    hint = _("提议罢免一名委员的，上面选“选举业主委员会或者更换业主委员会成员”，再写明席位；其他提议留空。")
    seat: Field = {"name": "seat", "label": _("提议罢免哪个席位"), "hint": hint}
    more: Field = {"more": {"inputmode": "numeric", "maxlength": 2}} if seats is None else {"options": seats}
    return [
        {"name": "matter", "label": _("哪一类事项"), "options": matters, "required": True},
        seat | more,
    ]


def draft_of(data: QueryDict, estate_id: int) -> services.ProposalDraft:
    """Return what a form asks for."""
    return services.ProposalDraft(
        estate_id=estate_id,
        matter=data.get("matter", "")[:40],
        title=plain(data.get("title", ""), LONGEST_TITLE + 1),
        reason=data.get("reason", "")[: LONGEST_TEXT + 1],
        key=data.get("key", "")[:64] or uuid4().hex,
        seat=_seat_typed(data.get("seat", "").strip()),
    )


def _seat_typed(text: str) -> int | None:
    number = whole_of(text)
    if text and (number is None or not 0 < number <= MOST_SEATS):
        raise Refused.because(mark("请按业委会页面的席位号填写"), field="seat", code="seat")
    return number


def asks_for(found: queries.ProposalRow, day: date) -> str:
    """Return what a proposal asks for, by the document of the day it was made on; nothing where it did not say."""
    named = next(
        (f"{one.name}（{one.clause}）" for one in queries.matters_on(day) if one.code == found.matter), ""
    )
    return _("%(matter)s：罢免席位%(seat)s") % {"matter": named, "seat": found.seat} if found.seat else named


def page_of(found: queries.ProposalRow | None, **words: str) -> dict[str, object]:
    """Return the words around a form about a proposal."""
    home = reverse("voting:proposals")
    back = reverse("voting:proposal", args=[found.id]) if found else home
    crumbs = [(_("业主提议"), home), *([(found.title, back)] if found else []), (words["title"], "")]
    return {"lead": "", "back": back, "crumbs": crumbs, **words}


@FORM
@never_cache
@signed_in
def propose(request: HttpRequest) -> HttpResponse:
    """Enter that owners ask for a meeting."""
    actor = gate.entered(request, Act.PROPOSE)

    def act(data: QueryDict) -> str:
        number = services.propose_assembly(
            actor=actor,
            now=utc_now(),
            draft=draft_of(data, estate_named(data.get("estate", ""), actor)),
        )
        return reverse("voting:proposal", args=[number])

    fields: list[Field] = [
        {"name": "key", "hidden": True, "value": uuid4().hex},
        {"name": "estate", "label": _("小区名称或编码"), "required": True},
        *matter_fields(),
        {"name": "title", "label": _("提议表决什么"), "required": True, "more": {"maxlength": LONGEST_TITLE}},
        {"name": "reason", "label": _("理由"), "area": True, "required": True, "more": {"maxlength": LONGEST_TEXT}},
    ]  # fmt: skip
    page = page_of(
        None, title=_("登记业主提议"), button=_("登记"), done=_("已登记，请登记业主的附议签名表。")
    )
    return gate.form(request, page, fields, act)


@FORM
@never_cache
@signed_in
def order(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Order the committee to call the meeting it owes."""
    actor = gate.entered(request, Act.ORDER)
    found = one_or_404(proposal_id, actor)

    def act(data: QueryDict) -> str:
        days = whole_of(data.get("days", "").strip())
        if days is not None and not 0 < days <= MOST_ORDER_DAYS:
            raise Refused.because(mark("请写一百八十日以内的天数。"), field="days", code="days")
        services.order_call(
            actor=actor,
            now=utc_now(),
            proposal_id=proposal_id,
            document=plain(data.get("document", ""), 90),
            limit=Limit(days, "days") if days else None,
        )
        return reverse("voting:proposal", args=[proposal_id])

    fields: list[Field] = [
        {"name": "document", "label": _("责令文书编号"), "required": True},
        {"name": "days", "label": _("几日内召集"), "more": {"inputmode": "numeric", "maxlength": 3},
         "hint": _("责令书没有写明的留空，按平台默认的期限。")},
    ]  # fmt: skip
    page = page_of(found, title=_("责令限期召集"), button=_("登记责令"), done=_("已登记责令。"))
    return gate.form(request, page, fields, act)

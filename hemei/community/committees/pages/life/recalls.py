"""The forms of a recall: proposed, heard, put to the owners' vote, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.committees import queries, services
from hemei.community.committees.pages.life.committee import estate_or_404
from hemei.community.committees.pages.life.dangers import entered
from hemei.community.committees.pages.life.forms import (
    FORM,
    LONGEST,
    Field,
    estate_of,
    form,
    members_of,
    numbers_of,
    paper_of,
)
from hemei.community.committees.pages.moments import moment_of
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.services import HearingDraft, RecallDraft
from hemei.community.voting import queries as voting
from hemei.community.voting.services import Cited
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.files import saved
from hemei.ui.forms import plain, whole_of
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict


def _proposals(estate: places.EstateRow, actor: Actor) -> list[voting.ProposalRow]:
    """Return the owners' proposals a recall can rest on."""
    rows = voting.proposals_in(estate.id, actor=actor)
    return [row for row in rows if row.owed and row.seat is not None and not row.by_members]


def _named(row: voting.ProposalRow) -> tuple[str, str]:
    return str(row.id), _("席位%(seat)s · %(title)s") % {"seat": row.seat, "title": row.title}


@FORM
@never_cache
@signed_in
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Enter that a member is proposed for recall."""
    actor = entered(request, LifeAct.PROPOSE_RECALL)
    estate = estate_or_404(code, actor)
    members, asked = members_of(estate, actor), _proposals(estate, actor)
    chosen = next((row for row in asked if str(row.id) == request.GET.get("proposal")), None)

    def act(data: QueryDict) -> None:
        services.propose_recall(
            actor=actor, now=utc_now(), estate_id=estate.id,
            draft=RecallDraft(
                seat_id=whole_of(data.get("seat", "")) or 0, ground=data.get("ground", "")[:40],
                reason=data.get("reason", "")[:LONGEST], members=numbers_of(data, "members"),
                proposal_id=whole_of(data.get("proposal", "")), paper=paper_of(request),
            ),
        )  # fmt: skip

    page = {
        "title": _("登记罢免的提议"),
        "lead": _(
            "只有三分之一以上委员，或者达到比例的业主可以提议；提议后先听取本人申辩，再由业主大会表决。"
        ),
        "button": _("登记提议"),
        "done": _("已登记。委员提议的，请另一人核对签名；再听取本人申辩。"),
        "scan": _("委员签名的提议书；业主提议的不用上传"),
        "scan_optional": "yes",  # the owners' lists were held against their scans already
    }
    fields: list[Field] = [
        {"kind": "select", "name": "seat", "label": _("被提议的委员"), "options": members, "required": True,
         "value": str(chosen.seat_id) if chosen else ""},
        {"kind": "select", "name": "ground", "label": _("理由"),
         "options": queries.recall_grounds(shanghai_day(utc_now())),
         "required": True},
        {"kind": "many", "name": "members", "label": _("签名提议的委员"), "options": members,
         "hint": _("委员提议的，勾选签名的委员；业主提议的，留空并选下面一项。")},
        {"kind": "select", "name": "proposal", "label": _("业主提议"), "options": [_named(row) for row in asked],
         "value": str(chosen.id) if chosen else "",
         "hint": _("在业主表决里登记、达到比例的罢免提议，须是罢免这位委员。")},
        {"kind": "area", "name": "reason", "label": _("事实"), "required": True,
         "more": {"maxlength": LONGEST, "rows": 4}, "hint": _("写明时间和事实，本人据此申辩；内容加密保存。")},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def confirm(request: HttpRequest, recall_id: int) -> HttpResponse:
    """Confirm, as a second person, that the members who are said to propose it signed."""
    actor = entered(request, LifeAct.PROPOSE_RECALL)
    estate = estate_of(queries.recall_estate(recall_id, actor=actor), actor)
    page = {
        "title": _("核对委员的签名"),
        "lead": _(
            "请对照罢免一栏里的提议书：登记的委员都签了名。核对以后才能听取本人申辩；不符的，请登记撤回。"
        ),
        "button": _("核对无误"),
        "done": _("已核对。请听取本人申辩。"),
    }

    def act(_data: QueryDict) -> None:
        services.confirm_recall(actor=actor, now=utc_now(), recall_id=recall_id)

    return form(request, estate, page, [], act)


@require_safe
@never_cache
@signed_in
def paper(request: HttpRequest, recall_id: int) -> HttpResponse:
    """Give what the members signed."""
    found = queries.recall_paper(recall_id, actor=entered(request, LifeAct.PROPOSE_RECALL))
    if found is None:
        raise Http404
    return saved(*found, f"recall-{recall_id}")


@FORM
@never_cache
@signed_in
def hear(request: HttpRequest, recall_id: int) -> HttpResponse:
    """Call the hearing at which the member is heard; what is said there is kept by the meeting."""
    actor = entered(request, LifeAct.HEAR)
    estate = estate_of(queries.recall_estate(recall_id, actor=actor), actor)

    def act(data: QueryDict) -> None:
        services.call_recall_hearing(
            actor=actor, now=utc_now(), recall_id=recall_id,
            draft=HearingDraft(
                starts_at=moment_of(data), location=plain(data.get("location", ""), 80),
                key=plain(data.get("key", ""), 40),
            ),
        )  # fmt: skip

    page = {
        "title": _("召集听取意见会"),
        "lead": _(
            "提前七天通知提议人和本人。提议人到场说明理由，本人陈述和申辩；本人不到场的记录在案，不因此中止。各方签字以后，才能交付表决。"
        ),
        "button": _("发出通知"),
        "done": _("已通知。请到会议里登记到会、记录和签字。"),
    }
    fields: list[Field] = [
        {"kind": "field", "name": "day", "label": _("日期"), "type": "date", "required": True},
        {"kind": "field", "name": "hour", "label": _("时间"), "type": "time", "required": True, "value": "19:00"},
        {"kind": "field", "name": "location", "label": _("地点"), "required": True, "more": {"maxlength": 80}},
        {"kind": "hidden", "name": "key", "value": uuid4().hex},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def vote(request: HttpRequest, recall_id: int) -> HttpResponse:
    """Call the owners' assembly that decides."""
    actor = entered(request, LifeAct.PUT_TO_VOTE)
    estate = estate_of(queries.recall_estate(recall_id, actor=actor), actor)
    page: dict[str, Any] = {
        "title": _("交付业主大会表决"),
        "lead": _("召集业主大会临时会议，只表决这一项；表决通过，席位自动终止。"),
        "button": _("召集临时会议"),
        "done": _("已召集，请核对议程，公告会议。"),
    }

    def act(data: QueryDict) -> None:
        number = services.call_recall_vote(
            actor=actor, now=utc_now(), recall_id=recall_id, called_by=data.get("called_by", "")[:40],
            cited=Cited(
                decision=data.get("decision", "")[:200], decision_item=whole_of(data.get("decision_item", ""))
            ),
        )  # fmt: skip
        page["after"] = reverse("voting:assembly", args=[number])

    open_to = queries.recall_callers(recall_id, actor=actor, now=utc_now())
    fields: list[Field] = [
        {"kind": "select", "name": "called_by", "label": _("召集人"), "required": True,
         "options": [(code, _("%(who)s：%(ground)s（%(clause)s）") % {
             "who": say(voting.CALLER_NAMES[code]), "ground": text, "clause": clause,  # type: ignore[index]
         }) for code, text, clause in open_to],
         "value": open_to[0][0] if open_to else "",
         "hint": _("谁召集、凭什么召集，照此写进会议记录，业主在会议公告里看到。由业主委员会召集的，社区代为登记。")},
        *_cited_fields(estate.id, actor),
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


def _cited_fields(estate_id: int, actor: Actor) -> list[Field]:
    """Return where whoever calls in the committee's name cites what it decided."""
    day = shanghai_day(utc_now())
    items = voting.citable(estate_id, "elect_committee", on=day)
    if items is None:
        return []
    return [{"kind": "field", **one} for one in voting.cited_fields(estate_id, items, actor=actor, on=day)]


@FORM
@never_cache
@signed_in
def withdraw(request: HttpRequest, recall_id: int) -> HttpResponse:
    """Enter that who proposed it took it back."""
    actor = entered(request, LifeAct.WITHDRAW)
    estate = estate_of(queries.recall_estate(recall_id, actor=actor), actor)
    page = {"title": _("登记撤回罢免"), "button": _("登记撤回"), "done": _("已登记撤回。"), "danger": True}

    def act(_data: QueryDict) -> None:
        services.withdraw_recall(actor=actor, now=utc_now(), recall_id=recall_id)

    return form(request, estate, page, [], act)

"""What can be done on the page of an election: each act with its form, and the service it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hemei.community.committees.pages.elections import fields, reading
from hemei.community.committees.pages.elections.fields import Field
from hemei.community.committees.pages.elections.shared import adopts_others, today
from hemei.community.committees.rules.electing import may_move
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_words import (
    ElectionKind,
    ElectionState,
    FilingState,
    Resolution,
    Standing,
)
from hemei.community.committees.rules.ordering import LONGEST_DOCUMENT
from hemei.community.committees.services import elections as services
from hemei.ground.people import queries as people
from hemei.kernel.decision import mark
from hemei.ui.forms import needed_day, plain, whole_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hemei.community.committees.queries.elections import ElectionPage
    from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Doing:
    """An act: who may, from which state, how it is called, its fields and what it does.

    One that `cites` asks for the committee's decision too, where that calls.
    """

    act: Act
    move: str
    words: str
    fields: Callable[[ElectionPage], list[Field]]
    run: Callable[[HttpRequest, Actor, datetime, ElectionPage], object]
    image: str = "arrow"
    lead: str = ""
    grave: bool = False
    cites: bool = False
    when: Callable[[ElectionPage], bool] = lambda _page: True
    usual: Callable[[ElectionPage], bool] = lambda _page: False


def _settle(request: HttpRequest, actor: Actor, now: datetime, _page: ElectionPage) -> None:
    services.settle(
        actor=actor, now=now, objection_id=whole_of(request.POST.get("id", "")) or 0,
        upheld=request.POST.get("upheld") == "yes", answer=request.POST.get("answer", ""),
        finding=reading.finding_of(request.POST.dict()),
    )  # fmt: skip


def _receive(request: HttpRequest, actor: Actor, now: datetime, _page: ElectionPage) -> None:
    services.answer_filing(
        actor=actor, now=now, receipt_id=whole_of(request.POST.get("id", "")) or 0,
        accepted=request.POST.get("accepted") == "yes", reason=request.POST.get("reason", ""),
    )  # fmt: skip


def _waits(page: ElectionPage) -> bool:
    return any(one.state is FilingState.WAITING for one in page.receipts)


def _unconstituted(page: ElectionPage) -> bool:
    """Whether the first meeting is still to choose its officers; after a by-election they go on."""
    return page.row.constituted_on is None and page.kind is not ElectionKind.BY


def _undone(page: ElectionPage) -> bool:
    return any(one.posted_on is None for one in page.works)


def _orderable(page: ElectionPage) -> bool:
    """Whether a committee at work could be ordered to call; whether it is time the rule says."""
    if page.kind is ElectionKind.FIRST or page.row.order_due_on is not None:
        return False
    return people.committee_able(page.row.estate_id, today()) is not None


DOINGS: dict[str, Doing] = {
    "apply": Doing(
        Act.APPLY, "apply", mark("登记书面申请"),
        fields.application_fields,
        lambda request, actor, now, page: services.apply_first(
            actor=actor, now=now, estate_id=page.row.estate_id,
            unit_ids=reading.units_of(page.row.estate_id, request.POST.get("rooms", ""), actor=actor, on=today()),
        ),
        "file",
    ),
    "form_group": Doing(
        Act.FORM_GROUP, "form_group", mark("成立筹备组"), fields.group_fields,
        lambda request, actor, now, page: services.form_group(
            actor=actor, now=now, election_id=page.row.pk, members=reading.members_of(request.POST.dict())
        ),
        "person", mark("单数；业主代表不少于一半；组长由街道的代表担任。"),
        when=lambda page: page.group is None or page.group.posted_on is None or page.kind is ElectionKind.FIRST,
        usual=lambda page: page.state is ElectionState.APPLIED,
    ),
    "post_group": Doing(
        Act.POST, "work", mark("登记筹备组名单已公告"), fields.day_field("posted_on", mark("公告日期")),
        lambda request, actor, now, page: services.post_group(
            actor=actor, now=now, election_id=page.row.pk,
            posted_on=needed_day(request.POST.get("posted_on", ""), "posted_on"),
        ),
        "list", when=lambda page: page.group is not None and page.group.posted_on is None, usual=lambda _page: True,
    ),
    "group_meeting": Doing(
        Act.WORK, "work", mark("召集筹备组会议"), fields.group_meeting_fields,
        lambda request, actor, now, page: services.call_group_meeting(
            actor=actor, now=now, election_id=page.row.pk, draft=reading.group_meeting_of(request.POST, now)
        ),
        "person", mark("筹备组成员都已列入参会名单；到会和同意的人数以全体成员计算。"),
        when=lambda page: page.group is not None,
    ),
    "plan": Doing(
        Act.WORK, "stand", mark("确定人数和任期"), fields.plan_fields,
        lambda request, actor, now, page: services.set_plan(
            actor=actor, now=now, election_id=page.row.pk,
            **{name: reading.number_of(request.POST.dict(), name) for name in ("seats", "reserves", "years")},
        ),
        "list",
    ),
    "adopt": Doing(
        Act.WORK, "stand", mark("采用议事规则的候选人条件"), fields.no_fields,
        lambda _request, actor, now, page: services.adopt_gates(actor=actor, now=now, election_id=page.row.pk),
        "list", mark("只有本小区施行的议事规则写明的，才会使候选人不能通过。"), when=adopts_others,
    ),
    "work": Doing(
        Act.WORK, "work", mark("登记筹备工作已公告"), fields.work_fields,
        lambda request, actor, now, page: services.note_work(
            actor=actor, now=now, election_id=page.row.pk, draft=reading.work_of(request)
        ),
        "file", usual=_undone,
    ),
    "register": Doing(
        Act.REGISTER, "stand", mark("登记候选人"), fields.candidate_fields,
        lambda request, actor, now, page: services.register(
            actor=actor, now=now, election_id=page.row.pk,
            draft=reading.candidate_of(request.POST.dict(), fields.gate_codes(page.row.adopted)),
        ),
        "person",
    ),
    "check_all": Doing(
        Act.CHECK, "check", mark("审查全部候选人"), fields.no_fields,
        lambda _request, actor, now, page: services.check_all(actor=actor, now=now, election_id=page.row.pk),
        "check", mark("登记能核对的由系统核对，其余以本人声明为准；要按核实的情况审查的，请逐人审查。"),
        when=lambda page: sum(one.standing is Standing.REGISTERED for one in page.candidates) > 1,
    ),
    "post": Doing(
        Act.POST, "post", mark("公示候选人"), fields.day_field("posted_on", mark("公示日期")),
        lambda request, actor, now, page: services.post_candidates(
            actor=actor, now=now, election_id=page.row.pk,
            posted_on=needed_day(request.POST.get("posted_on", ""), "posted_on"),
        ),
        "list", mark("公示日期不早于最后一次审查；业主的异议期从登记公示的这一天起算，公示满十五日才能表决。"),
        when=lambda page: page.may_post.allowed,
        usual=lambda page: not _undone(page),
    ),
    "reopen": Doing(
        Act.POST, "call", mark("重新征集候选人"), fields.no_fields,
        lambda _request, actor, now, page: services.reopen(actor=actor, now=now, election_id=page.row.pk),
        "alert", mark("名单收回，补充以后重新公示，天数重新计算。"), grave=True,
    ),
    "call": Doing(
        Act.CALL, "call", mark("召集业主大会选举"), fields.call_fields,
        lambda request, actor, now, page: services.call_election(
            actor=actor, now=now, election_id=page.row.pk,
            opens_on=needed_day(request.POST.get("opens_on", ""), "opens_on"),
            last_on=needed_day(request.POST.get("last_on", ""), "last_on"),
            reason=plain(request.POST.get("reason", ""), 500),
            cited=reading.cited_of(request),
        ),
        "arrow", mark("异议期满以后召集；会议公告随即发出，名册按今天的登记固定。"), cites=True,
        usual=lambda _page: True,
    ),
    "order": Doing(
        Act.ORDER, "order", mark("责令业委会限期召集"), fields.order_fields,
        lambda request, actor, now, page: services.order_call(
            actor=actor, now=now, election_id=page.row.pk,
            document=plain(request.POST.get("document", ""), LONGEST_DOCUMENT + 1),
        ),
        "alert", mark("业委会不组织换届的，责令限期；逾期仍不召集，由居民委员会召集（指导规则第五十七条）。"),
        when=_orderable,
    ),
    "object": Doing(
        Act.OBJECT, "work", mark("登记书面异议"), fields.object_fields,
        lambda request, actor, now, page: services.object_to(
            actor=actor, now=now, election_id=page.row.pk, draft=reading.objection_of(request.POST.dict())
        ),
        "alert",
    ),
    "settle": Doing(Act.SETTLE, "work", mark("答复异议"), fields.no_fields, _settle, when=lambda _page: False),
    "file": Doing(
        Act.FILE, "file", mark("提交备案"), fields.no_fields,
        lambda _request, actor, now, page: services.submit_filing(actor=actor, now=now, election_id=page.row.pk),
        "file", mark("下面的备案材料由记录生成，随申请一并送街道和区县房产主管部门。"),
        when=lambda page: not _waits(page), usual=lambda _page: True,
    ),
    "receive": Doing(Act.RECEIVE, "receive", mark("审核备案"), fields.no_fields, _receive, when=lambda _page: False),
    "first_meeting": Doing(
        Act.CONSTITUTE, "constitute", mark("召集首次业委会会议"), fields.first_meeting_fields,
        lambda request, actor, now, page: services.call_first_meeting(
            actor=actor, now=now, election_id=page.row.pk, draft=reading.first_meeting_of(request.POST, now)
        ),
        "person", mark("选举产生之日起七日内召开，推选主任和副主任；当选的委员都已列入参会名单。"),
        when=lambda page: _unconstituted(page) and not (page.meeting and page.meeting.stands),
        usual=lambda _page: True,
    ),
    "constitute": Doing(
        Act.CONSTITUTE, "constitute", mark("登记推选的主任和副主任"), fields.officer_fields,
        lambda request, actor, now, page: services.constitute(
            actor=actor, now=now, election_id=page.row.pk, officers=reading.officers_of(request.POST)
        ),
        "person", mark("日期和到会的委员以会议记录为准。"),
        when=lambda page: _unconstituted(page) and page.meeting is not None and page.meeting.signed,
        usual=lambda _page: True,
    ),
    "resolve": Doing(
        Act.RESOLVE, "resolve", mark("处理被撤销的选举结果"), fields.resolution_fields,
        lambda request, actor, now, page: services.resolve_annulment(
            actor=actor, now=now, election_id=page.row.pk,
            resolution=reading.word(Resolution, request.POST.dict(), "resolution", mark("请选择怎样处理")),
        ),
        "alert", mark("被撤销的选票选出的席位不再有效；其余委员还够组成业委会的，可以继续履职。"),
        when=lambda page: page.row.term_id is not None and page.row.resolved_on is None, usual=lambda _page: True,
    ),
    "seals": Doing(
        Act.CONSTITUTE, "", mark("登记印章已刻制"), fields.day_field("day", mark("刻制日期")),
        lambda request, actor, now, page: services.note_seals(
            actor=actor, now=now, election_id=page.row.pk, day=needed_day(request.POST.get("day", ""), "day")
        ),
        "check", when=lambda page: page.row.filed_on is not None and page.row.seals_noted_on is None,
    ),
    "stop": Doing(
        Act.STOP, "stop", mark("终止选举"), fields.stop_fields,
        lambda request, actor, now, page: services.stop_election(
            actor=actor, now=now, election_id=page.row.pk, reason=request.POST.get("reason", "")
        ),
        "alert", grave=True,
    ),
}  # fmt: skip


def open_to(actor: Actor, page: ElectionPage) -> list[tuple[str, Doing]]:
    """Return what this actor can do now, the usual step first."""
    found = [
        (name, one)
        for name, one in DOINGS.items()
        if may(actor.role, one.act).allowed
        and (not one.move or may_move(page.state, one.move).allowed)
        and one.when(page)
    ]
    return sorted(found, key=lambda one: not one[1].usual(page))

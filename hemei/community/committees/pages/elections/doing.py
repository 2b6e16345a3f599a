"""What can be done on the page of an election: each act with its form, and the service it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hemei.community.committees.pages.elections import reading
from hemei.community.committees.pages.elections.shared import adopts_others, named, options, today
from hemei.community.committees.queries.elections.facts import gates_of
from hemei.community.committees.rules import gates
from hemei.community.committees.rules.electing import may_move
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_words import (
    RESOLUTION_TEXTS,
    SOURCE_TEXTS,
    About,
    ElectionKind,
    ElectionState,
    FilingState,
    Resolution,
    Standing,
)
from hemei.community.committees.services import elections as services
from hemei.community.voting import queries as votes
from hemei.community.voting.services import Cited
from hemei.ground.people.queries import BASIS_NAMES, PARTY_NAMES
from hemei.kernel.decision import mark
from hemei.ui.forms import needed_day, plain, whole_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hemei.community.committees.queries.elections import ElectionPage
    from hemei.kernel.actor import Actor

Field = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doing:
    """An act: who may, from which state, how it is called, its fields and what it does."""

    act: Act
    move: str
    words: str
    fields: Callable[[ElectionPage], list[Field]]
    run: Callable[[HttpRequest, Actor, datetime, ElectionPage], object]
    image: str = "arrow"
    lead: str = ""
    grave: bool = False
    when: Callable[[ElectionPage], bool] = lambda _page: True
    usual: Callable[[ElectionPage], bool] = lambda _page: False


def field(name: str, label: str, kind: str = "text", **more: Any) -> Field:
    """Return a field of a form."""
    return {"name": name, "label": label, "type": kind, **more}


def _none(_page: ElectionPage) -> list[Field]:
    return []


def _day(name: str, label: str) -> Callable[[ElectionPage], list[Field]]:
    return lambda _page: [field(name, _(label), "date", required=True, value=today().isoformat())]


def gate_fields(adopted: list[str]) -> list[Field]:
    """Return a field for each gate that a candidate or a clerk answers."""
    found = gates.asked_gates(gates_of(today()), adopted)
    return [
        field(f"gate_{gate.code}", named(gate), "select", options=[("yes", _("是")), ("no", _("不是"))],
              hint=f"{gate.warrant.source.title}{gate.warrant.clause}" if gate.warrant.clause else "")
        for gate in found
        if gate.check == "declared"
    ]  # fmt: skip


def gate_codes(adopted: list[str]) -> list[str]:
    """Return the gates that are answered, not looked up."""
    found = gates.asked_gates(gates_of(today()), adopted)
    return [gate.code for gate in found if gate.check == "declared"]


def gate_choices(adopted: list[str]) -> list[tuple[str, str]]:
    """Return every gate that is asked here, by code and name."""
    return [(gate.code, named(gate)) for gate in gates.asked_gates(gates_of(today()), adopted)]


def party_fields() -> list[Field]:
    """Return the fields of Party membership: only on somebody's word."""
    return [
        field("party", _("是否党员"), "select", options=options(PARTY_NAMES),
              hint=_("属于敏感个人信息，可以不填；只用来计算比例，不公示，也不影响参选。")),
        field("party_basis", _("依据"), "select", options=options(BASIS_NAMES)),
    ]  # fmt: skip


def _group_fields(_page: ElectionPage) -> list[Field]:
    return [
        field(
            "owner",
            _("业主代表"),
            "area",
            required=True,
            hint=_("每行一人，须是登记的业主；不少于筹备组的一半。"),
        ),
        field("street", _("街道办事处"), "area", required=True, hint=_("每行一人，第一人任组长。")),
        field("residents_committee", _("居民委员会"), "area", required=True, hint=_("每行一人。")),
        field("developer", _("建设单位"), "area", hint=_("每行一人；已经注销的留空。")),
    ]


def _application_fields(_page: ElectionPage) -> list[Field]:
    return [
        field("rooms", _("申请的业主的房屋"), "area", required=True, hint=_("每行一户，例如 1幢1单元101。"))
    ]


def _work_fields(page: ElectionPage) -> list[Field]:
    left = [(one.code, named(one)) for one in page.works]
    todo = next((one.code for one in page.works if one.posted_on is None), "")
    return [
        field("code", _("哪一项"), "select", options=left, value=todo, required=True),
        field("posted_on", _("公告日期"), "date", required=True, value=today().isoformat()),
        field("note", _("说明"), more={"maxlength": 200}),
        field("file", _("公告的文本"), "file", hint=_("PDF、DOCX 或 XLSX，不超过10 MB。")),
    ]


def _plan_fields(page: ElectionPage) -> list[Field]:
    row, digits = page.row, {"inputmode": "numeric", "maxlength": 2}
    return [
        field(
            "seats", _("委员人数"), value=row.seats, required=True, hint=_("五至十一人，单数。"), more=digits
        ),
        field("reserves", _("候补人数"), value=row.reserves, required=True, more=digits),
        field("years", _("任期（年）"), value=row.years, required=True, more=digits),
    ]


def _candidate_fields(page: ElectionPage) -> list[Field]:
    return [
        field(
            "name",
            _("姓名"),
            required=True,
            hint=_("须是登记的业主。"),
            more={"maxlength": 40, "autocomplete": "off"},
        ),
        field("room", _("房屋"), hint=_("有同名业主时填写，例如 1幢1单元101。"), more={"maxlength": 40}),
        field(
            "source", _("怎样产生"), "select", options=options(SOURCE_TEXTS), required=True, value="owners"
        ),
        field("statement", _("参选说明"), "area", more={"maxlength": 500}),
        *gate_fields(page.row.adopted),
        *party_fields(),
    ]


def _call_fields(page: ElectionPage) -> list[Field]:
    more = (
        [field("reason", _("召集的缘由"), "area", required=True)] if page.kind is ElectionKind.EARLY else []
    )
    return [
        field("opens_on", _("表决开始日"), "date", required=True, hint=_("公示和公告都要满十五日。")),
        field("last_on", _("表决截止日"), "date", required=True),
        *more,
        *_cited_fields(page),
    ]


def _cited_fields(page: ElectionPage) -> list[Field]:
    """Return where whoever calls in the committee's name cites what it decided."""
    items = votes.citable(page.row.estate_id, on=today())
    if items is None:
        return []
    chosen = [field("decision_item", _("业主委员会会议通过的事项"), "select", options=items)] if items else []
    hint = _("代业主委员会登记的，写明盖章文书的文号和日期；由居民委员会召集的不填。")
    return [*chosen, field("decision", _("业主委员会决定召集的文书"), hint=hint, more={"maxlength": 200})]


def _object_fields(page: ElectionPage) -> list[Field]:
    listed = [(About.GROUP.value, _("筹备组名单"))] if page.group and page.group.posted_on else []
    listed += [(str(one.id), one.name) for one in page.candidates if one.standing is not Standing.WITHDRAWN]
    return [
        field("about", _("对什么有异议"), "select", options=listed, required=True),
        field("text", _("异议内容"), "area", required=True, more={"maxlength": 2000}),
    ]


def _first_meeting_fields(_page: ElectionPage) -> list[Field]:
    return [
        field("day", _("日期"), "date", required=True),
        field("hour", _("时间"), "time", required=True, value="19:00"),
        field("location", _("地点"), required=True, more={"maxlength": 80}),
    ]


def _officer_fields(page: ElectionPage) -> list[Field]:
    names = {one.person_id: one.name for one in page.candidates}
    seats = [(str(one.id), names.get(one.person_id, str(one.id))) for one in page.seats]
    return [
        field("chair", _("主任"), "select", options=seats, required=True),
        field("vices", _("副主任"), "choices", many=True, options=seats),
    ]


def _resolution_fields(_page: ElectionPage) -> list[Field]:
    return [field("resolution", _("怎样处理"), "select", options=options(RESOLUTION_TEXTS), required=True)]


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


def _undone(page: ElectionPage) -> bool:
    return any(one.posted_on is None for one in page.works)


DOINGS: dict[str, Doing] = {
    "apply": Doing(
        Act.APPLY, "apply", mark("登记书面申请"),
        _application_fields,
        lambda request, actor, now, page: services.apply_first(
            actor=actor, now=now, estate_id=page.row.estate_id,
            unit_ids=reading.units_of(page.row.estate_id, request.POST.get("rooms", ""), actor=actor, on=today()),
        ),
        "file",
    ),
    "form_group": Doing(
        Act.FORM_GROUP, "form_group", mark("成立筹备组"), _group_fields,
        lambda request, actor, now, page: services.form_group(
            actor=actor, now=now, election_id=page.row.pk, members=reading.members_of(request.POST.dict())
        ),
        "person", mark("单数；业主代表不少于一半；组长由街道的代表担任。"),
        when=lambda page: page.group is None or page.group.posted_on is None or page.kind is ElectionKind.FIRST,
        usual=lambda page: page.state is ElectionState.APPLIED,
    ),
    "post_group": Doing(
        Act.POST, "work", mark("登记筹备组名单已公告"), _day("posted_on", mark("公告日期")),
        lambda request, actor, now, page: services.post_group(
            actor=actor, now=now, election_id=page.row.pk,
            posted_on=needed_day(request.POST.get("posted_on", ""), "posted_on"),
        ),
        "list", when=lambda page: page.group is not None and page.group.posted_on is None, usual=lambda _page: True,
    ),
    "plan": Doing(
        Act.WORK, "stand", mark("确定人数和任期"), _plan_fields,
        lambda request, actor, now, page: services.set_plan(
            actor=actor, now=now, election_id=page.row.pk,
            **{name: reading.number_of(request.POST.dict(), name) for name in ("seats", "reserves", "years")},
        ),
        "list",
    ),
    "adopt": Doing(
        Act.WORK, "stand", mark("采用议事规则的候选人条件"), _none,
        lambda _request, actor, now, page: services.adopt_gates(actor=actor, now=now, election_id=page.row.pk),
        "list", mark("只有本小区施行的议事规则写明的，才会使候选人不能通过。"), when=adopts_others,
    ),
    "work": Doing(
        Act.WORK, "work", mark("登记筹备工作已公告"), _work_fields,
        lambda request, actor, now, page: services.note_work(
            actor=actor, now=now, election_id=page.row.pk, draft=reading.work_of(request)
        ),
        "file", usual=_undone,
    ),
    "register": Doing(
        Act.REGISTER, "stand", mark("登记候选人"), _candidate_fields,
        lambda request, actor, now, page: services.register(
            actor=actor, now=now, election_id=page.row.pk,
            draft=reading.candidate_of(request.POST.dict(), gate_codes(page.row.adopted)),
        ),
        "person",
    ),
    "check_all": Doing(
        Act.CHECK, "check", mark("审查全部候选人"), _none,
        lambda _request, actor, now, page: services.check_all(actor=actor, now=now, election_id=page.row.pk),
        "check", mark("登记能核对的由系统核对，其余以本人声明为准；要按核实的情况审查的，请逐人审查。"),
        when=lambda page: sum(one.standing is Standing.REGISTERED for one in page.candidates) > 1,
    ),
    "post": Doing(
        Act.POST, "post", mark("公示候选人"), _day("posted_on", mark("公示日期")),
        lambda request, actor, now, page: services.post_candidates(
            actor=actor, now=now, election_id=page.row.pk,
            posted_on=needed_day(request.POST.get("posted_on", ""), "posted_on"),
        ),
        "list", mark("公示日期不早于最后一次审查；业主的异议期从登记公示的这一天起算，公示满十五日才能表决。"),
        when=lambda page: page.may_post.allowed,
        usual=lambda page: not _undone(page),
    ),
    "reopen": Doing(
        Act.POST, "call", mark("重新征集候选人"), _none,
        lambda _request, actor, now, page: services.reopen(actor=actor, now=now, election_id=page.row.pk),
        "alert", mark("名单收回，补充以后重新公示，天数重新计算。"), grave=True,
    ),
    "call": Doing(
        Act.CALL, "call", mark("召集业主大会选举"), _call_fields,
        lambda request, actor, now, page: services.call_election(
            actor=actor, now=now, election_id=page.row.pk,
            opens_on=needed_day(request.POST.get("opens_on", ""), "opens_on"),
            last_on=needed_day(request.POST.get("last_on", ""), "last_on"),
            reason=plain(request.POST.get("reason", ""), 500),
            cited=Cited(
                decision=plain(request.POST.get("decision", ""), 200),
                decision_item=whole_of(request.POST.get("decision_item", "")),
            ),
        ),
        "arrow", mark("异议期满以后召集；会议公告随即发出，名册按今天的登记固定。"), usual=lambda _page: True,
    ),
    "object": Doing(
        Act.OBJECT, "work", mark("登记书面异议"), _object_fields,
        lambda request, actor, now, page: services.object_to(
            actor=actor, now=now, election_id=page.row.pk, draft=reading.objection_of(request.POST.dict())
        ),
        "alert",
    ),
    "settle": Doing(Act.SETTLE, "work", mark("答复异议"), _none, _settle, when=lambda _page: False),
    "file": Doing(
        Act.FILE, "file", mark("提交备案"), _none,
        lambda _request, actor, now, page: services.submit_filing(actor=actor, now=now, election_id=page.row.pk),
        "file", mark("下面的备案材料由记录生成，随申请一并送街道和区县房产主管部门。"),
        when=lambda page: not _waits(page), usual=lambda _page: True,
    ),
    "receive": Doing(Act.RECEIVE, "receive", mark("审核备案"), _none, _receive, when=lambda _page: False),
    "first_meeting": Doing(
        Act.CONSTITUTE, "constitute", mark("召集首次业委会会议"), _first_meeting_fields,
        lambda request, actor, now, page: services.call_first_meeting(
            actor=actor, now=now, election_id=page.row.pk, draft=reading.first_meeting_of(request.POST, now)
        ),
        "person", mark("选举产生之日起七日内召开，推选主任和副主任；当选的委员都已列入参会名单。"),
        when=lambda page: page.row.constituted_on is None and not (page.meeting and page.meeting.stands),
        usual=lambda _page: True,
    ),
    "constitute": Doing(
        Act.CONSTITUTE, "constitute", mark("登记推选的主任和副主任"), _officer_fields,
        lambda request, actor, now, page: services.constitute(
            actor=actor, now=now, election_id=page.row.pk, officers=reading.officers_of(request.POST)
        ),
        "person", mark("日期和到会的委员以会议记录为准。"),
        when=lambda page: page.row.constituted_on is None and page.meeting is not None and page.meeting.signed,
        usual=lambda _page: True,
    ),
    "resolve": Doing(
        Act.RESOLVE, "resolve", mark("处理被撤销的选举结果"), _resolution_fields,
        lambda request, actor, now, page: services.resolve_annulment(
            actor=actor, now=now, election_id=page.row.pk,
            resolution=reading.word(Resolution, request.POST.dict(), "resolution", mark("请选择怎样处理")),
        ),
        "alert", mark("被撤销的选票选出的席位不再有效；其余委员还够组成业委会的，可以继续履职。"),
        when=lambda page: page.row.term_id is not None and page.row.resolved_on is None, usual=lambda _page: True,
    ),
    "seals": Doing(
        Act.CONSTITUTE, "", mark("登记印章已刻制"), _day("day", mark("刻制日期")),
        lambda request, actor, now, page: services.note_seals(
            actor=actor, now=now, election_id=page.row.pk, day=needed_day(request.POST.get("day", ""), "day")
        ),
        "check", when=lambda page: page.row.filed_on is not None and page.row.seals_noted_on is None,
    ),
    "stop": Doing(
        Act.STOP, "stop", mark("终止选举"), lambda _page: [field("reason", _("终止的理由"), "area", required=True)],
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

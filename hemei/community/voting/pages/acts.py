"""The forms of an assembly: called, agenda, notice, closed, counted, published, called off, annulled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM, Field, one_of, options
from hemei.community.voting.pages.places import (
    agreed_field,
    callers_of,
    cited_fields,
    decided_words,
    decision_fields,
    estate_named,
    parts_field,
    parts_typed,
    roll_words,
)
from hemei.community.voting.queries.law import own_on, procedure_by
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.assemblies import CALLER_NAMES, KIND_NAMES, LONGEST_TITLE, earliest_opening
from hemei.community.voting.rules.procedure_standard import CALLERS, KINDS, AssemblyProcedure
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain, whole_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

FIRST_DAYS = 14


def act_page(found: queries.AssemblyRow | None, **words: Any) -> dict[str, Any]:
    """Return what the page of an act says, and where it lies."""
    home = reverse("voting:assemblies")
    back = reverse("voting:assembly", args=[found.id]) if found else home
    crumbs = [(_("业主表决"), home), *([(found.title, back)] if found else []), (words["title"], "")]
    decided = decided_words(found, adds=True) if found is not None and found.noticed_on is None else {}
    return {"lead": "", "back": back, "crumbs": crumbs, **decided, **words}


@FORM
@never_cache
@signed_in
def call(request: HttpRequest) -> HttpResponse:
    """Call an assembly of an estate, on a ground of the standard."""
    actor = gate.entered(request, Act.CALL)
    today = shanghai_day(utc_now())
    procedure = record.standards().find("assembly-procedure", AssemblyProcedure, on=today)
    callers = callers_of(actor, request.POST.get("estate", "") or request.GET.get("estate", ""), today)
    grounds = [
        (ground.code, f"{ground.text}（{ground.warrant.source.title}{ground.warrant.clause}）")
        for ground in procedure.ground
        if ground.called_by in callers and ground.needs != "members_recall"  # called from the recall itself
    ]
    proposal = whole_of(request.GET.get("proposal", "") or request.POST.get("proposal", ""))
    repeats = whole_of(request.GET.get("repeats", "") or request.POST.get("repeats", ""))
    before = queries.assembly(repeats, actor=actor) if repeats else None
    proposed = _proposed(request, actor, before)

    def act(data: QueryDict) -> str:
        draft = replace(
            _draft(data, actor, [code for code, _words in grounds], before),
            proposal_id=proposal,
            repeats_id=repeats,
        )
        number = services.call_assembly(actor=actor, now=utc_now(), draft=draft)
        return reverse("voting:set_agenda", args=[number])

    page = act_page(
        None,
        title=_("重新召集会议") if repeats else _("召集业主大会会议"),
        lead=_("作为新的一次会议，重新公告、重新冻结名册；没有达到参与要求的事项列入新的议程。")
        if repeats
        else _("首次会议由筹备组在业委会选举页面召集。"),
        button=_("召集，下一步拟定议程"),
        done=_("已召集，请拟定议程。"),
    )
    hidden = {"key": uuid4().hex, "proposal": proposal or "", "repeats": repeats or ""}
    fields: list[Field] = [
        *({"name": name, "hidden": True, "value": value} for name, value in hidden.items()),
        *_call_fields(grounds, [one for one in options(CALLER_NAMES) if one[0] in callers], proposed),
        *decision_fields(
            request.POST.get("estate", "") or proposed["estate"],
            actor,
            callers,
            proposed["decision_item"],
            again=before is not None,
        ),
        *([] if before else [parts_field(request.POST.get("estate", "") or proposed["estate"], actor)]),
    ]
    return gate.form(request, page, fields, act)


def _draft(
    data: QueryDict, actor: Actor, grounds: list[str], before: queries.AssemblyRow | None
) -> services.AssemblyDraft:
    """Read the form of a call; a meeting held again is of the same buildings, its agenda what failed before."""
    return services.AssemblyDraft(
        estate_id=estate_named(data.get("estate", ""), actor),
        kind=one_of(data, "kind", KINDS),
        called_by=one_of(data, "called_by", CALLERS),
        ground=one_of(data, "ground", grounds),
        title=plain(data.get("title", ""), LONGEST_TITLE),
        key=data.get("key", "")[:64] or uuid4().hex,
        agenda=_agenda_again(before, actor),
        buildings=before.buildings if before else parts_typed(data),
        reason=data.get("reason", "")[:LONGEST_TEXT],
        decision=data.get("decision", "")[:LONGEST_TEXT],
        decision_item=whole_of(data.get("decision_item", "")),
        decided=data.getlist("decided") if before is None else (),
    )


def _proposed(request: HttpRequest, actor: Actor, before: queries.AssemblyRow | None) -> dict[str, str]:
    """Return what the form begins with: what the address says, what the meeting was that is held again."""
    said = {
        "estate": plain(request.GET.get("estate", ""), 40),
        "decision_item": plain(request.GET.get("decision_item", ""), 18),
        "title": "",
        "kind": "",
        "called_by": "",
        "ground": "",
    }
    if before is not None:
        again = _("%(title)s（重新召开）") % {"title": before.title}
        said |= {
            "estate": before.estate, "kind": before.kind, "called_by": before.called_by, "ground": before.ground,
            "title": again if len(again) <= LONGEST_TITLE else before.title,
        }  # fmt: skip
    elif request.GET.get("proposal"):
        called_by, ground = _turn(
            queries.proposal(whole_of(request.GET["proposal"]) or 0, actor=actor), actor
        )
        said |= {"kind": "extraordinary", "called_by": called_by, "ground": ground}
    if actor.role is Role.COMMITTEE_MEMBER:
        own = places.estates(actor=actor, limit=2)
        said |= {"called_by": "committee"} | ({"estate": own[0].name} if len(own) == 1 else {})
    return said


def _turn(asked: queries.ProposalRow | None, actor: Actor) -> tuple[str, str]:
    """Return whose turn it is to call what owners asked for, and on which ground; a committee calls in its own name."""
    if asked is None or actor.role is Role.COMMITTEE_MEMBER:
        return "committee", "fifth_of_owners"
    if people.committee_able(asked.estate_id, shanghai_day(utc_now())) is None:
        return "residents_committee", "no_committee"
    return asked.calling


def _agenda_again(before: queries.AssemblyRow | None, actor: Actor) -> list[services.AgendaItem]:
    """Return the items of a meeting that is held again: those in which too few took part, but no persons."""
    if before is None:
        return []
    return [
        services.AgendaItem(
            matter=row.vote.matter,  # type: ignore[arg-type]
            title=row.vote.title,
            group=row.vote.group,
            seats=row.vote.seats,
            record=row.vote.record,
            spends_fen=row.vote.spends_fen,
        )
        for row in queries.outcomes(before.id, actor=actor)
        if not row.quorum and row.annulled_on is None and row.vote.person_id is None
    ]


def _call_fields(
    grounds: list[tuple[str, str]], callers: list[tuple[str, str]], proposed: dict[str, str]
) -> list[Field]:
    return [
        {"name": "estate", "label": _("小区名称或编码"), "required": True, "value": proposed["estate"]},
        {"name": "title", "label": _("会议名称"), "required": True, "more": {"maxlength": LONGEST_TITLE},
         "hint": _("例如：2026年业主大会定期会议"), "value": proposed["title"]},
        {"name": "kind", "label": _("会议类型"), "options": [one for one in options(KIND_NAMES) if one[0] != "first"],
         "required": True, "value": proposed["kind"]},
        {"name": "called_by", "label": _("召集人"), "required": True, "options": callers,
         "value": proposed["called_by"]},
        {"name": "ground", "label": _("召集理由"), "options": grounds, "required": True,
         "value": proposed["ground"]},
        {"name": "reason", "label": _("缘由（紧急情形须填）"), "area": True,
         "hint": _("以发生重大事故或者紧急事件为理由召集的，须写明；其他理由不填。"),
         "more": {"maxlength": LONGEST_TEXT}},
    ]  # fmt: skip


@FORM
@never_cache
@signed_in
def notice(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Post the notice: the roll is frozen and the agenda fixed."""
    actor = gate.entered(request, Act.CALL)
    found = gate.assembly_or_404(assembly_id, actor)
    today = shanghai_day(utc_now())
    procedure = procedure_by(own_on(found.estate_id, today), today)
    earliest = earliest_opening(today, procedure)

    def act(data: QueryDict) -> str:
        services.notice_assembly(
            actor=actor,
            now=utc_now(),
            assembly_id=assembly_id,
            opens_on=needed_day(data.get("opens_on", ""), "opens_on"),
            closes_at=gate.moment(data, "closes_on", "closes_time"),
            agrees=data.get("agrees") == "1",
        )
        return reverse("voting:assembly", args=[assembly_id])

    fields: list[Field] = [
        {"name": "opens_on", "label": _("表决开始日"), "type": "date", "required": True, "value": earliest,
         "hint": _("公告后须满%(days)s日，最早 %(day)s。") % {"days": procedure.notice.days, "day": earliest}},
        {"name": "closes_on", "label": _("表决截止日"), "type": "date", "required": True,
         "value": earliest + timedelta(days=FIRST_DAYS)},
        {"name": "closes_time", "label": _("截止时刻"), "type": "time", "required": True, "value": "18:00"},
        *agreed_field(found),
    ]  # fmt: skip
    page = act_page(
        found,
        title=_("公告会议"),
        lead=_("公告当日按登记簿冻结表决权名册，同时告知居民委员会，业主可以看到议程和自己的面积、人数。")
        + roll_words(found, actor, today),
        button=_("公告并冻结名册"),
        done=_("已公告，名册已冻结。"),
    )
    return gate.form(request, page, fields, act)


def plain_step(
    request: HttpRequest, assembly_id: int, act: Act, name: str, words: dict[str, str]
) -> HttpResponse:
    """Ask once more, then take a step that needs nothing said."""
    actor = gate.entered(request, act)
    found = gate.assembly_or_404(assembly_id, actor)

    def done(_data: QueryDict) -> str:
        getattr(services, name)(actor=actor, now=utc_now(), assembly_id=assembly_id)
        return reverse("voting:assembly", args=[assembly_id])

    return gate.form(request, act_page(found, **words), [], done)


@FORM
@never_cache
@signed_in
def judge(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Count the ballots of a closed vote."""
    words = {
        "title": _("计票"),
        "lead": _("按表决截止之日的法律计算面积、人数和比例，逐项说明。"),
        "button": _("计票"),
        "done": _("已计票。"),
    }
    return plain_step(request, assembly_id, Act.CONDUCT, "judge_assembly", words)


@FORM
@never_cache
@signed_in
def publish(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Make the result known."""
    words = {
        "title": _("公告结果"),
        "lead": _("请同时在小区内张贴。公告后业主可以提出异议，可以下载公开文件核对自己的选票。"),
        "button": _("公告结果"),
        "done": _("结果已公告。"),
    }
    return plain_step(request, assembly_id, Act.CONDUCT, "publish_result", words)


@FORM
@never_cache
@signed_in
def call_off(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Call a meeting off before it begins."""
    actor = gate.entered(request, Act.CALL)
    found = gate.assembly_or_404(assembly_id, actor)

    def act(data: QueryDict) -> str:
        reason = data.get("reason", "")[: LONGEST_TEXT + 1]
        cited = services.Cited(
            decision=data.get("decision", "")[:LONGEST_TEXT],
            decision_item=whole_of(data.get("decision_item", "")),
        )
        services.call_off_assembly(
            actor=actor, now=utc_now(), assembly_id=assembly_id, reason=reason, cited=cited
        )
        return reverse("voting:assembly", args=[assembly_id])

    fields: list[Field] = [
        {"name": "reason", "label": _("原因"), "area": True, "required": True,
         "hint": _("全体业主在会议页和手机上看得到，不写个人信息。")},
        *(
            cited_fields(found.estate_id, actor, for_owners=False)
            if found.called_by == "committee" and found.noticed_on
            else []
        ),
    ]  # fmt: skip
    page = act_page(
        found, title=_("取消会议"), lead=_("表决开始以前可以取消。"), button=_("取消会议"), done=_("已取消。"),
        danger=True,
    )  # fmt: skip
    return gate.form(request, page, fields, act)


@FORM
@never_cache
@signed_in
def annul(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Enter that an authority or a court annulled what was decided."""
    actor = gate.entered(request, Act.ANNUL)
    found = gate.assembly_or_404(assembly_id, actor)
    standing = [row for row in queries.outcomes(assembly_id, actor=actor) if row.annulled_on is None]

    def act(data: QueryDict) -> str:
        draft = services.AnnulmentDraft(
            by=one_of(data, "by", ("authority", "court")),
            document=plain(data.get("document", ""), 90),
            decided_on=needed_day(data.get("decided_on", ""), "decided_on"),
            reason=data.get("reason", "")[: LONGEST_TEXT + 1],
            vote_ids=[number for one in data.getlist("votes") if (number := whole_of(one)) is not None],
        )
        services.annul_result(actor=actor, now=utc_now(), assembly_id=assembly_id, draft=draft)
        return reverse("voting:assembly", args=[assembly_id])

    fields: list[Field] = [
        {"name": "votes", "label": _("哪些表决结果"), "many": True, "values": [],
         "options": gate.vote_options(found, (row.vote for row in standing), actor),
         "hint": _("不选就是全部。")},
        {"name": "by", "label": _("由谁撤销"), "required": True,
         "options": [("authority", _("区县主管部门或者街道（物业管理条例第十九条）")),
                     ("court", _("人民法院（民法典第二百八十条）"))]},
        {"name": "document", "label": _("决定文书编号"), "required": True},
        {"name": "decided_on", "label": _("作出之日"), "type": "date", "required": True},
        {"name": "reason", "label": _("事由"), "area": True, "required": True},
    ]  # fmt: skip
    page = act_page(
        found, title=_("登记撤销决定"), lead=_("登记后立即通告全体业主；以该结果为依据的事项随之失去依据。"),
        button=_("登记撤销"), done=_("已登记撤销。"), danger=True,
    )  # fmt: skip
    return gate.form(request, page, fields, act)

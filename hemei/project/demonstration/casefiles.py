"""What desks add to their cases: numbered papers, joint visits, rulings, and neighbours who follow a case.

No file is made here: a paper's PDF is drawn from its row when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.queries import CasePage, State
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import Addressee, PaperDraft, PaperKind, Service, may_make
from hemei.coordination.cases.rules.visits import Finding, VisitDraft, may_set
from hemei.coordination.cases.rules.words import ActName
from hemei.ground.companies import queries as companies
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.acting import Stage
from hemei.project.demonstration.cases import Setting
from hemei.project.demonstration.progress import Progress

_OPEN = (State.ACCEPTED.value, State.HANDLING.value, State.WHISTLED.value, State.RESULTED.value)
_LOOKED_AT = 40  # cases of a desk that are looked through for one that fits
_FOLLOWED = 12  # estates of which one case has supporters
_WEEK = timedelta(days=7)
_BORDERS = (
    "与市政道路交界处的",
    "相邻小区共用通道上的",
    "沿街商铺门前的",
    "地下人防区域的",
    "待拆空楼里的",
    "河道护栏边的",
)
"""Where the list does not say who leads; before the name of a kind they make the name of a line."""


def write_casefiles(*, now: datetime, settings: Sequence[Setting], show: Setting, progress: Progress) -> None:
    """Write them around the sample persons; visits in every street, rulings and supporters in further ones."""
    streets = {one.stage.chain["street"].id: one.stage for one in [*settings, show]}
    with progress.stage("文书与跟办 papers and supporters", 4, "kinds") as stage:
        _papers(now, show.stage)
        stage.step()
        for one in streets.values():
            _joint_visit(now, one)
        stage.step()
        borders = list(_BORDERS)
        for one in streets.values():
            if borders and _ruling(now - timedelta(minutes=90 + 7 * len(borders)), one, borders[0]):
                del borders[0]
        stage.step()
        _supporters(now, [show, *(one for one in settings if one is not show)][:_FOLLOWED])
        stage.step()


def _pages(actor: Actor, now: datetime) -> Iterator[CasePage]:
    """Yield the open cases of a desk, the newest first, as its clerk sees them."""
    filters = queries.CaseFilters(states=_OPEN)
    for row in queries.case_list(actor=actor, filters=filters, limit=_LOOKED_AT):
        page = queries.case_page(viewer=Viewer(actor), number=row.number, now=now)
        if page is not None:
            yield page


# --- papers --------------------------------------------------------------------------------------
def _papers(now: datetime, stage: Stage) -> None:
    """Let the street order a rectification and write to whom it supervises, the community confirm a receipt."""
    community, street = stage.office("community"), stage.office("street")
    until = shanghai_day(now) + _WEEK
    drafts = (
        (street, PaperDraft(
            kind=PaperKind.RECTIFICATION, addressee=Addressee.OTHER, recipient="{place}物业服务中心",
            text="请在期限内清理现场、消除隐患，并书面回复整改情况。", until=until)),
        (community, PaperDraft(
            kind=PaperKind.RECEIPT, addressee=Addressee.REPORTER,
            text="您反映的问题已经受理，办理进展可以凭编号查询。")),
        (street, PaperDraft(
            kind=PaperKind.SUPERVISION, addressee=Addressee.BODY,
            text="请说明办理进展和没有办结的原因，按时答复。")),
    )  # fmt: skip
    with records.acting(street):
        _supervise(street, now - timedelta(hours=1))
    for actor, draft in drafts:
        with records.acting(actor):
            _make(actor, now, draft)


def _supervise(actor: Actor, now: datetime) -> None:
    """Let the street supervise the newest case it may, unless it could write of one already."""
    pages = list(_pages(actor, now))
    if any(may_make(PaperKind.SUPERVISION, page.state, Viewer(actor)).allowed for page in pages):
        return
    for page in pages:
        if page.steps[ActName.SUPERVISE].allowed and page.events[-1].at < now:
            act = services.acts.Supervise(text="请说明办理进展和没有办结的原因。")
            services.act(viewer=Viewer(actor), now=now, number=page.number, act=act, seen=page.version)
            return


def _make(actor: Actor, now: datetime, draft: PaperDraft) -> None:
    viewer = Viewer(actor)
    for page in _pages(actor, now):
        if may_make(draft.kind, page.state, viewer).allowed and page.events[-1].at <= now:
            named = _addressed(page, now, draft)
            paper = services.make_paper(viewer=viewer, now=now, number=page.number, draft=named)
            if draft.kind is not PaperKind.RECEIPT:
                services.serve_paper(
                    viewer=viewer, now=now, number=page.number, paper_id=paper,
                    way=Service.IN_PERSON.value, served_on=shanghai_day(now),
                )  # fmt: skip
            return


def _addressed(page: CasePage, now: datetime, draft: PaperDraft) -> PaperDraft:
    """Write an order to the company of the place, where one serves it, and a supervision sheet to whom it is put."""
    place = page.state.place
    company = companies.company_body_on(place, shanghai_day(now)) if place else None
    if draft.kind is PaperKind.RECTIFICATION and company:
        return replace(draft, addressee=Addressee.BODY, body=company[0])
    if draft.kind is PaperKind.SUPERVISION:
        mine = [one.to for one in page.state.supervisions if one.by == page.viewer.actor.body_id]
        return replace(draft, body=mine[-1])
    return replace(draft, recipient=draft.recipient.format(place=page.state.place_name))


# --- who has to act ------------------------------------------------------------------------------
def _ruling(since: datetime, stage: Stage, border: str) -> bool:
    """Let two departments send a case back by the list, and the street rule; what it rules is proposed as a line.

    Whether a case was there for it.
    """
    community, street = stage.office("community"), stage.office("street")
    with records.acting(community):
        page = next((page for page in _pages(community, since) if _undecided(page, since)), None)
    if page is None:
        return False
    line = queries.law_of(page.state.fact_on).lines[page.state.kind]
    others = [body for code, body in stage.departments.items() if code not in {line.lead, *line.joint}]
    if len(others) < 3:  # noqa: PLR2004 - two send it back, one is found to be right
        return False
    first, second, right = others[:3]
    back = services.acts.ReturnWhistle(line=line.code, text="按职责清单由别的部门牵头，退回重新派单。")
    course = [
        (community, services.acts.Whistle(lead=first.id, text="请到现场处置。")),
        (stage.clerk(first.id), back),
        (community, services.acts.Whistle(lead=second.id, text="请到现场处置。")),
        (stage.clerk(second.id), back),
        (street, services.acts.Arbitrate(
            accepting=stage.chain["community"].id, handling=right.id, problem=f"{border}{line.name}",
            text="清单没有写明这种地点由谁牵头，按日常管理由该部门办理。")),
    ]  # fmt: skip
    for number, (actor, act) in enumerate(course):
        at = since + timedelta(minutes=10 * number)
        with records.acting(actor):
            services.act(
                viewer=Viewer(actor), now=at, number=page.number, act=act, seen=page.version + number
            )
    return True


def _undecided(page: CasePage, since: datetime) -> bool:
    """Whether a community has a case of the list that it may still call any department to."""
    state = page.state
    return (
        state.state in {State.ACCEPTED, State.HANDLING}
        and not (state.level or state.returns or state.open_tasks)
        and state.kind in queries.law_of(state.fact_on).lines
        and page.steps[ActName.WHISTLE].allowed
        and page.events[-1].at < since
    )


# --- joint visits --------------------------------------------------------------------------------
def _joint_visit(now: datetime, stage: Stage) -> None:
    """Let the community call departments to the estate; they went two days ago, and one ordered something."""
    community = stage.office("community")
    called, met = now - timedelta(days=3), now - timedelta(days=2)
    bodies = tuple(stage.departments[code].id for code in ("FR", "UM") if code in stage.departments)
    with records.acting(community):
        number = next(
            (
                page.number
                for page in _pages(community, now)
                if page.events[-1].at < called and may_set(page.state, page.viewer).allowed
            ),
            None,
        )
        if number is None:
            return
        draft = VisitDraft(meets_at=met, spot=f"{stage.estate_name}南门", bodies=bodies)
        services.set_visit(viewer=Viewer(community), now=called, number=number, draft=draft)
    said = (
        (Finding.ORDERED, "消防车通道被占，责令物业七日内清出并划线。"),
        (Finding.STOPPED, "门前堆物当场清走。"),
    )
    for body, (finding, text) in zip(bodies, said, strict=False):
        clerk = stage.clerk(body)
        with records.acting(clerk):
            services.record_finding(
                viewer=Viewer(clerk), now=met + timedelta(hours=1), number=number, found=finding.value, text=text,
                until=shanghai_day(now) + _WEEK if finding is Finding.ORDERED else None,
            )  # fmt: skip
    with records.acting(community):
        services.end_visit(
            viewer=Viewer(community), now=met + timedelta(hours=2), number=number, held=True,
            came=[community.body_id or 0],
        )  # fmt: skip


# --- who follows ---------------------------------------------------------------------------------
def _supporters(now: datetime, settings: Sequence[Setting]) -> None:
    """Let neighbours who met the same trouble follow the newest case of their estate that goes on."""
    for setting in settings:
        clerk = setting.stage.office("community")
        with records.acting(clerk):
            found = [
                page for page in _pages(clerk, now)
                if page.state.place == setting.stage.estate_id and page.events[-1].at < now
            ]  # fmt: skip
        for place, page in enumerate(found[:2]):
            others = [one.actor for one in setting.neighbours if one.actor.person_id != page.state.reporter]
            for number, actor in enumerate(others[: 3 - place]):
                _follow(now - timedelta(minutes=5 * number), actor, page.number, setting.stage)


def _follow(now: datetime, actor: Actor, number: str, stage: Stage) -> None:
    support = services.Support(number=number, token=stage.token, channel=services.Channel.RESIDENT)
    with records.acting(actor), suppress(Refused):  # whoever had called about it himself does not follow it
        services.support_case(
            actor=actor, now=now, support=support, submission_key=f"demo:{number}:{actor.person_id}"
        )

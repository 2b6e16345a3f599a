"""What the case page shows of a case: its facts, its clocks, its calls, and what its selects offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hemei.coordination.cases.pages import course, faces
from hemei.coordination.cases.pages.form_fields import Choices, Options
from hemei.coordination.cases.rules.facts import Portion
from hemei.coordination.cases.rules.likeness import IN_HAND
from hemei.coordination.cases.rules.lots import is_on_paper
from hemei.coordination.cases.rules.obstacles import running_of
from hemei.coordination.cases.rules.timing import own_days_left
from hemei.coordination.cases.rules.words import CHANNEL_TEXTS, OTHER_KIND, ActName, Channel, Outcome, State
from hemei.kernel.decision import Refused, mark
from hemei.ui.forms import errors_of
from hemei.ui.words import listing, local_day, local_time, said_once, say, series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hemei.coordination.cases.rules.kinds.showing import Suggested
    from hemei.coordination.cases.rules.law import Law
    from hemei.coordination.cases.rules.state import CaseState
    from hemei.kernel.decision import Reason


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names around a case: bodies by id, evidence by code, and who may be called, as id and name."""

    law: Law
    bodies: Mapping[int, str]
    evidence: Mapping[str, str]
    departments: Sequence[tuple[int, str, str]]
    companies: Sequence[tuple[int, str]]
    laws: Mapping[tuple[str, str, str], str]
    portion: Portion | None = None
    acceptors: Sequence[tuple[int, str]] = ()


def names(around: Surroundings, roles: Mapping[str, str]) -> course.Names:
    """Return the names the course of a case needs."""
    return course.Names(around.law, around.bodies, roles, around.evidence, around.laws)


def facts(
    state: CaseState, around: Surroundings, *, spot: str, contact: str, kept: bool, supporters: int
) -> list[tuple[str, str]]:
    """Return the facts of a case in pairs of words and value; what is unknown is left out.

    `kept` says that the company must not learn who reported: whoever may know is told so.
    """
    pairs = [
        (mark("楼幢"), state.house),
        (mark("具体位置"), spot),
        (mark("来源"), say(CHANNEL_TEXTS[state.channel])),
        (mark("联系电话"), contact),
        (mark("报事人要求"), say(mark("不让物业公司知道是谁报的")) if kept else ""),
        (mark("跟着办的"), say(mark("{count}人"), {"count": supporters}) if supporters else ""),
        (mark("上报时间"), local_time(state.reported_at)),
        (mark("发生日期"), state.fact_on.isoformat()),
        (mark("责任社区或街道"), around.bodies.get(state.home, "")),
        (mark("类别"), _kind_so_far(state)),
        (mark("已有的证明材料"), listing(around.evidence.get(code, code) for code in state.evidence)),
        (mark("办结结果"), faces.outcome_badge(state.outcome).words if state.outcome else ""),
    ]
    return [(say(words), value) for words, value in pairs if value]


def _kind_so_far(state: CaseState) -> str:
    """Say who chose the kind as long as nobody has confirmed it."""
    if state.kind_confirmed:
        return ""
    if state.channel is not Channel.RESIDENT and state.kind != OTHER_KIND:
        return say(mark("登记时选的，受理时核对"))
    return say(
        mark("报事人没有选，受理时判断") if state.kind == OTHER_KIND else mark("报事人自选，受理时核对")
    )


def choices(state: CaseState, around: Surroundings, likely: Sequence[Suggested] = ()) -> Choices:
    """Return what the selects of this case's acts offer; the list's own lead and joints come chosen.

    The kinds the report sounds like stand first, with a caution where few cases teach one; the clerk says which.
    """
    law = around.law
    line = law.lines.get(state.kind)
    # The nearest body of a code stands first: the county's own department before the city's.
    by_code = {code: str(body) for body, code, _ in reversed(around.departments)}
    return Choices(
        kind=f"{state.kind}:{state.variant}" if state.variant else state.kind,
        kinds=_likely_first(kinds(law), likely),
        caution=_caution(likely),
        lines=_lines_and_leads(law),
        grounds=_grounds(law),
        evidence=[(code, around.evidence.get(code, code)) for code in (line.evidence if line else ())],
        departments=[(str(body), name) for body, _, name in around.departments],
        companies=[(str(body), name) for body, name in around.companies],
        portion=around.portion,
        acceptors=[(str(body), name) for body, name in around.acceptors],
        handlers=_handlers(around),
        sources=_sources(law),
        supervisions=[
            (str(item.number), f"{around.bodies.get(item.by, '')} {local_day(item.opened_at)}")
            for item in state.supervisions
            if item.open
        ],
        steps=[(clock.step, faces.step_name(law, clock.step)) for clock in state.open_steps],
        leads=tuple(by_code[code] for code in ((line.lead,) if line else ()) if code in by_code),
        joints=tuple(by_code[code] for code in (line.joint if line else ()) if code in by_code),
        already=tuple(str(task.body) for task in state.open_tasks),
        pictured=any(
            code in law.pictured and code not in state.evidence for code in (line.evidence if line else ())
        ),
        outcomes=_outcomes(state, law),
    )


def _outcomes(state: CaseState, law: Law) -> tuple[Outcome, ...]:
    """Return with which outcomes a case may be closed: while a ruling is awaited, with what is proven to be done."""
    proven = (one for one in Outcome if (found := law.outcome(one)) is not None and found.needs_evidence)
    return tuple(proven) if state.arbitration is not None else tuple(Outcome)


def pauses_left(state: CaseState, law: Law, body: int | None) -> str:
    """Say for how many days a body may still pause its own clocks, or that it decides for who has used his up."""
    own, most = running_of(state, body), law.limits.pauses_in_all.days
    if not own:
        return say(mark("办理单位自己暂停已满{most}日，由贵单位决定再停多久。"), {"most": most})
    left = own_days_left(state, own, most)
    return say(mark("自己暂停合计不超过{most}日，还剩{left}日。"), {"most": most, "left": left})


def _handlers(around: Surroundings) -> Options:
    """Return who can be ruled to handle a case: the accepting bodies themselves, departments, the company."""
    found = (*around.acceptors, *((body, name) for body, _, name in around.departments), *around.companies)
    return [(str(body), name) for body, name in found]


@said_once
def _sources(law: Law) -> Options:
    """Return what a ruling may cite."""
    return sorted((code, faces.law_title(source)) for code, source in law.sources.items())


def _likely_first(options: Options, likely: Sequence[Suggested]) -> Options:
    words = {code: say(mark("{kind}（按所报内容推荐）"), {"kind": name}) for code, name, *_ in options}
    first = {one.problem.code: words[one.problem.code] for one in likely if one.problem.code in words}
    return (*first.items(), *(option for option in options if option[0] not in first))


def _caution(likely: Sequence[Suggested]) -> str:
    """Name the suggested kinds that too few cases teach; a select that is closed would cut such words off."""
    few = series(faces.named(one.problem) for one in likely if one.few)
    return say(mark("本市这几类的案件还少，推荐未必准：{kinds}。"), {"kinds": few}) if few else ""


@said_once
def kinds(law: Law) -> Options:
    """Return every kind with its variants, and the one for what no line names."""
    options = [
        (f"{line.code}:{variant}" if variant else line.code, faces.kind_name(law, line.code, variant))
        for line in _lines(law)
        for variant in ("", *(found.code for found in line.variant))
    ]
    return (*options, (OTHER_KIND, faces.kind_name(law, OTHER_KIND)))


@said_once
def plain_kinds(law: Law) -> Options:
    """Return every kind without variants; residents and lists tell no variants apart."""
    return tuple((line.code, faces.named(line)) for line in _lines(law))


@said_once
def _lines_and_leads(law: Law) -> Options:
    """Return every line of the list with who leads."""
    return tuple((line.code, _line(law, line.code)) for line in _lines(law))


@said_once
def _grounds(law: Law) -> Options:
    """Return the grounds to choose from: one that needs an earlier case stands where that is named (`likeness`)."""
    return tuple((phrase.code, faces.named(phrase)) for phrase in law.acts.refusal if phrase.code != IN_HAND)


def _lines(law: Law) -> list[Any]:
    return sorted(law.lines.values(), key=lambda line: line.number)


def _line(law: Law, code: str) -> str:
    lead = law.lines[code].lead
    return f"{faces.kind_name(law, code)} · {law.departments.get(lead, lead)}"


USUAL = (
    ActName.RECORD_REVISIT,
    ActName.ACCEPT, ActName.ARBITRATE, ActName.ARRIVE, ActName.REPORT_STEP, ActName.GIVE_RESULT,
    ActName.ACCEPT_RESULT, ActName.SEND_BACK,
    ActName.ANSWER_SUPERVISION, ActName.CLOSE, ActName.WHISTLE, ActName.HANDLE,
)  # fmt: skip
"""The acts that carry a case on stand first, in this order."""


def order(acts: Iterable[ActName], state: CaseState, law: Law, first: ActName | None = None) -> list[ActName]:
    """Return the acts as a page offers them: `first`, then the usual next one.

    An accepted case goes to the department the list names, else to the home body or the company.
    """
    if state.state is State.ACCEPTED:
        usual = ActName.WHISTLE if law.leads(state.kind) else ActName.HANDLE
        ranked: tuple[ActName, ...] = (usual, *(act for act in USUAL if act is not usual))
    else:
        ranked = USUAL
    if first is not None:
        ranked = (first, *(act for act in ranked if act is not first))
    # What ends a matter stands last: nobody should meet it first.
    last = len(ranked) + 1
    return sorted(
        acts, key=lambda act: ranked.index(act) if act in ranked else last - (act not in _ENDING_ACTS)
    )


_ENDING_ACTS = frozenset({ActName.WITHDRAW, ActName.LEAVE})


def errors(refused: Refused, evidence: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the messages of a refused act by field; missing evidence is named, not coded."""
    reasons = [_with_names(reason, evidence) for reason in refused.decision.reasons]
    return errors_of(Refused(replace(refused.decision, reasons=tuple(reasons))))


def _with_names(reason: Reason, evidence: Mapping[str, str]) -> Reason:
    codes = str(reason.values.get("codes", ""))
    if not codes:
        return reason
    spoken = listing(evidence.get(code, code) for code in codes.split())
    return replace(reason, values={**reason.values, "codes": spoken})


def note_of(act: ActName, state: CaseState, bodies: Mapping[int, str]) -> str:
    """Return guidance above an act's form, empty where it needs none; who ends colleagues' calls is told so."""
    paper = act is ActName.RECORD_REVISIT and state.revisit is not None and is_on_paper(state.revisit)
    note = say(_ON_PAPER if paper else _NOTES.get(act.value, ""))
    if act in _ENDS_CALLS and state.open_tasks:
        names = listing(bodies.get(task.body, "") for task in state.open_tasks)
        note += say(mark("{names}还没有反馈结果，本次提交会撤回对其的派单。"), {"names": names})
    return note


_ON_PAPER = mark("请看上报的内容和说明的理由；不属实的，案件重新办理。不用照片。")
_ENDS_CALLS = frozenset({ActName.CLOSE, ActName.HANDLE, ActName.RECALL})


_NOTES: dict[str, str] = {
    "accept": mark("请核对类别，受理后按这一类的时限计时。"),
    "whistle": mark(
        "每个部门各有一个报到时限和一个办理时限，从吹哨时起算；撤回后又派给同一单位的接着算，"
        "已反馈过结果的按重新办理算，反馈满规定次数的不能再派，可以提级。"
    ),
    "recall": mark("撤回后又派给同一单位的，时限接着算，撤回期间不计；要更多时间的，由其申请延期。"),
    "return_whistle": mark("只有职责清单写明由别的部门负责时才能退单。"),
    "report_step": mark("说明已经做了什么，或附照片；只反馈最后结果的，没有报告的阶段按结果的时间算。"),
    "fall": mark(
        "清单没有牵头部门、部门退单、不在社区职责内而部门未能解决，或者同一单位反馈结果已满规定次数的，可以提级；提级后由上一级单位负责。"
    ),
    "arbitrate": mark(
        "各方的理由见上面。裁定后案件按裁定派出，办理单位不得再退单；与职责清单不同的，自动成为清单的修改建议。"
    ),
    "close": mark("结果由报事人认可；不回应只记为未回应，不算满意。"),
    "record_revisit": mark(
        "请到现场看，不要只打电话；照片要在这次现场拍。不属实的，案件重新办理，上报人会看到。"
    ),
    "leave": mark(
        "还有人跟着办，这件事为他们继续办。退出后您不再收到通知，也看不到这个案件；以后想知道进展，可以和别人一样跟着办。"
    ),
    "send_back": mark("退回后由责任单位重新办理，时限重新计算。"),
    "ask_extension": mark("答复以前原时限照走；申请时没有超时的，答复晚了也可以同意。"),
    "extend": mark("只能延期一次，时限已过不能再延；有延期申请的，即为同意。"),
}

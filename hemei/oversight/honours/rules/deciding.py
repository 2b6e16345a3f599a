"""Nomination, review, posting, re-check, withdrawal: what may be, from frozen facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.figures import Verdict
from hemei.kernel.periods import months_after
from hemei.oversight.honours.rules.standards import ExemplarRules, KindRule, Nominator
from hemei.oversight.honours.rules.words import LIVE, Ground, Kind, State

LEAST_STATEMENT, MOST_STATEMENT = 10, 1_000


def _no(text: str, remedy: str, field: str, code: str, **values: str | int) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the registers say of an estate on the day it is nominated: what can be shown there.

    `mechanism` is the community with a registered mechanism, `works` what its own records say of it; `committee` is
    the body whose term runs, `filed` whether its election was; `project` is the contract that runs.
    """

    mechanism: int | None = None
    works: Verdict = Verdict.NOT_PROVABLE
    committee: int | None = None
    filed: bool = False
    project: int | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier nomination of the same kind and estate: where it stands, and since when it is over."""

    state: State
    ended_on: date | None


def may_nominate(
    kind: KindRule, candidate: Candidate, *, by: Nominator, former: Collection[Former], on: date,
    rules: ExemplarRules,
) -> Decision:  # fmt: skip
    """Whether an estate can be nominated: by whom, what is to be shown there, and whether it was lately refused."""
    reference = kind.warrant.reference
    if by not in kind.nominated_by:
        return _no(mark("这一类不由这个身份推荐"), mark("请选择可以推荐的类别"), "kind", "nominator")
    found = _shows(Kind(kind.code), candidate)
    if found is not None:
        return Decision.no(found, references=(reference,))
    if any(one.state in LIVE for one in former):
        return _no(
            mark("这个小区的这一类已经在推荐或已经公布"), mark("请在已有的记录上办理"), "estate", "twin"
        )
    again = max(
        (months_after(one.ended_on, rules.again.months) for one in former if one.ended_on), default=on
    )
    if again > on:
        return _no(
            mark("未通过或撤销后不满{months}个月"), mark("{day}起可以再推荐"), "estate", "again",
            months=rules.again.months, day=again.isoformat(),
        )  # fmt: skip
    return Decision.yes(reference)


def _shows(kind: Kind, candidate: Candidate) -> Reason | None:
    """Return why an estate has nothing of a kind to show, or None."""
    if kind is Kind.MECHANISM and candidate.mechanism is None:
        return Reason(
            mark("小区所在社区没有登记三位一体机制"),
            {},
            mark("请先登记机制，运作后再推荐"),
            "estate",
            "no_mechanism",
        )
    if kind is Kind.MECHANISM and candidate.works is Verdict.NO:
        return Reason(
            mark("按记录，这个机制没有有效运作"),
            {},
            mark("请先按期开会、办结议定事项，再推荐"),
            "estate",
            "idle",
        )
    if kind is Kind.COMMITTEE and candidate.committee is None:
        return Reason(
            mark("这个小区没有在任的业委会"),
            {},
            mark("请先选举或换届，或改报其他类别"),
            "estate",
            "no_committee",
        )
    if kind is Kind.COMMITTEE and not candidate.filed:
        return Reason(mark("业委会还没有备案"), {}, mark("请先备案，再推荐"), "estate", "unfiled")
    if kind in {Kind.COMPANY_SERVICE, Kind.DEMONSTRATION} and candidate.project is None:
        return Reason(
            mark("这个小区没有在管的物业服务合同"), {}, mark("请选择企业在管的项目"), "estate", "no_project"
        )
    return None


def says_enough(text: str) -> Decision:
    """Whether the statement of a nomination says anything."""
    if LEAST_STATEMENT <= len(text) <= MOST_STATEMENT:
        return Decision.yes()
    return _no(
        mark("推荐理由要有{least}到{most}个字"), mark("写明做法和成效，不写个人信息"), "statement", "statement",
        least=LEAST_STATEMENT, most=MOST_STATEMENT,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """A visit or a review: when, how many were there and agreed, and when the nomination was made."""

    on: date
    present: int
    agree: int
    nominated_on: date
    today: date


def may_look(look: Look, *, least: int) -> Decision:
    """Whether a visit or review can be entered: enough were there, on a day since the nomination."""
    if look.present < least:
        return _no(mark("参加的不足{least}方"), mark("请补齐后再登记"), "members", "too_few", least=least)
    if not 0 <= look.agree <= look.present:
        return _no(mark("同意的数目不对"), mark("请填写0到参加数之间的数"), "agree", "agree")
    if not look.nominated_on <= look.on <= look.today:
        return _no(mark("日期要在推荐以后、今天以前"), mark("请核对日期"), "on", "day")
    return Decision.yes()


def passes(look: Look, evidence: Fraction | None, kind: KindRule, rules: ExemplarRules) -> bool:
    """Whether a review lets a nomination pass: enough agree, and no evaluation says that it is not good enough."""
    if evidence is not None and evidence < kind.least.value:
        return False
    return look.agree >= rules.group.agree.value * look.present


def may_review(state: State, kind: KindRule, *, visited: bool | None) -> Decision:
    """Whether the group can review: once, and a project only after a visit that found it in order."""
    if state is not State.NOMINATED:
        return _no(mark("不在待评审状态"), mark("请刷新页面"), "", "state")
    if kind.visited and visited is None:
        return _no(mark("还没有现场查看"), mark("请先登记现场查看"), "", "not_visited")
    if kind.visited and not visited:
        return _no(mark("现场查看没有通过"), mark("整改后重新查看，再评审"), "", "visit_failed")
    return Decision.yes()


def may_post(state: State) -> Decision:
    """Whether a nomination can be posted: after the review let it pass."""
    if state is State.PASSED:
        return Decision.yes()
    return _no(mark("评审通过的才能公示"), mark("请先评审"), "", "state")


def may_object(state: State, *, ends_on: date | None, today: date, before: bool) -> Decision:
    """Whether somebody may object: while it is posted, the last day included, and once."""
    if state is not State.POSTED or ends_on is None or today > ends_on:
        return _no(mark("不在公示期内"), mark("公示期过后请向主管部门反映"), "text", "closed")
    if before:
        return _no(mark("您已经提出过异议"), mark("请等候答复"), "text", "twin")
    return Decision.yes()


def may_publish(state: State, *, ends_on: date | None, today: date, open_objections: int) -> Decision:
    """Whether it can be published: the posting is over and every objection is answered."""
    if state is not State.POSTED or ends_on is None:
        return _no(mark("公示过的才能公布"), mark("请先公示"), "", "state")
    if today <= ends_on:
        return _no(
            mark("公示期到{day}为止"), mark("请在公示期满后公布"), "", "posting", day=ends_on.isoformat()
        )
    if open_objections:
        return _no(
            mark("还有{count}条异议没有答复"), mark("请先答复异议"), "", "objections", count=open_objections
        )
    return Decision.yes()


def may_recheck(
    state: State, *, valid_from: date | None, last: date | None, on: date, today: date
) -> Decision:
    """Whether a re-check can be entered: of what stands, once a day, not before the last one."""
    if state is not State.PUBLISHED or valid_from is None:
        return _no(mark("没有公布或已经撤销的不用复核"), mark("请刷新页面"), "", "state")
    if not valid_from < on <= today or (last is not None and on <= last):
        return _no(mark("日期要在公布和上次复核以后、今天以前"), mark("请核对日期"), "on", "day")
    return Decision.yes()


def may_withdraw(state: State, ground: Ground, *, valid_from: date | None, on: date, today: date) -> Decision:
    """Whether an honour can be withdrawn on a day; a failed re-check withdraws by itself."""
    if state is not State.PUBLISHED or valid_from is None:
        return _no(mark("没有公布或已经撤销"), mark("请刷新页面"), "", "state")
    if ground is Ground.RECHECK:
        return _no(mark("复核不合格的请登记复核"), mark("登记后自动撤销"), "ground", "ground")
    if not valid_from < on <= today:
        return _no(mark("撤销日期要在公布以后、今天以前"), mark("请核对日期"), "on", "day")
    return Decision.yes()


def may_take_back(state: State, *, own: bool) -> Decision:
    """Whether who nominated may take it back: before the review."""
    if not own:
        return _no(mark("只有推荐单位可以收回"), mark("请联系推荐单位"), "", "not_own")
    if state is State.NOMINATED:
        return Decision.yes()
    return _no(mark("已经评审，不能收回"), mark("请联系市主管部门"), "", "state")


def may_set_target(*, year: int, years: Collection[int], value: Fraction, known: bool) -> Decision:
    """Whether a target can be set: a year of the plan, a measure of it, a share up to all."""
    if not known:
        return _no(mark("行动方案里没有这项指标"), mark("请选择指标"), "measure", "measure")
    if year not in years:
        return _no(
            mark("行动方案的年份是{first}到{last}"), mark("请选择方案内的年份"), "year", "year",
            first=min(years), last=max(years),
        )  # fmt: skip
    if not 0 < value <= 1:
        return _no(mark("目标要大于0%、不超过100%"), mark("请填写百分数，例如 85"), "value", "value")
    return Decision.yes()

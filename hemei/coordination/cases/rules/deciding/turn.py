"""What every act is judged with, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import Act, Close, GiveResult
from hemei.coordination.cases.rules.facts import Body, Facts
from hemei.coordination.cases.rules.moves import Viewer, Who, standings
from hemei.coordination.cases.rules.situation import Situation
from hemei.coordination.cases.rules.standards import Terms, TimeLimit
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ClockKind, TaskEnd, TaskKind
from hemei.kernel.decision import Decision, Reason, Reference, Refused, demand, gives_reason, mark
from hemei.kernel.limits import Limit


@dataclass(frozen=True, slots=True)
class Turn:
    """One act about to be judged: the case before it, who asks, the facts, the instant."""

    before: CaseState
    viewer: Viewer
    facts: Facts
    now: datetime

    @property
    def terms(self) -> Terms:
        """The times of the case's kind."""
        return self.facts.terms_of(self.before)

    def references(self, *times: TimeLimit) -> tuple[Reference, ...]:
        """Return the citations of the case's line and what these times rest on."""
        return self.facts.law.references(self.before.kind, *(time.warrant.reference for time in times))

    @property
    def superior(self) -> int | None:
        """The next body above the case's home body."""
        above = self.facts.superior_of(self.before)
        return above.id if above else None

    @property
    def is_own(self) -> bool:
        """Whether whoever acts, or a colleague of those who did the work, reported the case, in whatever post."""
        return self.facts.own_word or Who.REPORTER in standings(self.before, self.viewer)

    @property
    def situation(self) -> Situation:
        """The same as the obstacles see it."""
        return Situation(self.before, self.viewer.actor, self.facts, self.now)

    @property
    def own_body(self) -> int:
        """The body the viewer acts for; raises Refused for a person without one."""
        body = self.viewer.actor.body_id
        if body is None:
            raise Refused.because(mark("请以单位身份办理"), code="no_body")
        return body

    def start(self, state: CaseState, key: str, kind: ClockKind, body: int, limit: Limit) -> CaseState:
        """Start a clock now."""
        starting = timing.Starting(key, kind, body, limit, self.now)
        return timing.start(state, starting, self.facts.working)

    def body(self, body: int, form_field: str) -> Body:
        """Return a body that can be given work; raises Refused for an unknown or dissolved one."""
        known = self.facts.bodies.get(body)
        if known is None:
            raise Refused.because(mark("没有这个单位"), field=form_field, code="unknown_body")
        if not known.active:
            raise Refused.because(
                mark("{body}已经撤销"),
                remedy=mark("请选择承接其职责的单位"),
                field=form_field,
                code="dissolved",
                body=known.name,
            )
        return known


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the case, what the act said, and what it stands on."""

    after: CaseState
    about: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()


def told(act: Act) -> None:
    """Refuse an act whose reason or result is not told."""
    if not act.text.strip():
        raise Refused.because(mark("请填写说明"), field="text", code="text_missing")


def told_why(act: Act) -> None:
    """Refuse an act against somebody whose reason he could not read anything from; a result may be one word."""
    told(act)
    demand(gives_reason(mark("没有把理由写清楚。"), act.text, field="text", code="text_short"))


def check_text(act: Act, facts: Facts) -> None:
    """Refuse what no vault should keep: too long, or with a NUL character."""
    if "\x00" in act.text:
        raise Refused.because(
            mark("说明里有无法保存的字符"), remedy=mark("请删去后重新提交"), field="text", code="text_nul"
        )
    most = facts.law.intake.text_characters.most
    if len(act.text) > most:
        raise Refused.because(
            mark("说明共{length}字，最多{limit}字"),
            remedy=mark("请删减后重新提交，内容仍在表单里"),
            field="text",
            code="text_long",
            length=len(act.text),
            limit=most,
        )


def check_evidence(turn: Turn, act: GiveResult | Close, *, needed: bool) -> None:
    """Refuse evidence the list does not know, a photo or paper that is only ticked, and what is missing; all at once.

    `needed` says whether the outcome needs what the list asks for.
    """
    unknown = [code for code in act.evidence if code not in turn.facts.law.evidence]
    if unknown:
        raise Refused.because(
            mark("职责清单里没有这种证明材料：{name}"),
            field="evidence",
            code="unknown_evidence",
            name=unknown[0][:40],
        )
    missing = _missing(turn, act) if needed else ()
    demand(_all_there(missing), _seen(turn, act, missing))


def _missing(turn: Turn, act: GiveResult | Close) -> tuple[str, ...]:
    """Return what the list asks for and nobody has; the paper of another body only where one was called."""
    law, before = turn.facts.law, turn.before
    line = law.lines.get(before.kind)
    called = any(
        task.kind is TaskKind.WHISTLE and task.ended is not TaskEnd.RECALLED for task in before.tasks
    )
    asked = [code for code in (line.evidence if line else ()) if called or code not in law.of_called]
    return tuple(code for code in asked if code not in (*before.evidence, *act.evidence))


def _all_there(missing: tuple[str, ...]) -> Decision:
    if not missing:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("办结还缺少{count}项证明材料：{codes}"), {"count": len(missing), "codes": " ".join(missing)},
            mark("请补交，或改选“未解决”并说明原因"), "evidence", "evidence_missing",
        )
    )  # fmt: skip


def _seen(turn: Turn, act: GiveResult | Close, missing: tuple[str, ...]) -> Decision:
    """Whether what is newly claimed, or still has to be, can be seen: a paper is photographed.

    What an earlier act of this round showed need not be shown again, unless it was judged not good enough.
    """
    law = turn.facts.law
    unseen = [code for code in act.evidence if code in law.pictured and code not in turn.before.evidence]
    still = [code for code in missing if code in law.pictured]
    if act.photos or not (unseen or still):
        return Decision.yes()
    text = mark("勾选了“{name}”，但没有附照片") if unseen else mark("“{name}”要附照片，还没有照片")
    name = "、".join(law.evidence[code] for code in unseen or still)
    remedy = mark("请附上现场或文书的照片；已填写的内容仍在表单里")
    return Decision.no(Reason(text, {"name": name}, remedy, "photos", "evidence_unseen"))


def end_tasks(turn: Turn, state: CaseState, how: TaskEnd) -> CaseState:
    """End all open calls without a result; their clocks are cancelled, or missed when late already."""
    keys = [key for task in state.open_tasks for key in (task.arrival_key, task.handling_key)]
    if any(task.is_lead for task in state.open_tasks):
        keys += [clock.key for clock in state.open_steps]
    state = timing.settle(state, keys, turn.now, cancelled=True)
    return replace(
        state,
        tasks=tuple(
            replace(task, ended_at=turn.now, ended=how) if task.open else task for task in state.tasks
        ),
    )


def cancel_clocks(turn: Turn, state: CaseState, *kinds: ClockKind) -> CaseState:
    """Cancel the open clocks of these kinds."""
    keys = [clock.key for clock in state.open_clocks if clock.kind in kinds]
    return timing.settle(state, keys, turn.now, cancelled=True)

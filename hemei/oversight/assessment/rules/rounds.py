"""A round from its opening to its publication: what may happen when, which mark counts, who stands where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.oversight.assessment.rules.scoring import Evaluated, steps_of
from hemei.oversight.assessment.rules.standards import EvaluationStandard
from hemei.oversight.assessment.rules.words import STAGE_TEXTS, Stage

LONGEST_TITLE = 60

# From which stages a round comes to which; what is not listed cannot happen.
MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.SCORED: frozenset({Stage.OPEN}),
    Stage.POSTED: frozenset({Stage.SCORED}),
    Stage.PUBLISHED: frozenset({Stage.POSTED}),
    Stage.CANCELLED: frozenset({Stage.OPEN, Stage.SCORED, Stage.POSTED}),
}


def _no(text: str, remedy: str, field: str, code: str, **values: str | int) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))


def may_move(stage: Stage, to: Stage) -> Decision:
    """Whether a round may come to another stage."""
    if stage in MOVES[to]:
        return Decision.yes()
    return _no(mark("评价“{stage}”，不能这样办理"), "", "", "stage", stage=STAGE_TEXTS[stage])


def stands(stage: Stage, wanted: Stage) -> Decision:
    """Whether a round stands where an act needs it."""
    if stage is wanted:
        return Decision.yes()
    return _no(mark("评价“{stage}”，不能这样办理"), "", "", "stage", stage=STAGE_TEXTS[stage])


def may_plan(title: str, since: date, until: date) -> Decision:
    """Whether a round can have this title and evaluate this period, its end excluded."""
    reasons = []
    if not 2 <= len(title) <= LONGEST_TITLE:  # noqa: PLR2004 - one character says nothing
        reasons.append(
            Reason(mark("名称要有2到{most}个字"), {"most": LONGEST_TITLE}, field="title", code="title")
        )
    if until <= since:
        reasons.append(
            Reason(mark("评价期的结束日要晚于开始日"), {}, mark("请核对日期"), "period_until", "period")
        )
    return Decision(not reasons, tuple(reasons))


@dataclass(frozen=True, slots=True)
class Given:
    """A mark about to be given on an item; `why` says whether a note or evidence stands with it."""

    item: str
    value: Fraction
    why: bool


def may_mark(standard: EvaluationStandard, given: Given, *, among: str = "") -> Decision:
    """Whether a mark can stand: an item for an assessor, a step of its scale, and a reason where it takes points.

    `among` sets the fields of a form with many marks apart.
    """
    item = next((one for one in standard.item if one.code == given.item), None)
    if item is None:
        return _no(mark("标准里没有这一项"), "", "item", "item")
    if item.filled_by:
        return _no(
            mark("“{name}”由记录得出，不能手工评分"), mark("记录有误的，请更正记录"), f"value{among}", "filled",
            name=item.name,
        )  # fmt: skip
    if given.value not in steps_of(item.scale):
        return _no(
            mark("“{name}”没有这一档"), mark("请选择列出的一档"), f"value{among}", "scale", name=item.name
        )
    if given.value < 1 and not given.why:
        return _no(
            mark("“{name}”没有给满分，要写明依据"),
            mark("写明事实，或附上证据"),
            f"note{among}",
            "why",
            name=item.name,
        )
    return Decision.yes()


def counted(marks: Iterable[Fraction]) -> Fraction:
    """Return the mark that counts where several assessors marked an item: the lower of the middle ones.

    It stands on the scale, as each of them does, and no single assessor moves it alone.
    """
    ordered = sorted(marks)
    return ordered[(len(ordered) - 1) // 2]


@dataclass(frozen=True, slots=True)
class Progress:
    """What stands between a round and its next stage."""

    subjects: int
    unmarked: int
    undecided: int = 0


def may_settle(stage: Stage, progress: Progress, *, until: date, today: date, with_gaps: bool) -> Decision:
    """Whether a round can be settled: its period is over, and nothing is unmarked unless that is accepted."""
    moved = may_move(stage, Stage.SCORED)
    if not moved.allowed:
        return moved
    if today < until:
        return _no(
            mark("评价期到{until}才结束"), mark("请在结束后结算"), "", "period", until=until.isoformat()
        )
    if not progress.subjects:
        return _no(mark("还没有评价对象"), mark("请先列入评价对象"), "", "subjects")
    if progress.unmarked and not with_gaps:
        return _no(
            mark("还有{count}处没有评定"), mark("没有评定的按没有做到计；确认这样结算的请勾选"), "with_gaps", "gaps",
            count=progress.unmarked,
        )  # fmt: skip
    return Decision.yes()


def may_publish(
    stage: Stage, progress: Progress, *, posted_until: datetime | None, now: datetime
) -> Decision:
    """Whether a round can be published: the posting is over and every objection decided."""
    moved = may_move(stage, Stage.PUBLISHED)
    if not moved.allowed:
        return moved
    if posted_until is None or now < posted_until:
        return _no(mark("公示期还没有结束"), mark("请在公示期满后公布"), "", "posting")
    if progress.undecided:
        return _no(
            mark("还有{count}件异议没有答复"), mark("请先答复"), "", "objections", count=progress.undecided
        )
    return Decision.yes()


def may_object(stage: Stage, *, item: bool, again: bool, until: datetime | None, now: datetime) -> Decision:
    """Whether a subject may object to an item: while the score is posted, within the period, once an item."""
    if stage is not Stage.POSTED:
        return stands(stage, Stage.POSTED)
    if not item:
        return _no(mark("标准里没有这一项"), "", "item", "item")
    if again:
        return _no(
            mark("对这一项已经提出过异议"), mark("一项只能提出一次；答复里写明了理由"), "item", "again"
        )
    if until is None or now > until:
        return _no(mark("提出异议的期限已过"), "", "", "late")
    return Decision.yes()


def judged_by_another(*, gave: bool) -> Decision:
    """Whether somebody may answer the objection to a mark: not who gave it."""
    if not gave:
        return Decision.yes()
    return _no(mark("这一项由您评分，不能由您答复异议"), mark("请本单位的其他人答复"), "", "own_hand")


def says(text: str, field: str) -> Decision:
    """Whether somebody wrote what he must."""
    return gives_reason(mark("没有写明理由。"), text, field=field, code=field)


def ranks(found: Mapping[int, Evaluated], standard: EvaluationStandard) -> dict[int, int]:
    """Rank subjects by grade, then by the share of their points; equals share a rank, who has no share has none.

    Grades follow the shares, except that a veto caps one: whoever failed it does not stand above who did not.
    """
    order = {band.code: place for place, band in enumerate(standard.grade)}
    keys = {number: (order[one.grade], -one.share) for number, one in found.items() if one.share is not None}
    ranked = sorted(keys.items(), key=lambda pair: (pair[1], pair[0]))
    placed: dict[int, int] = {}
    for place, (number, key) in enumerate(ranked, start=1):
        tied = place > 1 and ranked[place - 2][1] == key
        placed[number] = placed[ranked[place - 2][0]] if tied else place
    return placed


def latest(marks: Sequence[tuple[str, int | None, Fraction]]) -> dict[str, Fraction]:
    """Return what counts of the marks of a subject, given in their order as item, assessor and value.

    Of one assessor the last mark of an item; of several their `counted`; a decision on an objection (no assessor)
    replaces them all.
    """
    found: dict[str, dict[int | None, Fraction]] = {}
    for item, assessor, value in marks:
        found.setdefault(item, {})[assessor] = value
    return {item: by[None] if None in by else counted(by.values()) for item, by in found.items()}

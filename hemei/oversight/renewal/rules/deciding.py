"""May this decision be entered, put in force, ended: a mode without a decision never holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.oversight.renewal.rules.standards import RenewalModes
from hemei.oversight.renewal.rules.words import DECIDER_TEXTS, MODE_TEXTS, Decider, Mode


@dataclass(frozen=True, slots=True)
class Vote:
    """What is known of the vote a decision rests on; `published_on` is None while nobody has published it."""

    estate_id: int
    matter: str
    passed: bool
    annulled: bool
    published_on: date | None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A decision as somebody enters it; `vote` is None where it names none, or one that is not there."""

    estate_id: int
    mode: Mode
    by: Decider
    vote: Vote | None
    document: str
    package: str
    decided_on: date
    valid_from: date


def may_decide(facts: DecisionFacts, rules: RenewalModes, *, today: date) -> Decision:
    """Answer whether a decision may be entered: by those entitled, resting on their vote or their document."""
    decided = rules.decider_of(facts.mode.value)
    reasons = [*_day_doubts(facts, today), *_package_doubts(facts)]
    if facts.by.value not in decided.deciders:
        entitled = DECIDER_TEXTS[Decider(decided.deciders[0])]
        reasons.append(
            Reason(
                mark("“{mode}”要由{entitled}。"), {"mode": MODE_TEXTS[facts.mode], "entitled": entitled},
                mark("请组织业主表决，凭公布的结果登记。"), "by", "not_entitled",
            )
        )  # fmt: skip
    elif facts.by is Decider.OWNERS:
        reasons += _vote_doubts(facts, rules, decided.matters)
    elif not facts.document:
        reasons.append(_no_document())
    return _answer(reasons, decided.warrant.reference)


def _day_doubts(facts: DecisionFacts, today: date) -> list[Reason]:
    if facts.decided_on > today:
        return [
            Reason(mark("决定日期在将来。"), {}, mark("请在作出决定以后登记。"), "decided_on", "future_day")
        ]
    if facts.valid_from < facts.decided_on:
        return [
            Reason(
                mark("实行日期{day}早于决定日期。"), {"day": facts.valid_from.isoformat()}, mark("请核对两个日期。"),
                "valid_from", "bad_order",
            )
        ]  # fmt: skip
    return []


def _package_doubts(facts: DecisionFacts) -> list[Reason]:
    if facts.mode is Mode.PACKAGED and not facts.package:
        words = mark("没有写是哪一个包。")
        return [Reason(words, {}, mark("请填写包名，同一次打包的小区相同。"), "package", "no_package")]
    if facts.mode is not Mode.PACKAGED and facts.package:
        words = mark("只有统一打包选聘的小区有包名。")
        return [Reason(words, {}, mark("请核对模式，或把包名留空。"), "package", "package")]
    return []


def _vote_doubts(facts: DecisionFacts, rules: RenewalModes, matters: tuple[str, ...]) -> list[Reason]:
    vote = facts.vote
    if vote is None:
        if facts.decided_on < rules.engine.since:
            return [] if facts.document else [_no_document()]
        return [
            Reason(
                mark("没有指明业主表决的公布结果。"), {}, mark("请选择本小区已经公布结果的业主大会会议。"),
                "assembly", "no_vote",
            )
        ]  # fmt: skip
    said = [
        (vote.estate_id == facts.estate_id, mark("这次业主大会会议不是本小区的。"), "other_estate"),
        (vote.matter in matters, mark("这一项表决的不是选聘管理人。"), "other_matter"),
        (vote.published_on is not None, mark("这次表决的结果还没有公布。"), "unpublished"),
        (not vote.annulled, mark("这项表决的决定已经被撤销。"), "annulled"),
        (vote.passed, mark("这项表决没有通过。"), "not_passed"),
    ]
    wrong = next(((words, code) for right, words, code in said if not right), None)
    if wrong is not None:
        return [_wrong(*wrong)]
    if vote.published_on is not None and facts.decided_on != vote.published_on:
        return [
            Reason(
                mark("决定日期要与结果公布日期{day}相同。"), {"day": vote.published_on.isoformat()},
                mark("请核对日期。"), "decided_on", "other_day",
            )
        ]  # fmt: skip
    return []


def _wrong(words: str, code: str) -> Reason:
    return Reason(words, {}, mark("请选择本小区选聘管理人、已经通过并公布的表决。"), "assembly", code)


def _no_document() -> Reason:
    return Reason(
        mark("没有写明决定的文号。"), {}, mark("请填写街道文件或业主决议的文号。"), "document", "no_document"
    )


def may_put_in_force(
    *, decided: bool, in_force: bool, voided: bool, valid_from: date, valid_until: date | None, today: date
) -> Decision:
    """Answer whether a decided mode may be put in force today; without a decision never."""
    if not decided or voided:
        return Decision.no(
            Reason(
                mark("这个小区还没有决定管理模式，不能实行。"), {}, mark("请先登记业主表决或街道的决定。"),
                code="no_decision",
            )
        )  # fmt: skip
    if in_force:
        return Decision.no(Reason(mark("这项决定已经实行。"), {}, mark("请刷新页面。"), code="in_force"))
    if today < valid_from or (valid_until is not None and valid_until <= today):
        day = valid_from.isoformat()
        return Decision.no(
            Reason(
                mark("这项决定从{day}起实行。"), {"day": day}, mark("请在决定有效期内办理。"), code="not_now"
            )
        )
    return Decision.yes()


def may_end_decision(*, valid_from: date, valid_until: date | None, day: date, today: date) -> Decision:
    """Answer whether a decision may end on a day, itself excluded."""
    if valid_until is not None:
        return Decision.no(Reason(mark("这项决定已经结束。"), {}, mark("请刷新页面。"), code="ended"))
    if not valid_from < day <= today:
        return Decision.no(
            Reason(
                mark("结束日期须在{began}之后、且不晚于今天。"), {"began": valid_from.isoformat()},
                mark("请核对日期。"), "valid_until", "bad_day",
            )
        )  # fmt: skip
    return Decision.yes()


def _answer(reasons: list[Reason], *references: Reference) -> Decision:
    return Decision.no(*reasons, references=references) if reasons else Decision.yes(*references)

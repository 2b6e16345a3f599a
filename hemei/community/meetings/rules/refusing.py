"""A side that came and will not sign: noted by somebody else and told to it, it is waited for no longer than so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import SIDE_TEXTS, SideCode, State
from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True)
class Refusing:
    """A side somebody says will not sign: whether it came, signed, was noted before, is the writer's `own`.

    `others_signed` says that a side signed these minutes that is neither this one nor any of the writer's own: their
    words are fixed then, and no one person's alone.
    """

    side: SideCode
    came: bool
    signed: bool
    noted: bool
    own: bool
    others_signed: bool


def may_note(
    kind: Kind, state: State, found: Refusing, *, refused_on: date, ended_on: date | None, today: date
) -> Decision:
    """Whether it may be noted that a side refused to sign on a day."""
    reference = kind.warrant.reference
    if kind.refusal_holds is None:
        text = mark("“{kind}”的会议记录不登记拒签")
        remedy = mark("请该签的人签字；决定凭签字才成立")
        return Decision.no(Reason(text, {"kind": kind.name}, remedy, code="kind"), references=(reference,))
    if state is not State.CLOSED or ended_on is None:
        return Decision.no(Reason(mark("会议还没有结束"), code="state"))
    reasons = list(_of_side(found))
    if not ended_on <= refused_on <= today:
        values = {"first": ended_on.isoformat(), "last": today.isoformat()}
        reasons.append(
            Reason(mark("拒签的日期在{first}会议结束和{last}之间"), values, "", "refused_on", "day")
        )
    return Decision.no(*reasons, references=(reference,)) if reasons else Decision.yes(reference)


def _of_side(found: Refusing) -> list[Reason]:
    values = {"side": SIDE_TEXTS[found.side]}
    if not found.came:
        return [Reason(mark("{side}没有到会，不用签字"), values, "", "side", "not_here")]
    if found.signed:
        return [Reason(mark("{side}已经签字"), values, "", "side", "signed")]
    if found.noted:
        return [Reason(mark("{side}的拒签已经登记"), values, "", "side", "noted")]
    if found.own:
        remedy = mark("请没有参加这一方的工作人员登记，如街道")
        return [Reason(mark("{side}的拒签不由本方的人登记"), values, remedy, "side", "own")]
    if not found.others_signed:
        remedy = mark("请先请别的一方签字并登记；别的一方都不肯签的，请另一单位的工作人员登记，如街道")
        return [
            Reason(
                mark("除了登记人代表的一方，会议记录还没有别的一方签字"), {}, remedy, "side", "nobody_signed"
            )
        ]
    return []


@dataclass(frozen=True, slots=True)
class Noted:
    """A refusal that was noted: when, until when its side is waited for, and its comments that nobody answered yet."""

    noted_at: datetime
    follows_at: datetime
    unanswered: tuple[datetime, ...] = ()

    @property
    def objects(self) -> bool:
        """Whether the side said something while it was waited for that is owed an answer still."""
        return any(self.noted_at <= at < self.follows_at for at in self.unanswered)

    def waits(self, now: datetime) -> bool:
        """Whether its signature is waited for: until the hour, and until what it said by then is answered."""
        return now < self.follows_at or self.objects

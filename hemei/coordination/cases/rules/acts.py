"""What a person or the system asks for, one record an act.

`text` is free text; it goes into the vault and never into an event. Bodies and
persons are ids, kinds and evidence are codes of the responsibility list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from hemei.coordination.cases.rules.words import ActName, Channel, Found, Outcome, PauseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Whatever is asked for may carry a text."""

    name: ClassVar[ActName]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Act):
    """上报. `contact` says whether the reporter can be asked later, `hidden` keeps him from the company.

    Of the words of the `spot` the state keeps only the key that two reports can share; they lie in the vault.
    """

    name: ClassVar[ActName] = ActName.REPORT
    channel: Channel
    scope: str
    place: int | None
    place_name: str
    kind: str
    fact_on: date
    reporter: int | None = None
    contact: bool = False
    hidden: bool = False
    photos: int = 0
    building: int | None = None
    entrance: int | None = None
    house: str = ""
    spot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Act):
    """受理, and with it the kind is confirmed, and which variant of it."""

    name: ClassVar[ActName] = ActName.ACCEPT
    kind: str
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Act):
    """不予受理, on a ground of the standard; `into` is the number of the earlier case it is joined into, only then."""

    name: ClassVar[ActName] = ActName.REFUSE
    ground: str
    into: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKind(Act):
    """更正类别; the limits follow the new kind, time already used stays used."""

    name: ClassVar[ActName] = ActName.CHANGE_KIND
    kind: str
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle(Act):
    """自行处置, by the home body itself or by the company."""

    name: ClassVar[ActName] = ActName.HANDLE
    company: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whistle(Act):
    """吹哨: one lead and any number of joint departments; later only joint ones are added."""

    name: ClassVar[ActName] = ActName.WHISTLE
    lead: int | None = None
    joints: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive(Act):
    """报到."""

    name: ClassVar[ActName] = ActName.ARRIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStep(Act):
    """报告阶段结果: a step on the way is done, as 'work stopped'; told or shown by `photos` pictures."""

    name: ClassVar[ActName] = ActName.REPORT_STEP
    step: str
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveResult(Act):
    """反馈结果; the lead's result brings the case back to its home body. `photos` counts its pictures."""

    name: ClassVar[ActName] = ActName.GIVE_RESULT
    outcome: Outcome
    evidence: tuple[str, ...] = ()
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWhistle(Act):
    """退单, by the line of the list that names another lead."""

    name: ClassVar[ActName] = ActName.RETURN_WHISTLE
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Act):
    """撤回派单: the home body takes back what it called."""

    name: ClassVar[ActName] = ActName.RECALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall(Act):
    """提级兜底: the case goes to the next body up, which becomes its home."""

    name: ClassVar[ActName] = ActName.FALL


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExtension(Act):
    """申请延期: who works on a case asks who may extend it; the clocks run on meanwhile."""

    name: ClassVar[ActName] = ActName.ASK_EXTENSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Act):
    """延期, as often as the ladder allows; it grants an open request."""

    name: ClassVar[ActName] = ActName.EXTEND


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineExtension(Act):
    """不同意延期, with a reason."""

    name: ClassVar[ActName] = ActName.DECLINE_EXTENSION


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseClock(Act):
    """暂停计时 until a day that is named now."""

    name: ClassVar[ActName] = ActName.PAUSE
    reason: PauseReason
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeClock(Act):
    """恢复计时."""

    name: ClassVar[ActName] = ActName.RESUME


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(Act):
    """超时升级: a clock ran out or a department refuses to come, a body above is told.

    `clock` is the key of the clock, or the refusal's; `step` is a code of the standard.
    """

    name: ClassVar[ActName] = ActName.ESCALATE
    clock: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervise(Act):
    """督办: the accountable body must answer; the case itself does not move.

    `rule` and `cause` are the system's, where the ladder begins it by itself: the rung's code, and the key of
    the clock or refusal it is for.
    """

    name: ClassVar[ActName] = ActName.SUPERVISE
    rule: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSupervision(Act):
    """答复督办."""

    name: ClassVar[ActName] = ActName.ANSWER_SUPERVISION
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Act):
    """催办: a supervision is recalled to the body under it."""

    name: ClassVar[ActName] = ActName.REMIND
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Act):
    """办结 with an outcome word; what was not a case needs a ground as a refusal does, and `into` with it."""

    name: ClassVar[ActName] = ActName.CLOSE
    outcome: Outcome
    evidence: tuple[str, ...] = ()
    ground: str = ""
    into: str = ""
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptResult(Act):
    """认可结果."""

    name: ClassVar[ActName] = ActName.ACCEPT_RESULT


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack(Act):
    """退回重办, or the objection to a refusal, which the next body up decides."""

    name: ClassVar[ActName] = ActName.SEND_BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSilence(Act):
    """记录未回应: the time to answer is over and nothing came."""

    name: ClassVar[ActName] = ActName.RECORD_SILENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Act):
    """退出上报: whoever reported it wants nothing more of it; it goes on for those who follow it."""

    name: ClassVar[ActName] = ActName.LEAVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Act):
    """撤销上报."""

    name: ClassVar[ActName] = ActName.WITHDRAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Act):
    """补充说明; `photos` counts the pictures that come with it."""

    name: ClassVar[ActName] = ActName.COMMENT
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recompute(Act):
    """重算时限 after a new holiday notice or a corrected standard, named by `because`."""

    name: ClassVar[ActName] = ActName.RECOMPUTE
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arbitrate(Act):
    """裁定: who accepts and who handles what was returned; the text is the reason, `clause` of `source` its law.

    `problem` is what the line is to be called that is proposed for the list where the list says otherwise.
    """

    name: ClassVar[ActName] = ActName.ARBITRATE
    accepting: int
    handling: int
    source: str = ""
    clause: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeed(Act):
    """承接: a body was dissolved; what it had to do goes to its successor."""

    name: ClassVar[ActName] = ActName.SUCCEED
    body: int
    successor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRevisit(Act):
    """抽中复查: the lot of a week fell on this case; `lot` is the draw, `solver` who had said it was solved."""

    name: ClassVar[ActName] = ActName.DRAW_REVISIT
    lot: int
    solver: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRevisit(Act):
    """记录复查: it holds, or it cannot be seen. `photos` counts the pictures of the place."""

    name: ClassVar[ActName] = ActName.RECORD_REVISIT
    found: Found
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Act):
    """复查不属实: what was closed as solved is not; the case is worked on again."""

    name: ClassVar[ActName] = ActName.REOPEN
    photos: int = 0

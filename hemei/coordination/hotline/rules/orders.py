"""What a later file may say of a known order, and what is told back of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hemei.coordination.hotline.rules.standards import SourceSystem
from hemei.coordination.hotline.rules.words import MATERIAL, Says
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.workdays import SHANGHAI


@dataclass(frozen=True, slots=True)
class Known:
    """An order as it is on record: the marks of its columns, what may change, and the limits it had before."""

    marks: Mapping[str, str]
    reminders: int
    due_at: datetime | None
    limits_before: tuple[datetime, ...] = ()

    def moved_to(self, due_at: datetime | None) -> list[datetime]:
        """Return the limits it had before once this is its limit; the present one is none of them."""
        return [one for one in (*self.limits_before, self.due_at) if one is not None and one != due_at]


@dataclass(frozen=True, slots=True)
class Given:
    """The same of a row; `reminders` and `due_at` of None are not in the file."""

    marks: Mapping[str, str]
    reminders: int | None
    due_at: datetime | None


def carried_on(
    known: Known, given: Given, system: SourceSystem
) -> tuple[Decision, dict[str, int | datetime]]:
    """Return what a row changes of a known order; refused where it says something else of what is not to change.

    What may change is taken all the same: an order whose words were amended is reminded of like any other. Nothing is
    taken of a row that is older than what is on record. An empty cell says nothing: it neither changes nor contradicts.
    """
    other = [
        name for name in MATERIAL if given.marks.get(name) and given.marks[name] != known.marks.get(name, "")
    ]
    older = _older(known, given)
    changed: dict[str, int | datetime] = {}
    if given.reminders is not None and given.reminders > known.reminders:
        changed["reminders"] = given.reminders
    if given.due_at is not None and given.due_at != known.due_at:
        changed["due_at"] = given.due_at
    barred = [name for name in changed if name not in system.updatable]
    taken = {} if older else {name: value for name, value in changed.items() if name not in barred}
    if other or older or barred:
        return _refused([*other, *older, *barred], [*taken], older=bool(older)), taken
    return Decision.yes(), taken


def _older(known: Known, given: Given) -> list[str]:
    """Return the columns by which a row is older: it knows of fewer reminders, or of no more and of a limit before."""
    reminders = known.reminders if given.reminders is None else given.reminders
    fewer = ["reminders"] if reminders < known.reminders else []
    former = reminders <= known.reminders and given.due_at in known.limits_before
    return [*fewer, "due_at"] if former else fewer


def _refused(named: list[str], taken: list[str], *, older: bool) -> Decision:
    text = mark("这个工单已经登记，这几列和登记的不一样：{columns}。系统不按文件改。")
    if taken:
        text = mark(
            "这个工单已经登记，这几列和登记的不一样：{columns}，系统不按文件改；只按文件更新{taken}。"
        )
    if older:
        text = mark("这个工单已经登记，文件里的是以前的，这几列和登记的不一样：{columns}。系统不按文件改。")
    values = {"columns": "、".join(_names(named))}
    if taken:
        values["taken"] = "、".join(_names(taken))
    return Decision.no(
        Reason(
            text,
            values,
            mark("请核对是不是同一个工单；确需更正的，在案件里补充说明。"),
            "number",
            "changed",
        )
    )


def _names(columns: list[str]) -> list[str]:
    more = {"reminders": "催办次数", "due_at": "办理时限"}
    return [MATERIAL.get(name) or more[name] for name in dict.fromkeys(columns)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the case of an order stands: the words, and what was said when it was closed or refused.

    `sent_back_at` is when its reporter said no, while it is worked on again. `joined` is a case that was joined into an
    earlier one, whose the rest is.
    """

    state: Says
    body: str
    outcome: Says | None = None
    said: str = ""
    said_at: datetime | None = None
    ended: Says | None = None
    ended_at: datetime | None = None
    sent_back_at: datetime | None = None
    joined: bool = False


_CLOSED = frozenset({Says.AWAITING, Says.REFUSED, Says.ENDED, Says.WITHDRAWN})


def ended_as(*, outcome: Says | None, ended: Says | None) -> tuple[Says, Says | None]:
    """Return as what an ended case is told, and what its reporter's content is.

    A case ends without a result where it was refused or its reporter withdrew it: neither is told as done, and who
    bears a refusal is not content with a result.
    """
    if outcome is not None:
        return Says.ENDED, ended
    return (Says.WITHDRAWN, ended) if ended is Says.WITHDRAWN else (Says.REFUSED, None)


def as_joined(case: Standing) -> Standing:
    """Return as what a joined case is told: with the earlier's result, and until there is one that it was joined.

    How the earlier's reporter took the result or sent it back is no word of this caller, nor that he wanted his own
    case ended: then it is in nobody's hands.
    """
    told = replace(case, ended=None, ended_at=None, sent_back_at=None)
    if case.state is Says.WITHDRAWN:  # nobody works on it and there is no result: this one was not taken up
        return replace(told, state=Says.REFUSED)
    if case.state in {Says.AWAITING, Says.REFUSED, Says.ENDED}:
        return told
    return replace(told, state=Says.JOINED, outcome=None, said="", said_at=None)


def answer(case: Standing, system: SourceSystem) -> dict[str, str]:
    """Return what the columns of answers say; of a case that still runs only how it stands and who has it.

    Empty texts are written too: a case that was sent back has no result any more, but its reporter's answer, until
    the next result waits for another.
    """
    told = {"state": system.says(case.state), "handler": case.body}
    told |= {"result": "", "done_at": "", "called_at": "", "content": ""}
    if case.state in _CLOSED:
        outcome = system.says(case.outcome) if case.outcome else ""
        told["result"] = "：".join(part for part in (outcome, case.said) if part)
        told["done_at"] = _when(case.said_at or case.ended_at, system)
    if case.ended is not None:
        told["content"] = system.says(case.ended)
        told["called_at"] = _when(case.ended_at, system) if case.ended is Says.CONTENT else ""
    elif case.sent_back_at is not None:
        told |= {"content": system.says(Says.NOT_CONTENT), "called_at": _when(case.sent_back_at, system)}
    return told


def _when(at: datetime | None, system: SourceSystem) -> str:
    return at.astimezone(SHANGHAI).strftime(system.time_format) if at else ""

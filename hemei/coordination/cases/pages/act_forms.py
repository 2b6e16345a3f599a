"""The form of each act: which fields it asks for, and how they become the act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hemei.coordination.cases.pages.form_fields import Choices, Field
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import (
    FOUND_TEXTS,
    OUTCOME_TEXTS,
    PAUSE_GROUNDS,
    PAUSE_TEXTS,
    ActName,
    Found,
    Outcome,
)
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

IMAGES: dict[ActName, str] = {
    ActName.ACCEPT: "check", ActName.WHISTLE: "whistle", ActName.ARRIVE: "place",
    ActName.REPORT_STEP: "check", ActName.GIVE_RESULT: "file",
    ActName.CLOSE: "check", ActName.ACCEPT_RESULT: "check", ActName.PAUSE: "pause", ActName.RESUME: "clock",
    ActName.EXTEND: "clock", ActName.ASK_EXTENSION: "clock",
    ActName.COMMENT: "info", ActName.SUPERVISE: "bell", ActName.ARBITRATE: "check", ActName.REFUSE: "alert",
    ActName.SEND_BACK: "alert", ActName.WITHDRAW: "alert", ActName.LEAVE: "alert", ActName.RECORD_REVISIT: "place",
}  # fmt: skip
GRAVE = frozenset(
    {
        ActName.REFUSE, ActName.RETURN_WHISTLE, ActName.RECALL, ActName.SEND_BACK, ActName.WITHDRAW,
        ActName.LEAVE, ActName.DECLINE_EXTENSION,
    }
)  # fmt: skip
"""Acts whose button does not look like the ordinary way on."""


def fields_of(act: ActName, choices: Choices) -> tuple[Field, ...]:
    """Return the fields an act's form asks for, in order."""
    own = _FIELDS.get(act)
    return (*(own(choices) if own else ()), _text(act, choices), *_photos(act, choices))


_TEXT_LABELS: dict[ActName, str] = {
    ActName.REFUSE: mark("向报事人说明"),
    ActName.ARRIVE: mark("现场情况"),
    ActName.REPORT_STEP: mark("做了什么"),
    ActName.GIVE_RESULT: mark("做了什么，结果怎样"),
    ActName.CLOSE: mark("办结说明"),
    ActName.ASK_EXTENSION: mark("延期理由"),
    ActName.EXTEND: mark("延期理由"),
    ActName.DECLINE_EXTENSION: mark("不同意的理由"),
    ActName.SUPERVISE: mark("要求说明什么"),
    ActName.ANSWER_SUPERVISION: mark("答复"),
    ActName.SEND_BACK: mark("哪里不满意"),
    ActName.WHISTLE: mark("请部门做什么"),
    ActName.COMMENT: mark("补充内容"),
    ActName.PAUSE: mark("为什么停，等谁做什么"),
    ActName.ARBITRATE: mark("裁定理由"),
    ActName.RECORD_REVISIT: mark("现场看到什么"),
}
_MAY_STAY_SILENT = frozenset(
    {
        ActName.ACCEPT, ActName.HANDLE, ActName.WHISTLE, ActName.ARRIVE, ActName.RESUME,
        ActName.ACCEPT_RESULT, ActName.WITHDRAW, ActName.LEAVE,
    }
)  # fmt: skip
_WITH_PHOTOS = frozenset(
    {
        ActName.ARRIVE, ActName.REPORT_STEP, ActName.GIVE_RESULT, ActName.CLOSE, ActName.COMMENT,
        ActName.SEND_BACK, ActName.RECORD_REVISIT,
    }
)  # fmt: skip


def _text(act: ActName, choices: Choices) -> Field:
    if act is ActName.WITHDRAW and choices.for_reporter:
        return Field("text", "text", say(mark("报事人怎么说的，用哪个电话说的")), required=True)
    return Field(
        "text", "text", say(_TEXT_LABELS.get(act, mark("说明"))), required=act not in _MAY_STAY_SILENT
    )


def _photos(act: ActName, choices: Choices) -> tuple[Field, ...]:
    if act not in _WITH_PHOTOS:
        return ()
    needed = say(_WHEN_SOLVED) if act is ActName.CLOSE and choices.pictured else False
    return (Field("photos", "photos", say(mark("照片")), required=needed),)


_WHEN_SOLVED = mark("“已解决”“部分解决”必填")


def _kind(choices: Choices) -> tuple[Field, ...]:
    return (
        Field(
            "select",
            "kind",
            say(mark("类别")),
            required=True,
            options=choices.kinds,
            value=choices.kind,
            hint=choices.caution,
        ),
    )


def _whistle(choices: Choices) -> tuple[Field, ...]:
    """Offer whom the list names first; who is at work already cannot be called twice."""
    called, named = set(choices.already), (*choices.leads, *choices.joints)
    free = [option for option in choices.departments if option[0] not in called]
    free.sort(key=lambda option: named.index(option[0]) if option[0] in named else len(named))
    lead = Field(
        "select", "lead", say(mark("牵头部门")), options=free, blank=say(mark("不变")) if called else "",
        value="" if called else next(iter(choices.leads), ""), hint=say(mark("已按职责清单选好，改选要写明理由。")),
    )  # fmt: skip
    joints = [] if called else list(choices.joints)
    return lead, Field("many", "joints", say(mark("配合部门")), options=free, value=joints)


def _outcome(outcomes: Sequence[Outcome]) -> Field:
    options = [(outcome.value, say(OUTCOME_TEXTS[outcome])) for outcome in outcomes]
    return Field("one", "outcome", say(mark("结果")), required=True, options=options)


def _evidence(choices: Choices, hint: str, *, required: bool | str = False) -> Field:
    """Ask for the evidence of the list; the hint says before anybody tries what will be checked."""
    offered = {code for code, *_names in choices.evidence}
    hints = [hint, *(say(more) for code, more in _EVIDENCE_HINTS.items() if code in offered)]
    return Field(
        "many", "evidence", say(mark("已有的证明材料")), required=required if choices.evidence else False,
        options=choices.evidence, hint="".join(hints),
    )  # fmt: skip


_EVIDENCE_HINTS = {
    "visit_record": mark(
        "“回访记录”在办结前做：先问过报事人，把怎么问的、他怎么说写在说明里；匿名的写明无法回访。"
    ),
    "police_receipt": mark("“公安受案或处理回执”只在吹哨给部门办过时才要。"),
}
"""When a paper of the list is made, and where it is asked for at all."""


def _ground(choices: Choices, *, required: bool) -> Field:
    label = mark("不予受理的依据") if required else mark("不属于案件的依据")
    return Field(
        "select", "ground", say(label), required=required or say(mark("“不属于案件”必填")), options=choices.grounds,
        blank=say(mark("请选择")), only="" if required else Outcome.NOT_A_CASE.value,
        hint=say(mark("同一件事已经有人报了、正在办的，不在这里选：在“是不是同一件”里并入先报的那件。")),
    )  # fmt: skip


def _result(choices: Choices) -> tuple[Field, ...]:
    return _outcome([outcome for outcome in Outcome if outcome is not Outcome.NOT_A_CASE]), _evidence(
        choices, say(mark("有哪些勾选哪些；勾选照片、文书类的要附照片。办结时由责任单位核对。"))
    )


def _close(choices: Choices) -> tuple[Field, ...]:
    grounds = (_ground(choices, required=False),) if Outcome.NOT_A_CASE in choices.outcomes else ()
    return (
        _outcome(choices.outcomes),
        *grounds,
        _evidence(
            choices,
            say(mark("办结为“已解决”“部分解决”的，清单要求的材料都要有；勾选照片、文书类的要附照片。")),
            required=say(_WHEN_SOLVED),
        ),
    )


def _handle(choices: Choices) -> tuple[Field, ...]:
    portion, own = choices.portion, ""
    hint = ""
    if portion is not None:
        side = mark("物业企业") if portion.is_companys else mark("居委会")
        own = choices.companies[0][0] if portion.is_companys and choices.companies else ""
        values = {"part": portion.name, "side": say(side)}
        hint = say(mark("“居委会+物业”小区：{part}归{side}，另选的要写明理由。")).format(**values)
    return (
        Field(
            "select",
            "company",
            say(mark("谁来处置")),
            options=choices.companies,
            blank=say(mark("本单位自己")),
            value=own,
            hint=hint,
        ),
    )


def _pause(choices: Choices) -> tuple[Field, ...]:
    reasons = [(reason.value, say(PAUSE_TEXTS[reason])) for reason in PAUSE_GROUNDS]
    return (
        Field(
            "select", "reason", say(mark("原因")), required=True, options=reasons, blank=say(mark("请选择"))
        ),
        Field("moment", "until", say(mark("到什么时候恢复")), required=True, hint=choices.pauses),
    )


def _arbitrate(choices: Choices) -> tuple[Field, ...]:
    pick = say(mark("请选择"))
    return (
        Field(
            "select", "accepting", say(mark("由谁受理")), required=True, options=choices.acceptors, blank=pick,
            hint=say(mark("受理单位从此是本案的责任单位，负责核实和办结。")),
        ),
        Field(
            "select", "handling", say(mark("由谁办理")), required=True, options=choices.handlers, blank=pick,
            hint=say(mark("被裁定办理的单位不得再退单。")),
        ),
        Field(
            "select", "source", say(mark("依据的规定")), options=choices.sources,
            blank=say(mark("没有规定，按裁定理由")),
        ),
        Field("line", "clause", say(mark("条款")), hint=say(mark("例如：第六十三条。"))),
        Field(
            "line", "problem", say(mark("建议写入职责清单的问题名称")),
            hint=say(mark("裁定与清单不同或者清单没有的，报市级主管部门审定后写入清单，以后同类案件直接派给办理单位。清单没有县区这一类单位，县区自己办理的不提建议。")),
        ),
    )  # fmt: skip


def _found(choices: Choices) -> tuple[Field, ...]:
    del choices
    options = [(found.value, say(FOUND_TEXTS[found])) for found in Found]
    return (Field("one", "found", say(mark("办结是否属实")), required=True, options=options),)


_FIELDS: dict[ActName, Callable[[Choices], tuple[Field, ...]]] = {
    ActName.ACCEPT: _kind,
    ActName.CHANGE_KIND: _kind,
    ActName.REFUSE: lambda choices: (_ground(choices, required=True),),
    ActName.HANDLE: _handle,
    ActName.WHISTLE: _whistle,
    ActName.REPORT_STEP: lambda choices: (
        Field("select", "step", say(mark("哪一个阶段")), required=True, options=choices.steps),
    ),
    ActName.GIVE_RESULT: _result,
    ActName.RETURN_WHISTLE: lambda choices: (
        Field(
            "select", "line", say(mark("应当由哪一条的部门负责")), required=True, options=choices.lines,
            blank=say(mark("请选择")),
        ),
    ),
    ActName.PAUSE: _pause,
    ActName.ANSWER_SUPERVISION: lambda choices: (
        Field("select", "number", say(mark("哪一次督办")), required=True, options=choices.supervisions),
    ),
    ActName.CLOSE: _close,
    ActName.ARBITRATE: _arbitrate,
    ActName.RECORD_REVISIT: _found,
}  # fmt: skip


# --- from the form to the act --------------------------------------------------------------------
def read_act(act: ActName, data: QueryDict) -> acts.Act:
    """Return the act a form asks for.

    Raises:
        Refused: a field holds what no select offered, or nothing where a choice is needed.
    """
    text = data.get("text", "").replace("\r\n", "\n").strip()
    return _READERS[act](data, text)


def _one(data: QueryDict, name: str, allowed: Mapping[str, Any], words: str) -> Any:
    value = data.get(name, "")
    if value not in allowed:
        raise Refused.because(words, field=name, code="unknown_choice")
    return allowed[value]


def _body(data: QueryDict, name: str) -> int | None:
    value = data.get(name, "")
    return _number(value, name) if value else None


def _number(value: str, name: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 18):  # noqa: PLR2004 - a bigint's digits
        raise Refused.because(mark("没有这个单位"), field=name, code="unknown_body")
    return int(value)


def _kind_of(data: QueryDict) -> dict[str, str]:
    kind, _, variant = data.get("kind", "").partition(":")
    return {"kind": kind, "variant": variant}


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_REASONS = {reason.value: reason for reason in PAUSE_GROUNDS}


def _moment(data: QueryDict, name: str) -> datetime:
    try:
        return datetime.fromisoformat(data.get(name, "")).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise Refused.because(mark("请填写日期和时间"), field=name, code="no_moment") from None


def _read_outcome(data: QueryDict) -> Outcome:
    found: Outcome = _one(data, "outcome", _OUTCOMES, mark("请选择结果"))
    return found


def _read_joints(data: QueryDict) -> tuple[int, ...]:
    lead = data.get("lead", "")
    return tuple(_number(value, "joints") for value in data.getlist("joints") if value != lead)


_FOUNDS = {found.value: found for found in Found}


def _read_revisit(data: QueryDict, text: str) -> acts.Act:
    """Return what was found: a closing that does not hold is taken up again."""
    found = _one(data, "found", _FOUNDS, mark("请选择是否属实"))
    return acts.Reopen(text=text) if found is Found.FALSE else acts.RecordRevisit(text=text, found=found)


_Reader = Callable[["QueryDict", str], acts.Act]
_READERS: dict[ActName, _Reader] = {
    ActName.ACCEPT: lambda data, text: acts.Accept(text=text, **_kind_of(data)),
    ActName.REFUSE: lambda data, text: acts.Refuse(text=text, ground=data.get("ground", "")),
    ActName.CHANGE_KIND: lambda data, text: acts.ChangeKind(text=text, **_kind_of(data)),
    ActName.HANDLE: lambda data, text: acts.Handle(text=text, company=_body(data, "company")),
    ActName.WHISTLE: lambda data, text: acts.Whistle(
        text=text, lead=_body(data, "lead"), joints=_read_joints(data)
    ),
    ActName.ARRIVE: lambda _data, text: acts.Arrive(text=text),
    ActName.REPORT_STEP: lambda data, text: acts.ReportStep(text=text, step=data.get("step", "")),
    ActName.GIVE_RESULT: lambda data, text: acts.GiveResult(
        text=text, outcome=_read_outcome(data), evidence=tuple(data.getlist("evidence"))
    ),
    ActName.RETURN_WHISTLE: lambda data, text: acts.ReturnWhistle(text=text, line=data.get("line", "")),
    ActName.RECALL: lambda _data, text: acts.Recall(text=text),
    ActName.FALL: lambda _data, text: acts.Fall(text=text),
    ActName.ASK_EXTENSION: lambda _data, text: acts.AskExtension(text=text),
    ActName.EXTEND: lambda _data, text: acts.Extend(text=text),
    ActName.DECLINE_EXTENSION: lambda _data, text: acts.DeclineExtension(text=text),
    ActName.PAUSE: lambda data, text: acts.PauseClock(
        text=text,
        reason=_one(data, "reason", _REASONS, mark("请选择暂停的原因")),
        until=_moment(data, "until"),
    ),
    ActName.RESUME: lambda _data, text: acts.ResumeClock(text=text),
    ActName.SUPERVISE: lambda _data, text: acts.Supervise(text=text),
    ActName.ANSWER_SUPERVISION: lambda data, text: acts.AnswerSupervision(
        text=text, number=_number(data.get("number", ""), "number")
    ),
    ActName.CLOSE: lambda data, text: acts.Close(
        text=text,
        outcome=_read_outcome(data),
        evidence=tuple(data.getlist("evidence")),
        ground=data.get("ground", ""),
    ),
    ActName.ACCEPT_RESULT: lambda _data, text: acts.AcceptResult(text=text),
    ActName.SEND_BACK: lambda _data, text: acts.SendBack(text=text),
    ActName.WITHDRAW: lambda _data, text: acts.Withdraw(text=text),
    ActName.LEAVE: lambda _data, text: acts.Leave(text=text),
    ActName.COMMENT: lambda _data, text: acts.Comment(text=text),
    ActName.ARBITRATE: lambda data, text: acts.Arbitrate(
        text=text,
        accepting=_number(data.get("accepting", ""), "accepting"),
        handling=_number(data.get("handling", ""), "handling"),
        source=data.get("source", ""),
        clause=data.get("clause", ""),
        problem=data.get("problem", ""),
    ),
    ActName.RECORD_REVISIT: _read_revisit,
}
HUMAN_ACTS = frozenset(_READERS)
"""Acts a person may ask for by a form; the others belong to the system."""

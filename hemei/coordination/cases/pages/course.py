"""The course of a case on screen, from its recorded events, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from hemei.coordination.cases.rules.likeness import ASKED
from hemei.coordination.cases.rules.looks import LOOK_TEXTS, Look
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.coordination.cases.rules.papers import (
    PAPER_EVENTS,
    PAPER_TEXTS,
    SERVICE_TEXTS,
    PaperKind,
    Service,
)
from hemei.coordination.cases.rules.visits import FINDING_TEXTS, VISIT_EVENTS, Finding
from hemei.coordination.cases.rules.words import (
    ACT_TEXTS,
    EVENT_TYPES,
    FOUND_TEXTS,
    LOOKED,
    OTHER_EVENTS,
    OUTCOME_TEXTS,
    PAUSE_TEXTS,
    ActName,
    Found,
    Outcome,
    PauseReason,
)
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.decision import mark
from hemei.ui.clauses import item_address
from hemei.ui.words import listing, local_time, public_clause, say

if TYPE_CHECKING:
    from hemei.coordination.cases.queries import CasePage
    from hemei.coordination.cases.rules.law import Law
    from hemei.ground.records.queries import EventRow

from hemei.coordination.cases.pages.faces import coded, kind_name, law_title, limit_words, step_name

_ACTS: dict[str, ActName] = {event: act for act, event in EVENT_TYPES.items()}
_EVENT_TONES: dict[ActName, str] = {
    ActName.REPORT: "quiet", ActName.COMMENT: "quiet", ActName.RECOMPUTE: "quiet", ActName.PAUSE: "quiet",
    ActName.RESUME: "quiet", ActName.ESCALATE: "bad", ActName.SUPERVISE: "warn", ActName.RETURN_WHISTLE: "warn",
    ActName.SEND_BACK: "bad", ActName.REFUSE: "bad", ActName.FALL: "warn", ActName.EXTEND: "warn",
    ActName.ASK_EXTENSION: "warn", ActName.DECLINE_EXTENSION: "warn", ActName.REMIND: "warn",
    ActName.ACCEPT_RESULT: "good", ActName.CLOSE: "good", ActName.ARBITRATE: "warn",
    ActName.DRAW_REVISIT: "quiet", ActName.REOPEN: "bad", ActName.LEAVE: "quiet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of the course."""

    event: int
    at: datetime
    title: str
    by: str
    tone: str = ""
    lines: Sequence[str] = ()
    clauses: Sequence[tuple[str, str]] = ()
    photos: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Names an event's ids and codes stand for; what is missing is left out, never guessed."""

    law: Law
    bodies: Mapping[int, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    laws: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


def course(page: CasePage, names: Names) -> list[Entry]:
    """Return the course of a case from its recorded events, newest first."""
    return [_entry(page, event, names) for event in reversed(page.events)]


def _entry(page: CasePage, event: EventRow, names: Names) -> Entry:
    act = _ACTS.get(event.type)
    text = page.text_of(event) if act is not ActName.REPORT else ""
    return Entry(
        event=event.id,
        at=event.at,
        title=_title(act, event),
        by=_by(event.actor, names),
        tone=tone_of(act) if act else "quiet",
        lines=[*_about_lines(event.data.get("about", {}), names), *([text] if text else [])],
        clauses=_clauses(event.standards, names),
        photos=photos(page, event) if act is not ActName.REPORT else (),
    )


def _title(act: ActName | None, event: EventRow) -> str:
    if event.type == LOOKED:
        field = str(event.data["field"])
        return say(mark("查看了{field}"), {"field": say(people.FIELD_NAMES.get(field, field))})
    if act is None:
        own = {**PAPER_EVENTS, **VISIT_EVENTS, **OTHER_EVENTS}
        return say(own.get(event.type) or records.event_names().get(event.type, event.type))
    return title_of(act, refusing="refusing" in event.data.get("about", {}))


def title_of(act: ActName, *, refusing: bool) -> str:
    """Return what an act is called in the course of a case."""
    return say(_REFUSED if refusing else ACT_TEXTS[act])


def tone_of(act: ActName) -> str:
    """Return in which tone it stands there."""
    return _EVENT_TONES.get(act, "")


def photos(page: CasePage, event: EventRow) -> list[dict[str, str]]:
    """Return the pictures that came with an event; whoever checks reads what deserves a look about them."""
    role = page.viewer.actor.role
    may_look = people.may(role, people.Act.UNMASK).allowed
    said = event.data.get("about", {}).get("looks", {}) if role in _CHECKING else {}
    return [
        _photo(page.number, file, count, may_look=may_look)
        | {"note": listing(say(LOOK_TEXTS[Look(look)]) for look in said.get(str(file.id), ()))}
        for count, file in enumerate(page.files_of(event), 1)
    ]


_CHECKING = ROLES[Who.HOME] | ROLES[Who.SUPERIOR]
"""Who checks results and closings: the home bodies and those above."""


def _photo(number: str, file: Any, count: int, *, may_look: bool) -> dict[str, str]:
    address = reverse("cases:photo", args=[number, file.id])
    shown = {
        "address": address,
        "small": f"{address}?small",
        "words": say(mark("照片 {count}"), {"count": count}),
    }
    if may_look:
        shown["more"] = reverse("cases:capture", args=[number, file.id]) if file.evidence_id else ""
        shown["more_words"] = say(mark("拍摄时间和地点") if file.evidence_id else mark("没有拍摄信息"))
    return shown


def _by(actor: Mapping[str, Any], names: Names) -> str:
    role = names.roles.get(str(actor.get("role")), "")
    body = names.bodies.get(actor.get("body") or 0, "")
    return " ".join(part for part in (body, role) if part)


def _about_lines(about: Mapping[str, Any], names: Names) -> list[str]:
    lines = []
    for key, words in _ABOUT.items():
        value = about.get(key)
        if isinstance(value, bool):
            lines += [say(_MEANT[key])] if value and key in _MEANT else []
        elif value not in (None, "", []):
            if key == "from" and isinstance(value, int):
                lines.append(say(_HOME_BEFORE, {"value": names.bodies.get(value, str(value))}))
            elif key == "lead" and isinstance(value, str):
                lines.append(say(_LEAD_BY_LINE, {"value": _spoken(key, value, names)}))
            elif key == "body" and about.get("refusing"):
                lines.append(say(_REFUSER, {"value": names.bodies.get(value, str(value))}))
            else:
                lines.append(say(words, {"value": _spoken(key, value, names)}))
    return lines


_MEANT = {ASKED: mark("上报人看过相似的案件，说不是同一件")}
"""What a yes means; any other yes or no says nothing that a reader needs. Of an extension `asked` is a body."""
_REFUSED = mark("拒不报到，报告上级")
_HOME_BEFORE, _REFUSER = mark("原责任单位：{value}"), mark("被吹哨单位：{value}")
_LEAD_BY_LINE = mark("退单单位认为应由：{value}")
_ABOUT: dict[str, str] = {
    "lead": mark("牵头：{value}"), "joints": mark("配合：{value}"), "company": mark("交给：{value}"),
    "outcome": mark("结果：{value}"), "evidence": mark("证明材料：{value}"), "ground": mark("理由：{value}"),
    "reason": mark("原因：{value}"), "line": mark("应由这一条负责：{value}"), "from": mark("原类别：{value}"),
    "by": mark("延长：{value}"), "asked": mark("请求批准：{value}"), "body": mark("超时单位：{value}"),
    "refusing": mark("认定：{value}"), "to": mark("告知：{value}"), "rule": mark("依据：{value}"),
    "duty": mark("责任：{value}"), "ladder": mark("督办原因：{value}"), "supervisor": mark("督办单位：{value}"),
    "supervised": mark("被督办单位：{value}"), "reminded": mark("催办对象：{value}"), "count": mark("第{value}次"),
    "found": mark("复查结果：{value}"), "solver": mark("办结依据由其反馈：{value}"),
    "stage": mark("阶段：{value}"), "accepting": mark("裁定受理：{value}"), "handling": mark("裁定办理：{value}"),
    "source": mark("裁定依据：{value}"), "clause": mark("条款：{value}"),
    "visit": mark("第{value}次联合执法"), "meets": mark("集合时间：{value}"), "bodies": mark("参加单位：{value}"),
    "absent": mark("没有到的单位：{value}"), "minutes": mark("晚到{value}分钟"),
    "resumes": mark("恢复时间：{value}"), "granted": mark("准予暂停：{value}"),
    "finding": mark("检查结果：{value}"), "until": mark("办完日期：{value}"),
    "paper": mark("{value}"), "number": mark("编号：{value}"), "service": mark("送达方式：{value}"),
    "served_on": mark("送达日期：{value}"), "sha256": mark("指纹：{value}"),
    "order": mark("来源系统的工单：{value}"),
    "earlier": mark("并入：{value}"), "joined": mark("并入的案件：{value}"),
    "into": mark("告知的是{value}的结果"), "apart": mark("与{value}不是同一件"),
    "following": mark("还有{value}人跟着办，继续办理"),
    "unlisted": mark("职责清单里没有{value}这一类单位，没有提出修改建议"),
    "again": mark("曾收到本案、期限续算的：{value}"), "rework": mark("已反馈过结果、按重新办理算的：{value}"),
    "spent": mark("已多次反馈结果、不能再派的：{value}"),
    "proposed": mark("建议写入职责清单，由{value}牵头"), "departs": mark("改变第{value}次裁定"),
}  # fmt: skip


def _spoken(key: str, value: Any, names: Names) -> str:
    if isinstance(value, list):
        return listing(_spoken(key, item, names) for item in value)
    if isinstance(value, int) and key in {"visit", "count", "minutes", "following"}:
        return str(value)
    if isinstance(value, int):
        return names.bodies.get(value, str(value))
    speakers: dict[str, Callable[[], str]] = {
        "outcome": lambda: say(OUTCOME_TEXTS[Outcome(value)]),
        "reason": lambda: say(PAUSE_TEXTS[PauseReason(value)]),
        "found": lambda: say(FOUND_TEXTS[Found(value)]),
        "evidence": lambda: names.evidence.get(value, value),
        "ground": lambda: coded(names.law.acts.refusal, value),
        "refusing": lambda: coded(names.law.ladders.refusing, value),
        "ladder": lambda: coded(names.law.ladders.supervision, value),
        "rule": lambda: coded(names.law.acts.return_rule, value),
        "duty": lambda: coded(names.law.acts.duty, value),
        "stage": lambda: step_name(names.law, value),
        "line": lambda: kind_name(names.law, value),
        "from": lambda: kind_name(names.law, value),
        "lead": lambda: names.law.departments.get(value, value),
        "proposed": lambda: names.law.departments.get(value, value),
        "source": lambda: law_title(names.law.sources[value]) if value in names.law.sources else value,
        "by": lambda: limit_words(value),
        "resumes": lambda: local_time(datetime.fromisoformat(value)),
        "paper": lambda: say(PAPER_TEXTS[PaperKind(value)]),
        "finding": lambda: say(FINDING_TEXTS[Finding(value)]),
        "service": lambda: say(SERVICE_TEXTS[Service(value)]),
    }
    return speakers[key]() if key in speakers else str(value)


def _clauses(standards: Iterable[Mapping[str, Any]], names: Names) -> list[tuple[str, str]]:
    """Return the laws an event stood on, each with the item that cites it; designs of the city's own stand there."""
    found: dict[tuple[str, str], None] = {}
    for item in standards:
        law = names.laws.get((item["standard"], item["item"], item["clause"]))
        if law is not None and item["clause"]:
            address = item_address(records.jurisdiction_of(item["standard"], item["day"]), item)
            found[_clause(law, item["clause"], item["basis"]), address] = None
    return list(found)


def _clause(law: str, clause: str, basis: str) -> str:
    """Return a clause as it is cited; another city's is a guide here and says so."""
    cited = f"{law}{public_clause(clause)}"
    return say(mark("{clause}（参照）"), {"clause": cited}) if basis == "design" else cited

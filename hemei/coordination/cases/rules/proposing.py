"""A line for the responsibility list, proposed from a ruling: what it says, who may issue it, as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.standards import ServiceClass
from hemei.coordination.cases.rules.words import ProposalState
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, Refused, mark

OWNER = "县区住宅小区综合治理牵头部门"
LONGEST_NAME, LONGEST_ENGLISH, LONGEST_WORDS, MOST_WORDS = 30, 80, 20, 12
REVIEWERS = frozenset({Role.CITY_BUREAU})
READERS = REVIEWERS | {
    Role.COUNTY_COORDINATOR,
    Role.STREET_CLERK,
    Role.COMMUNITY_CLERK,
    Role.COMMUNITY_SECRETARY,
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a proposed line would say; `others` are the departments that returned the case."""

    name: str
    name_en: str
    words: tuple[str, ...]
    lead: str
    joint: tuple[str, ...]
    service_class: str
    evidence: tuple[str, ...]
    others: str
    source: str
    clause: str
    why: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Line:
        """Read a stored line."""
        many = {"words", "joint", "evidence"}
        values: dict[str, Any] = {key: tuple(value) if key in many else value for key, value in data.items()}
        return cls(**values)

    @property
    def data(self) -> dict[str, Any]:
        """The line as it is stored."""
        values = {key: getattr(self, key) for key in self.__slots__}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def may_review(role: Role, state: ProposalState) -> Decision:
    """Whether a role may change, issue or decline a proposal that stands so."""
    if role not in REVIEWERS:
        return Decision.no(
            Reason(mark("职责清单的建议由市级主管部门审定"), remedy=mark("请等待审定结果"), code="role")
        )
    if state is not ProposalState.OPEN:
        return Decision.no(Reason(mark("这条建议已经审定过"), code="answered"))
    return Decision.yes()


def check_line(line: Line, law: Law) -> None:
    """Refuse a line the list could not hold, or that it holds already by this name."""
    _check_words(line)
    if any(other.name == line.name for other in law.lines.values()):
        raise _no(mark("清单里已经有“{name}”，请写出与它的不同"), "name", name=line.name)
    english = one_english(line.name_en)
    if any(one_english(other.name_en) == english for other in law.lines.values()):
        raise _no(mark("清单里已经有英文名称“{name}”，请写出与它的不同"), "name_en", name=line.name_en)
    if line.lead not in law.departments:
        raise _no(mark("请选择牵头单位"), "lead")
    if any(code not in law.departments or code == line.lead for code in line.joint):
        raise _no(mark("配合单位要在清单的单位里，不能与牵头单位相同"), "joint")
    if line.service_class not in get_args(ServiceClass):
        raise _no(mark("请选择时限类别"), "service_class")
    if not line.evidence or any(code not in law.evidence for code in line.evidence):
        raise _no(mark("请选择办结要交的证明材料"), "evidence")


def one_english(name: str) -> str:
    """Return an English name as two are held against each other: no capitals, one space between words."""
    return " ".join(name.casefold().split())


def check_lines(lines: Sequence[Line], law: Law) -> None:
    """Refuse lines to be issued together that do not each fit, or that are called the same; says of which it is."""
    for line in lines:
        try:
            check_line(line, law)
        except Refused as refused:
            which = Reason(
                mark("建议“{name}”还不能写入清单"),
                {"name": line.name},
                remedy=mark("请打开这条建议，改好再发布"),
                field="chosen",
                code="unready",
            )
            raise Refused(Decision.no(which, *refused.decision.reasons)) from refused
    if len({line.name for line in lines}) != len(lines):
        raise Refused.because(mark("两条建议的问题名称相同"), field="chosen", code="same_name")
    if len({one_english(line.name_en) for line in lines}) != len(lines):
        raise Refused.because(mark("两条建议的英文名称相同"), field="chosen", code="same_english")


def _check_words(line: Line) -> None:
    if not 0 < len(line.name) <= LONGEST_NAME or not line.name.isprintable():
        raise _no(mark("请填写问题名称，最多{most}个字"), "name", most=LONGEST_NAME)
    if not 0 < len(line.name_en) <= LONGEST_ENGLISH or not line.name_en.isascii():
        raise _no(mark("请填写英文名称，最多{most}个字母"), "name_en", most=LONGEST_ENGLISH)
    if not 0 < len(line.words) <= MOST_WORDS:
        raise _no(mark("请写居民平时的说法，1到{most}个"), "words", most=MOST_WORDS)
    if any(len(words) > LONGEST_WORDS or not words.isprintable() for words in line.words):
        raise _no(mark("每个说法最多{most}个字"), "words", most=LONGEST_WORDS)


def _no(words: str, field: str, **values: str | int) -> Refused:
    shown: dict[str, Any] = {**values}
    return Refused.because(words, field=field, code=field, **shown)


def with_lines(toml: str, lines: Iterable[Line], law: Law) -> tuple[str, list[str]]:
    """Return the text of the list with these lines at its end, and their codes; nothing else is touched."""
    number = max((line.number for line in law.lines.values()), default=0)
    codes: list[str] = []
    blocks = [toml.rstrip("\n")]
    for line in lines:
        number += 1
        code = _free_code(law, codes, number)
        codes.append(code)
        blocks.append(_block(line, code, number))
    return "\n\n".join(blocks) + "\n", codes


def _free_code(law: Law, taken: Iterable[str], number: int) -> str:
    code = f"ruled_{number}"
    while code in law.lines or code in taken:
        code += "_more"
    return code


def _block(line: Line, code: str, number: int) -> str:
    reason: dict[str, Any] = {"basis": "design", "owner": OWNER, "reason": line.why}
    cited = reason
    if line.source:
        # The arbiter cited it; nobody held the text against it when the line was made.
        cited = {"basis": "law", "document": line.source, "clause": line.clause, "verify": True}
    rows = {
        "code": code,
        "number": number,
        "name": line.name,
        "name_en": line.name_en,
        "words": list(line.words),
        "lead": line.lead,
        "joint": list(line.joint),
        "service_class": line.service_class,
        "evidence": list(line.evidence),
        "legal": [cited],
    }
    choice = {"others": line.others, **reason}
    told = "\n".join(f"{key} = {_toml(value)}" for key, value in rows.items())
    chosen = "\n".join(f"{key} = {_toml(value)}" for key, value in choice.items())
    return f"[[problem]]\n{told}\n\n[problem.lead_choice]\n{chosen}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(re.sub(r"[\x00-\x1f\x7f]", " ", str(value)), ensure_ascii=False)

"""What holds for policy documents: when they are in force, who may do what, which duties a clause makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.figures import Verdict
from hemei.kernel.limits import Limit
from hemei.kernel.periods import Repeat
from hemei.kernel.standards import Head, Misfit, Warrant

Kind = Literal["opinion", "supporting", "notice", "plan", "standard"]
KIND_TEXTS: dict[str, str] = {
    "opinion": mark("意见"),
    "supporting": mark("配套文件"),
    "notice": mark("通知"),
    "plan": mark("方案"),
    "standard": mark("标准"),
}
FIRST_YEAR = 1949


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause of a shipped document, in the words of the source."""

    code: str
    text: str
    warrant: Warrant
    number: str = ""


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """A document as the source gives it; what the source does not give stays empty."""

    code: str
    kind: Kind
    warrant: Warrant
    title: str = ""
    number: str = ""
    issuer: str = ""
    supports: str = ""
    year: int | None = None
    issued: date | None = None
    until: date | None = None
    first_topic: bool = False
    secretary_project: bool = False
    passage: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyDocuments:
    """`policy-documents`: the documents of a city, as its sources give them."""

    head: Head
    document: tuple[DocumentItem, ...]

    def __post_init__(self) -> None:
        codes = {row.code for row in self.document}
        for place, row in enumerate(self.document):
            if row.supports and row.supports not in codes:
                raise Misfit(f'"{row.supports}" is no document of this list', "document", place, "supports")
            if row.kind == "supporting" and not row.supports:
                raise Misfit("a supporting document names what it supports", "document", place, "kind")


STANDARDS: dict[str, type] = {"policy-documents": PolicyDocuments}


@dataclass(frozen=True, slots=True)
class Force:
    """What is known of when a document holds. Without a day the year counts; without a year nothing is known."""

    year: int | None = None
    since: date | None = None
    until: date | None = None


FORCE_TEXTS: dict[str, str] = {
    "ended": mark("已于{day}失效。"),
    "since": mark("自{day}起施行。"),
    "later": mark("{day}才施行。"),
    "unknown": mark("来源未给出印发的年份和日期。"),
    "year": mark("{year}年印发，来源未给出日期；没有废止的记录。"),
    "before": mark("{year}年才印发。"),
    "within": mark("{year}年印发，来源未给出日期，当日是否施行无法证明。"),
}


def force_on(force: Force, day: date) -> tuple[Verdict, Reason]:
    """Whether a document is in force on a day; of a year without a day only the years after it are certain."""
    if force.until is not None and day >= force.until:
        return Verdict.NO, Reason(FORCE_TEXTS["ended"], {"day": force.until.isoformat()})
    if force.since is not None:
        begun = {"day": force.since.isoformat()}
        if day >= force.since:
            return Verdict.YES, Reason(FORCE_TEXTS["since"], begun)
        return Verdict.NO, Reason(FORCE_TEXTS["later"], begun)
    return _by_year(force.year, day)


def _by_year(year: int | None, day: date) -> tuple[Verdict, Reason]:
    if year is None:
        return Verdict.NOT_PROVABLE, Reason(FORCE_TEXTS["unknown"])
    said = {"year": str(year)}
    if day.year > year:
        return Verdict.YES, Reason(FORCE_TEXTS["year"], said)
    if day.year < year:
        return Verdict.NO, Reason(FORCE_TEXTS["before"], said)
    return Verdict.NOT_PROVABLE, Reason(FORCE_TEXTS["within"], said)


def may_stand(force: Force, today: date) -> Decision:
    """Whether the days of a document can be true."""
    days = [day for day in (force.since, force.until) if day is not None]
    years = [day.year for day in days] + ([force.year] if force.year is not None else [])
    for year in years:
        if not FIRST_YEAR <= year <= today.year + 50:
            return Decision.no(
                Reason(mark("年份{year}不合理"), {"year": str(year)}, mark("请核对年份"), "since", "year")
            )
    if force.since and force.until and force.until <= force.since:
        return Decision.no(
            Reason(
                mark("失效日期不晚于施行日期"), remedy=mark("请核对两个日期"), field="until", code="period"
            )
        )
    return Decision.yes()


class Act(StrEnum):
    """What can be done to a document."""

    SEE = "see"
    RECORD = "record"
    ADD_CLAUSE = "add_clause"
    END = "end"
    DEMAND = "demand"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看政策文件"),
    Act.RECORD: mark("登记政策文件"),
    Act.ADD_CLAUSE: mark("录入条款"),
    Act.END: mark("登记失效"),
    Act.DEMAND: mark("按条款布置任务"),
}
_STAFF = frozenset(Role) - {Role.PUBLIC}
_BUREAU = frozenset({Role.CITY_BUREAU, Role.SYSTEM})
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _STAFF,
    Act.RECORD: _BUREAU,
    Act.ADD_CLAUSE: _BUREAU,
    Act.END: _BUREAU,
    Act.DEMAND: _BUREAU | {Role.COUNTY_COORDINATOR, Role.STREET_CLERK},
}


def may(role: Role, act: Act, *, ended: bool = False) -> Decision:
    """Whether a role may do this; what is no longer in force is only read."""
    if role not in MAY[act]:
        return Decision.no(
            Reason(
                mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, mark("请由市级主管部门办理"), code="role"
            )
        )
    if ended and act not in {Act.SEE, Act.RECORD}:
        return Decision.no(
            Reason(
                mark("文件已经失效，不能{act}"), {"act": ACT_TEXTS[act]}, mark("请登记新文件"), code="ended"
            )
        )
    return Decision.yes()


@dataclass(frozen=True, slots=True)
class Demand:
    """What a clause demands: what, from bodies of which kind, how long after it is set, how often."""

    title: str
    addressee: str
    limit: Limit
    repeat: Repeat
    photo_needed: bool

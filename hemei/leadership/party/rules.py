"""What holds for Party organisations: the graph, the lists, who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant


class Form(StrEnum):
    """What an organisation is."""

    WORK_COMMITTEE = "work_committee"
    LEADING_GROUP = "leading_group"
    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    GROUP = "group"


FORM_TEXTS: dict[Form, str] = {
    Form.WORK_COMMITTEE: mark("工委"),
    Form.LEADING_GROUP: mark("党组"),
    Form.COMMITTEE: mark("党委"),
    Form.GENERAL_BRANCH: mark("党总支"),
    Form.BRANCH: mark("党支部"),
    Form.GROUP: mark("党小组"),
}


class Level(StrEnum):
    """Where an organisation stands; the industry committee has a list of its own."""

    CITY = "city"
    INDUSTRY = "industry_committee"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"
    COMPANY = "company"
    ESTATE = "estate"
    BUILDING = "building"


LEVEL_TEXTS: dict[Level, str] = {
    Level.CITY: mark("市级"),
    Level.INDUSTRY: mark("市物业行业党委"),
    Level.COUNTY: mark("区县"),
    Level.STREET: mark("街道（乡镇）"),
    Level.COMMUNITY: mark("社区"),
    Level.COMPANY: mark("物业服务企业"),
    Level.ESTATE: mark("小区"),
    Level.BUILDING: mark("楼栋"),
}


class RelationKind(StrEnum):
    """How one organisation stands above another. Leading may be shared; guiding gives no orders."""

    LEADS = "leads"
    GUIDES = "guides"


RELATION_TEXTS: dict[RelationKind, str] = {
    RelationKind.LEADS: mark("领导"),
    RelationKind.GUIDES: mark("指导"),
}


class Coverage(StrEnum):
    """How an estate is covered: by an organisation, or by work that is brought to it."""

    ORGANISATION = "organisation"
    WORK = "work"


COVERAGE_TEXTS: dict[Coverage, str] = {
    Coverage.ORGANISATION: mark("组织覆盖"),
    Coverage.WORK: mark("工作覆盖"),
}


class Part(StrEnum):
    """The four parts of the leadership system of comprehensive estate governance."""

    LEADS = "party_leads"
    RESPONSIBLE = "government_responsible"
    JOINS = "department_joins"
    TAKES_PART = "party_takes_part"


PART_TEXTS: dict[Part, str] = {
    Part.LEADS: mark("党委领导"),
    Part.RESPONSIBLE: mark("政府负责"),
    Part.JOINS: mark("部门协同"),
    Part.TAKES_PART: mark("多方参与"),
}


# --- the documents --------------------------------------------------------------------------------
Repeat = Literal["once", "yearly", "quarterly", "monthly"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a responsibility list."""

    code: str
    number: int
    name: str
    name_en: str
    limit: Limit
    repeat: Repeat
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ListLevel:
    """The list of one level; where its source gives a number of lines, there are so many."""

    code: str
    name: str
    name_en: str
    warrant: Warrant
    line: tuple[Line, ...]
    count: int | None = None

    def __post_init__(self) -> None:
        if self.code not in set(Level):
            raise Misfit(f'"{self.code}" is no level of Party organisations', "code")
        if self.count is not None and len(self.line) != self.count:
            raise Misfit(f"the source gives {self.count} lines, here are {len(self.line)}", "count")

    def of(self, code: str) -> Line | None:
        """Return the line of this code."""
        return next((line for line in self.line if line.code == code), None)


@dataclass(frozen=True, slots=True)
class PartyResponsibilities:
    """`party-responsibilities`: the responsibility lists, level by level."""

    head: Head
    level: tuple[ListLevel, ...]

    def of(self, level: str) -> ListLevel | None:
        """Return the list of a level."""
        return next((found for found in self.level if found.code == level), None)


@dataclass(frozen=True, slots=True)
class NamedOrganisation:
    """An organisation that the city's source names."""

    code: str
    name: str
    short_name: str
    form: Literal["work_committee", "leading_group", "committee", "general_branch", "branch", "group"]
    level: Literal["city"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class NamedRelation:
    """Who leads or guides whom, as the source says."""

    code: str
    above: str
    below: str
    kind: Literal["leads", "guides"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PartyStructure:
    """`party-structure`: the organisations above the lists, and how they stand to each other."""

    head: Head
    organisation: tuple[NamedOrganisation, ...]
    relation: tuple[NamedRelation, ...]

    def __post_init__(self) -> None:
        codes = {row.code for row in self.organisation}
        for place, row in enumerate(self.relation):
            for end in ("above", "below"):
                if getattr(row, end) not in codes:
                    raise Misfit(f'"{getattr(row, end)}" is no organisation here', "relation", place, end)


STANDARDS: dict[str, type] = {
    "party-responsibilities": PartyResponsibilities,
    "party-structure": PartyStructure,
}
INDUSTRY_CODE = "industry"
"""The code of the industry committee in `party-structure`; it has the list of its own level."""


# --- the graph ------------------------------------------------------------------------------------
Pair = tuple[int, int]
"""Who stands above, who below."""


def may_relate(above: int, below: int, leading: Iterable[Pair], kind: RelationKind) -> Decision:
    """Whether a relation may be added: never to oneself, and nobody leads, over however many steps, his leader."""
    if above == below:
        return Decision.no(Reason(mark("党组织不能领导或指导自己"), field="above", code="self"))
    if kind is RelationKind.LEADS and above in led_by(below, leading):
        return Decision.no(
            Reason(
                mark("它已经在对方的领导之下，不能反过来领导"),
                remedy=mark("请先结束原来的关系"),
                field="above",
                code="circle",
            )
        )
    return Decision.yes()


def led_by(organisation: int, leading: Iterable[Pair]) -> set[int]:
    """Return all that an organisation leads, directly or through others."""
    below: dict[int, list[int]] = {}
    for above, under in leading:
        below.setdefault(above, []).append(under)
    found: set[int] = set()
    waiting = [organisation]
    while waiting:
        for under in below.get(waiting.pop(), ()):
            if under not in found:
                found.add(under)
                waiting.append(under)
    return found


# --- who may do what ------------------------------------------------------------------------------
class Act(StrEnum):
    """What can be done on the Party side."""

    SEE = "see"
    RELATE = "relate"
    COVER = "cover"
    DEMAND = "demand"
    PLACE_PART = "place_part"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看党组织"),
    Act.RELATE: mark("登记领导和指导关系"),
    Act.COVER: mark("登记小区和楼栋的覆盖"),
    Act.DEMAND: mark("按责任清单布置任务"),
    Act.PLACE_PART: mark("登记领导体制"),
}
_BUREAU = frozenset({Role.CITY_BUREAU, Role.SYSTEM})
_ABOVE = _BUREAU | {Role.COUNTY_COORDINATOR, Role.STREET_CLERK}
_STAFF = _ABOVE | {
    Role.COMMUNITY_CLERK,
    Role.COMMUNITY_SECRETARY,
    Role.DEPARTMENT_CLERK,
    Role.COMPANY_MANAGER,
}
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _STAFF,
    Act.RELATE: _BUREAU | {Role.COUNTY_COORDINATOR},
    Act.COVER: _ABOVE | {Role.COMMUNITY_SECRETARY},
    Act.DEMAND: _BUREAU | {Role.COUNTY_COORDINATOR},
    Act.PLACE_PART: _ABOVE,
}


def may(role: Role, act: Act, *, covered: bool = True) -> Decision:
    """Whether a role may do this, and whether it lies within its places."""
    if role not in MAY[act]:
        return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))
    if not covered:
        return Decision.no(
            Reason(mark("不在您的管辖范围内，不能{act}"), {"act": ACT_TEXTS[act]}, code="place")
        )
    return Decision.yes()

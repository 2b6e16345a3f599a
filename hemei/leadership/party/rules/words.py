"""The words of the Party side: forms, levels, relations, coverage, the parts of the leadership system."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


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
    UNIT = "unit"
    ESTATE = "estate"
    BUILDING = "building"


LEVEL_TEXTS: dict[Level, str] = {
    Level.CITY: mark("市级"),
    Level.INDUSTRY: mark("市物业行业党委"),
    Level.COUNTY: mark("区县"),
    Level.STREET: mark("街道（乡镇）"),
    Level.COMMUNITY: mark("社区"),
    Level.COMPANY: mark("物业服务企业"),
    Level.UNIT: mark("机关和企事业单位"),
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

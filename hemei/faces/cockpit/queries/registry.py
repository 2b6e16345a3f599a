"""The figures there are: the words of each, the standard it rests on, and where its subjects come from.

A chapter that has subjects for a figure brings a relation (or, where they are few, a list) in its queries
and is tied to the figure here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hemei.community.committees import queries as committees
from hemei.community.deliberation import queries as deliberation
from hemei.coordination.boards import queries as boards
from hemei.coordination.cases import queries as cases
from hemei.coordination.offices import queries as offices
from hemei.coordination.patrols import queries as patrols
from hemei.faces.cockpit.rules import FigureItem, FiguresDocument
from hemei.ground.companies import queries as companies
from hemei.ground.places.queries import STREET_KINDS, TOWN_KINDS
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark
from hemei.kernel.figures import Better, Figure, Measure, Relation, Span, Subject, Unit
from hemei.kernel.standards import NoStandard, Standards
from hemei.leadership.party import queries as party
from hemei.leadership.policy import queries as policy
from hemei.oversight.honours import queries as honours
from hemei.oversight.mediation import queries as mediation
from hemei.oversight.mediation.queries import Size

Listing = Callable[[Actor, date], Iterable[Subject]]
"""All subjects of a figure on a day in the actor's places, for figures whose subjects are few."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure with what the city says of it and where its subjects come from."""

    figure: Figure
    item: FigureItem
    source: Relation | Listing


@dataclass(frozen=True, slots=True)
class _Words:
    """What a figure is called, what it counts and of what."""

    name: str
    counts: str
    of: str = ""
    unit: Unit = Unit.SHARE
    better: Better = Better.UP
    span: Span = Span.DAY
    measure: Measure = Measure.NUMBER
    survey: bool = False


_MANAGED = mark("当日以计入覆盖的模式管理的住宅小区")
_BY_MODE: dict[str, companies.Mode] = {
    f"{code}{letter}": mode
    for code in ("F10", "F11")
    for letter, mode in (
        ("b", companies.Mode.MARKET),
        ("c", companies.Mode.PACKAGED),
        ("d", companies.Mode.COMMUNITY),
        ("e", companies.Mode.MIXED),
    )
}
"""The figures of coverage opened by the mode in which estates are managed."""
_ALL_ESTATES, _LARGE_ESTATES = mark("全部住宅小区"), mark("建筑面积2万平方米以上的住宅小区")
_ENDED, _ENDED_SMALL = mark("近12个月结束的纠纷"), mark("近12个月结束的小纠纷")
_ENDED_GENERAL, _ENDED_MAJOR = mark("近12个月结束的一般纠纷"), mark("近12个月结束的重大纠纷")
_MET = mark("在时限内完成的")


_DEDICATED = mark("当日设有物业管理专职部门的")

WORDS: dict[str, _Words] = {
    "F1": _Words(
        mark("施行中的配套文件"), mark("可以证明当日施行的配套文件"), mark("全部配套文件"), unit=Unit.COUNT
    ),
    "F2": _Words(
        mark("市物业行业党委责任清单的项数"), mark("当日清单上的项"), mark("当日清单上的项"), unit=Unit.COUNT
    ),
    "F3": _Words(
        mark("建立三位一体机制的城市社区"),
        mark("当日登记了机制、由社区党组织牵头的"),
        mark("全部城市社区"),
        unit=Unit.COUNT,
    ),
    "F3a": _Words(
        mark("三位一体机制有效运作率"), mark("近12个月有效运作的"), mark("当日登记了机制的城市社区")
    ),
    "F4": _Words(
        mark("新成立和换届的业委会"),
        mark("最近一次选举在统计起始日以后、已经备案的业委会"),
        mark("全部业委会"),
        unit=Unit.COUNT,
    ),
    "F5": _Words(mark("党员过半的业委会"), mark("在任委员中党员达到一半的"), mark("新成立和换届的业委会")),
    "F6a": _Words(
        mark("三位一体机制典型"),
        mark("当日有效的典型机制，每个机制计一次"),
        mark("曾公布的机制典型"),
        unit=Unit.COUNT,
    ),
    "F6b": _Words(
        mark("业委会规范典型"),
        mark("当日有效的典型业委会，每个计一次"),
        mark("曾公布的业委会典型"),
        unit=Unit.COUNT,
    ),
    "F6c": _Words(
        mark("企业优质服务典型"),
        mark("当日有效的典型企业，每家计一次"),
        mark("曾公布的企业典型"),
        unit=Unit.COUNT,
    ),
    "F6d": _Words(
        mark("三类合一的典型小区"),
        mark("当日三类典型都在列的小区"),
        mark("有典型在列的小区"),
        unit=Unit.COUNT,
    ),
    "F13": _Words(mark("小区党组织覆盖率"), mark("当日有党组织覆盖的小区"), _ALL_ESTATES),
    "F13b": _Words(
        mark("物业企业党组织覆盖率"), mark("当日有党组织的物业服务企业"), mark("全部物业服务企业")
    ),
    "F7": _Words(mark("街道物业管理专职部门"), _DEDICATED, mark("全部街道和社区服务中心")),
    "F7a": _Words(mark("乡镇物业管理专职部门"), _DEDICATED, mark("全部乡镇")),
    "F8": _Words(mark("社区物业管理兼职人员"), mark("当日兼职人员数符合规定的"), mark("全部社区居委会")),
    "F10": _Words(mark("物业管理覆盖率（按小区数）"), _MANAGED, _ALL_ESTATES),
    "F10a": _Words(mark("物业管理覆盖率（按面积）"), _MANAGED, _ALL_ESTATES, measure=Measure.AREA_DM2),
    "F11": _Words(mark("2万平方米以上小区覆盖率（按小区数）"), _MANAGED, _LARGE_ESTATES),
    "F11a": _Words(
        mark("2万平方米以上小区覆盖率（按面积）"), _MANAGED, _LARGE_ESTATES, measure=Measure.AREA_DM2
    ),
    "F15": _Words(mark("公示牌准确率"), mark("当日有公示牌在挂、内容准确的"), _ALL_ESTATES),
    "F10b": _Words(mark("市场化选聘的小区占比"), mark("当日由市场化选聘的企业管理的"), _ALL_ESTATES),
    "F10c": _Words(mark("统一打包选聘的小区占比"), mark("当日由统一打包选聘的企业管理的"), _ALL_ESTATES),
    "F10d": _Words(mark("社区准物业化的小区占比"), mark("当日由社区准物业化管理的"), _ALL_ESTATES),
    "F10e": _Words(mark("“居委会+物业”的小区占比"), mark("当日由居委会和物业企业共同管理的"), _ALL_ESTATES),
    "F11b": _Words(
        mark("2万平方米以上小区中市场化选聘的占比"), mark("当日由市场化选聘的企业管理的"), _LARGE_ESTATES
    ),
    "F11c": _Words(
        mark("2万平方米以上小区中统一打包选聘的占比"), mark("当日由统一打包选聘的企业管理的"), _LARGE_ESTATES
    ),
    "F11d": _Words(
        mark("2万平方米以上小区中社区准物业化的占比"), mark("当日由社区准物业化管理的"), _LARGE_ESTATES
    ),
    "F11e": _Words(
        mark("2万平方米以上小区中“居委会+物业”的占比"),
        mark("当日由居委会和物业企业共同管理的"),
        _LARGE_ESTATES,
    ),
    "F9": _Words(
        mark("物业信访与上年同期比"),
        mark("近12个月登记的物业信访件，重复信访也逐件计"),
        mark("上年同期登记的物业信访件"),
        unit=Unit.CHANGE,
        better=Better.DOWN,
        span=Span.MONTHS,
    ),
    "F12": _Words(
        mark("纠纷在本级化解率"),
        mark("没有超出本级就化解的：小纠纷、一般纠纷不出社区，重大纠纷不出县区"),
        _ENDED,
        span=Span.MONTHS,
    ),
    "F12a": _Words(
        mark("小纠纷不出小区"), mark("在社区调解阶段化解的小纠纷"), _ENDED_SMALL, span=Span.MONTHS
    ),
    "F12b": _Words(
        mark("一般纠纷不出社区"), mark("在社区调解阶段化解的一般纠纷"), _ENDED_GENERAL, span=Span.MONTHS
    ),
    "F12c": _Words(
        mark("重大纠纷不出县区"), mark("没有超出县区就化解的重大纠纷"), _ENDED_MAJOR, span=Span.MONTHS
    ),
    "F14": _Words(
        mark("物业纠纷与上年同期比"),
        mark("近12个月申请调解的物业纠纷"),
        mark("上年同期申请调解的物业纠纷"),
        unit=Unit.CHANGE,
        better=Better.DOWN,
        span=Span.MONTHS,
    ),
    "C1": _Words(mark("按时受理率"), _MET, mark("近12个月到期或完成的受理时限"), span=Span.MONTHS),
    "C2": _Words(mark("按时报到率"), _MET, mark("近12个月到期或完成的报到时限"), span=Span.MONTHS),
    "C3": _Words(mark("按时办理率"), _MET, mark("近12个月到期或完成的办理时限"), span=Span.MONTHS),
    "C4": _Words(
        mark("一次解决率"),
        mark("第一轮就办成已解决、并得到上报人认可的案件"),
        mark("近12个月办结并结束的案件"),
        span=Span.MONTHS,
    ),
    "C5": _Words(
        mark("退单率"),
        mark("被派部门退回的派单"),
        mark("近12个月已反馈结果或退回的派单"),
        better=Better.DOWN,
        span=Span.MONTHS,
    ),
    "C6": _Words(
        mark("上报人认可率"),
        mark("认可结果的回答"),
        mark("近12个月问过上报人的"),
        span=Span.MONTHS,
        survey=True,
    ),
    "C7": _Words(mark("按时复查率"), _MET, mark("近12个月到期或完成的办结复查"), span=Span.MONTHS),
    "C8": _Words(
        mark("复查不属实率"),
        mark("复查发现不属实的办结"),
        mark("近12个月抽中并复查过的办结"),
        better=Better.DOWN,
        span=Span.MONTHS,
        survey=True,
    ),
    "C9": _Words(
        mark("反复发生率"),
        mark("同一小区不久前刚发生过同类问题的案件"),
        mark("近12个月结束的小区案件，不属于案件的不算"),
        better=Better.DOWN,
        span=Span.MONTHS,
    ),
    "C10": _Words(mark("按时裁定率"), _MET, mark("近12个月到期或完成的退单裁定时限"), span=Span.MONTHS),
    "C11": _Words(mark("督办按时答复率"), _MET, mark("近12个月到期或完成的督办答复时限"), span=Span.MONTHS),
    "C12": _Words(
        mark("没有结束的案件"),
        mark("当日结束时还没有结束的案件，待认可和不予受理、等上报人答复的也算，重新办理的再算"),
        unit=Unit.COUNT,
        better=Better.DOWN,
    ),
    "P1": _Words(
        mark("按时巡查率"),
        mark("当日走完、没有过期才收到的"),
        mark("近12个月走完或漏掉的网格巡查"),
        span=Span.MONTHS,
    ),
    "P2": _Words(
        mark("点位漏查率"),
        mark("没有人看、没能查看或过期才补看的点位"),
        mark("近12个月走完或漏掉的巡查里的点位"),
        better=Better.DOWN,
        span=Span.MONTHS,
    ),
}


def entries(day: date) -> tuple[Entry, ...]:
    """Return the figures of a day in their order; none where no document names any."""
    return _entries(records.standards(), day)


def entry_of(code: str, day: date) -> Entry | None:
    """Return one figure."""
    return next((entry for entry in entries(day) if entry.figure.id == code), None)


@lru_cache(maxsize=64)
def _entries(standards: Standards, day: date) -> tuple[Entry, ...]:
    try:
        document = standards.find("figures", FiguresDocument, on=day)
    except NoStandard:
        return ()
    found = ((code, words, document.of(code)) for code, words in WORDS.items())
    return tuple(
        Entry(_figure(code, words, item), item, _source(code, item, day))
        for code, words, item in found
        if item and _has_rules(code, standards, day)
    )


_RULES: dict[str, tuple[str, type]] = {
    "F3a": ("three-in-one", deliberation.ThreeInOne),
    "F8": ("street-structure", offices.StreetStructure),
    "F15": ("information-board", boards.InformationBoard),
    **dict.fromkeys(("F12", "F12a", "F12b", "F12c", "F14"), ("mediation-levels", mediation.MediationLevels)),
}
"""Figures that count by the numbers of another document."""


def _has_rules(code: str, standards: Standards, day: date) -> bool:
    """Whether the document that a figure counts by says anything on a day."""
    if code not in _RULES:
        return True
    try:
        standards.find(*_RULES[code], on=day)
    except NoStandard:
        return False
    return True


def _figure(code: str, words: _Words, item: FigureItem) -> Figure:
    return Figure(
        id=code,
        name=words.name,
        unit=words.unit,
        counts=words.counts,
        of=words.of,
        better=words.better,
        span=words.span,
        reference=item.warrant.reference,
        measure=words.measure,
        survey=words.survey,
    )


def _part_time_staff(day: date) -> Relation:
    staff = offices.structure_on(day).part_time_staff
    return offices.part_time_staff(staff.least, staff.most)


def _managed(measure: Measure, item: FigureItem, day: date) -> Relation:
    return companies.managed_estates(
        measure, covered=companies.counted_modes(day), area_at_least_dm2=item.area_at_least_dm2
    )


def _managed_in(mode: companies.Mode, item: FigureItem, day: date) -> Relation:
    """Return the estates with whether they are managed in a mode; one the city does not count counts nowhere."""
    return companies.managed_estates(
        Measure.NUMBER,
        covered=companies.counted_modes(day) & {mode},
        area_at_least_dm2=item.area_at_least_dm2,
    )


def _source(code: str, item: FigureItem, day: date) -> Relation | Listing:
    if code in _BY_MODE:
        return _managed_in(_BY_MODE[code], item, day)
    sources: dict[str, Callable[[], Relation | Listing]] = {
        "F1": lambda: policy.SUPPORTING_DOCUMENTS,
        "F2": party.responsibility_lines,
        "F4": lambda: committees.elected_committees(item.since or committees.FIRST_COUNTED),
        "F5": lambda: committees.party_halves(item.since or committees.FIRST_COUNTED),
        "F6a": lambda: honours.MECHANISMS,
        "F6b": lambda: honours.COMMITTEES,
        "F6c": lambda: honours.COMPANIES,
        "F6d": lambda: honours.TOGETHER,
        "F13": lambda: party.COVERED_ESTATES,
        "F13b": lambda: party.COVERED_COMPANIES,
        "F3": lambda: deliberation.REGISTERED,
        "F3a": lambda: deliberation.working_mechanisms(day),
        "F7": lambda: offices.dedicated_offices(STREET_KINDS),
        "F7a": lambda: offices.dedicated_offices(TOWN_KINDS),
        "F8": lambda: _part_time_staff(day),
        "F10": lambda: _managed(Measure.NUMBER, item, day),
        "F10a": lambda: _managed(Measure.AREA_DM2, item, day),
        "F11": lambda: _managed(Measure.NUMBER, item, day),
        "F11a": lambda: _managed(Measure.AREA_DM2, item, day),
        "F9": lambda: mediation.PETITIONS,
        "F12": lambda: mediation.ended_disputes(day),
        "F12a": lambda: mediation.ended_disputes(day, Size.SMALL),
        "F12b": lambda: mediation.ended_disputes(day, Size.GENERAL),
        "F12c": lambda: mediation.ended_disputes(day, Size.MAJOR),
        "F14": lambda: mediation.filed_disputes(day),
        "F15": lambda: boards.CURRENT_BOARDS,
        "C1": lambda: cases.clocks_in_time(cases.ClockKind.ACCEPT),
        "C2": lambda: cases.clocks_in_time(cases.ClockKind.ARRIVAL),
        "C3": lambda: cases.clocks_in_time(cases.ClockKind.HANDLING),
        "C4": lambda: cases.SOLVED_AT_ONCE,
        "C5": lambda: cases.RETURNED_WHISTLES,
        "C6": lambda: cases.CONTENT_REPORTERS,
        "C7": lambda: cases.clocks_in_time(cases.ClockKind.REVISIT),
        "C8": lambda: cases.FOUND_FALSE,
        "C9": lambda: cases.repeated(day),
        "C10": lambda: cases.clocks_in_time(cases.ClockKind.ARBITRATION),
        "C11": lambda: cases.clocks_in_time(cases.ClockKind.SUPERVISION),
        "C12": lambda: cases.OPEN_CASES,
        "P1": lambda: patrols.WALKED_ON_TIME,
        "P2": lambda: patrols.MISSED_POINTS,
    }
    return sources[code]()

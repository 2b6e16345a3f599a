"""The words of a line of credit: how far it is, where it comes from, and what is shown of it."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark
from hemei.oversight.credit.rules.standards import Conduct, Grade, Holder


class ClockKind(StrEnum):
    """What has to be decided in time; the kinds of the clocks of credit."""

    CONFIRMATION = "credit_confirmation"
    OBJECTION = "credit_objection"
    REPAIR = "credit_repair"


TODO_TEXTS: dict[ClockKind, str] = {
    ClockKind.CONFIRMATION: mark("请认定"),
    ClockKind.OBJECTION: mark("请决定异议"),
    ClockKind.REPAIR: mark("请决定信用修复"),
}


class LineState(StrEnum):
    """How far a line is; how a confirmed one stands on a day is `lines.Standing`."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


STATE_TEXTS: dict[LineState, str] = {
    LineState.PROPOSED: mark("待认定"),
    LineState.CONFIRMED: mark("已认定"),
    LineState.REFUSED: mark("不予认定"),
}
CONDUCT_TEXTS: dict[Conduct, str] = {
    "basic": mark("基本信息"),
    "good": mark("良好信息"),
    "bad": mark("不良信息"),
}
GRADE_TEXTS: dict[Grade, str] = {"minor": mark("轻微"), "general": mark("一般"), "serious": mark("严重")}
HOLDER_TEXTS: dict[Holder, str] = {"company": mark("物业企业"), "manager": mark("项目负责人")}


class Source(StrEnum):
    """What a line follows from.

    That somebody took or misused the fund or public revenue follows from no record of ours: the catalogue wants a
    penalty or a judgment for it. The list of risks says where to look and finds nobody guilty.
    """

    BY_HAND = "by_hand"
    BASIC_FILED = "credit.basic_filed"
    CASE_SENT_BACK = "cases.case_sent_back"
    CASE_ESCALATED = "cases.case_escalated"
    CASE_REOPENED = "cases.case_reopened"
    EXEMPLAR = "honours.exemplar_published"
    DEMONSTRATION = "honours.demonstration_awarded"
    ROUND = "assessment.round_published"
    PETITION = "mediation.petition_registered"
    PACKAGE = "renewal.package_contracted"
    PENALTY = "penalty"
    DISCLOSURE_MISSED = "disclosure.missed"
    CONTRACT_UNDECIDED = "ledgers.contract_undecided"


SOURCE_TEXTS: dict[Source, str] = {
    Source.BY_HAND: mark("主管部门登记"),
    Source.BASIC_FILED: mark("企业报送基本信息"),
    Source.CASE_SENT_BACK: mark("案件办结后被退回"),
    Source.CASE_ESCALATED: mark("投诉处理超期"),
    Source.CASE_REOPENED: mark("复查不属实"),
    Source.EXEMPLAR: mark("获评典型"),
    Source.DEMONSTRATION: mark("获评示范项目"),
    Source.ROUND: mark("考核结果公布"),
    Source.PETITION: mark("集体信访"),
    Source.PACKAGE: mark("接管打包的老旧小区"),
    Source.PENALTY: mark("其他部门的处罚"),
    Source.DISCLOSURE_MISSED: mark("应公开未公开"),
    Source.CONTRACT_UNDECIDED: mark("收益合同没有业主决定"),
}
ADJUSTMENT_TEXTS: dict[str, str] = {
    "bound": mark("同一行为合计不超过上限"),
    "highest_only": mark("同一事项由高到低取一"),
}

"""Load what a decision must know: the documents of a day."""

from __future__ import annotations

from datetime import date

from hemei.ground.records import queries as records
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import NoStandard
from hemei.oversight.mediation.rules.agreement_standards import AgreementRules
from hemei.oversight.mediation.rules.selfhelp import SelfHelp
from hemei.oversight.mediation.rules.standards import MediationLevels, MediationRules


def rules_on(day: date) -> MediationRules:
    """Return what holds for every mediation on a day."""
    return records.standards().find("mediation-rules", MediationRules, on=day)


def levels_on(day: date) -> MediationLevels:
    """Return the city's levels of a day; raises Refused in a city that has none."""
    try:
        return records.standards().find("mediation-levels", MediationLevels, on=day)
    except NoStandard:
        raise Refused.because(
            mark("本市还没有发布纠纷分级调处的标准"), remedy=mark("请由市级主管部门先发布"), code="standard"
        ) from None


def agreements_on(day: date) -> AgreementRules:
    """Return how agreements come about, are confirmed and kept on a day."""
    return records.standards().find("mediation-agreements", AgreementRules, on=day)


def self_help_on(day: date) -> SelfHelp:
    """Return the guide of a day to what one can do oneself."""
    return records.standards().find("self-help-disputes", SelfHelp, on=day)

"""One table: which role may do what with petitions and patterns. Where, is decided by the place."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class PetitionAct(StrEnum):
    """What can be done with a petition."""

    SEE = "see"
    SETTLE_REPEAT = "settle_repeat"
    LINK = "link"
    FILE_DISPUTE = "file_dispute"
    SEE_PATTERNS = "see_patterns"


PETITION_ACT_TEXTS: dict[PetitionAct, str] = {
    PetitionAct.SEE: mark("查看信访件"),
    PetitionAct.SETTLE_REPEAT: mark("确认是否重复信访"),
    PetitionAct.LINK: mark("关联案件"),
    PetitionAct.FILE_DISPUTE: mark("转入纠纷调解"),
    PetitionAct.SEE_PATTERNS: mark("查看共性问题"),
}
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_SYSTEM = frozenset({Role.SYSTEM})  # the first load of a city
MAY: dict[PetitionAct, frozenset[Role]] = {
    PetitionAct.SEE: _COMMUNITY | _ABOVE | _SYSTEM,
    PetitionAct.SETTLE_REPEAT: _COMMUNITY | _ABOVE | _SYSTEM,
    PetitionAct.LINK: _COMMUNITY | _ABOVE | _SYSTEM,
    # Those who may file a dispute at the desk: a county or the city leaves it to them.
    PetitionAct.FILE_DISPUTE: _COMMUNITY | frozenset({Role.STREET_CLERK}) | _SYSTEM,
    PetitionAct.SEE_PATTERNS: _COMMUNITY | _ABOVE | _SYSTEM,
}


def may_petition(role: Role, act: PetitionAct) -> Decision:
    """Whether a role may do this at all."""
    if role in MAY[act]:
        return Decision.yes()
    return Decision.no(Reason(mark("这个身份不能{act}"), {"act": PETITION_ACT_TEXTS[act]}, code="role"))

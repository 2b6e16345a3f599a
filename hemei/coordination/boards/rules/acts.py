"""One table: which role may do which act on boards. Where, is decided by the place; a company has its estates."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from hemei.coordination.boards.rules.words import Purpose
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.roles import role_may


class Act(StrEnum):
    """An act on boards."""

    SEE = "see"
    MAKE = "make"
    POST = "post"
    KEEP_PHONES = "keep_phones"


ACT_NAMES = {
    Act.SEE: mark("查看公示牌"),
    Act.MAKE: mark("制作公示牌"),
    Act.POST: mark("登记公示牌张贴"),
    Act.KEEP_PHONES: mark("登记服务电话"),
}

_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
# The first load of a city acts as the system; a company keeps the numbers at which its estates reach it.
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _COMMUNITY | _ABOVE | {Role.COMPANY_MANAGER},
    Act.MAKE: _COMMUNITY | _ABOVE | {Role.SYSTEM},
    Act.POST: _COMMUNITY | {Role.STREET_CLERK, Role.SYSTEM},
    Act.KEEP_PHONES: _COMMUNITY | _ABOVE | {Role.COMPANY_MANAGER, Role.SYSTEM},
}

LONGEST_NUMBER = 20
_NUMBER = re.compile(r"\+?[0-9](?:[0-9 -]{1,18})[0-9]")


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do an act at all."""
    return role_may(role, act, MAY, ACT_NAMES, mark("请由社区、街道或上级的工作人员办理。"))


def is_number(number: str, purpose: Purpose) -> Decision:
    """Whether a text can be a telephone number: digits, with spaces or hyphens between them."""
    if _NUMBER.fullmatch(number):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("“{number}”不是电话号码。"),
            {"number": number[:30]},
            mark("请填 3 到 20 位数字，中间可以有空格或短横。"),
            purpose.value,
            "number",
        )
    )


def may_post(*, made_on: date, posted_on: date, today: date, latest: bool) -> Decision:
    """Whether an edition may be said to hang since a day: the latest one, not before it was made, not ahead."""
    if not latest:
        return Decision.no(
            Reason(
                mark("这一版已经不是最新的。"),
                {},
                mark("请张贴最新一版；没有打印的，先打印。"),
                "edition",
                "older",
            )
        )
    if not made_on <= posted_on <= today:
        return Decision.no(
            Reason(
                mark("张贴日期 {day} 不在制作日 {made} 到今天之间。"),
                {"day": posted_on.isoformat(), "made": made_on.isoformat()},
                mark("请核对日期。"),
                "posted_on",
                "day",
            )
        )
    return Decision.yes()


def may_still_hang(*, hangs: bool, latest: bool) -> Decision:
    """Whether an edition may be found hanging against the record: an older one, which is not known to hang."""
    if hangs:
        return Decision.no(
            Reason(
                mark("登记的就是这一版，没有要更正的。"),
                {},
                mark("新版张贴以后，在这个小区的公示牌页面登记。"),
                "edition",
                "known",
            )
        )
    if latest:
        return Decision.no(
            Reason(
                mark("没有登记过这一版的张贴，没有要更正的。"),
                {},
                mark("现场挂着的，在这个小区的公示牌页面登记张贴日期。"),
                "edition",
                "never_hung",
            )
        )
    return Decision.yes()


EMERGENCY_FIRST: tuple[Purpose, ...] = (Purpose.EMERGENCY, Purpose.COMPLAINT, Purpose.SERVICE)
COMPLAINT_FIRST: tuple[Purpose, ...] = (Purpose.COMPLAINT, Purpose.SERVICE, Purpose.EMERGENCY)

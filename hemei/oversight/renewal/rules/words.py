"""The words of renewal: modes, who decides, why an estate is suddenly unmanaged."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class Mode(StrEnum):
    """The four modes the source text names for old estates; the values are those of `companies`."""

    MARKET = "market"
    PACKAGED = "packaged"
    COMMUNITY = "community"
    MIXED = "mixed"


MODE_TEXTS: dict[Mode, str] = {
    Mode.MARKET: mark("市场化选聘"),
    Mode.PACKAGED: mark("统一打包选聘"),
    Mode.COMMUNITY: mark("社区准物业化"),
    Mode.MIXED: mark("居委会+物业"),
}


class Decider(StrEnum):
    """Who decides how an estate is managed."""

    OWNERS = "owners"
    STREET = "street"


DECIDER_TEXTS: dict[Decider, str] = {
    Decider.OWNERS: mark("业主共同决定"),
    Decider.STREET: mark("街道（乡镇）决定"),
}


class Cause(StrEnum):
    """Why an estate is suddenly unmanaged."""

    COMPANY_LEFT = "company_left"
    CONTRACT_ENDED = "contract_ended"
    DISMISSED = "dismissed"
    BARRED = "barred"


CAUSE_TEXTS: dict[Cause, str] = {
    Cause.COMPANY_LEFT: mark("物业企业擅自退出"),
    Cause.CONTRACT_ENDED: mark("合同到期，没有续聘也没有新聘"),
    Cause.DISMISSED: mark("业主解聘后尚未选聘"),
    Cause.BARRED: mark("物业企业不能继续服务"),
}

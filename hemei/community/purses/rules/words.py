"""The words of joint accounts: states of an order, sides, papers, kinds of files."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class OrderState(StrEnum):
    """Where a payment order stands."""

    APPROVING = "approving"
    APPROVED = "approved"
    FILED = "filed"
    PAID = "paid"
    HELD = "held"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """For whom a signatory approves."""

    COMMITTEE = "committee"
    COMMUNITY = "community"


class Paper(StrEnum):
    """What a payment is proved by."""

    INVOICE = "invoice"
    CONTRACT = "contract"
    PHOTO = "photo"


class Basis(StrEnum):
    """What a payment rests on."""

    RESOLUTION = "resolution"
    BUDGET = "budget"
    CONTRACT = "contract"
    """A contract that ended: what came for later goes back."""
    RULE = "rule"
    """The rule by which a quarter's share of public revenue goes to the maintenance fund."""


class FileProfile(StrEnum):
    """How a file for the bank, or from it, is written."""

    CSV = "csv"
    PAIN001 = "pain001"
    CAMT053 = "camt053"


class MatchedBy(StrEnum):
    """With what a line of a statement was matched."""

    ORDER = "order"
    ENTRY = "entry"
    BOOKED = "booked"
    DUE = "due"


class ReturnKind(StrEnum):
    """What was wrong with a payment: the bank gave it back, a line was matched wrongly, or the bank never made it."""

    RETURNED = "returned"
    MISTAKEN = "mistaken"
    UNPAID = "unpaid"


class ReturnState(StrEnum):
    """Where a report of it stands."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


RETURN_NAMES: dict[ReturnKind, str] = {
    ReturnKind.RETURNED: mark("银行把钱退回了"),
    ReturnKind.MISTAKEN: mark("流水勾对错了"),
    ReturnKind.UNPAID: mark("银行没有付款"),
}
TAKEN_BACK = (ReturnKind.RETURNED, ReturnKind.MISTAKEN)
"""What is reported of a payment that stands in the books; what the bank never made has no entry to take back."""
STATE_NAMES: dict[OrderState, str] = {
    OrderState.APPROVING: mark("待审批"),
    OrderState.APPROVED: mark("已通过"),
    OrderState.FILED: mark("已送银行"),
    OrderState.PAID: mark("已付款"),
    OrderState.HELD: mark("已搁置"),
    OrderState.REFUSED: mark("未通过"),
    OrderState.EXPIRED: mark("逾期失效"),
    OrderState.WITHDRAWN: mark("已撤回"),
}
STATE_TONES: dict[OrderState, str] = {
    OrderState.APPROVING: "warn",
    OrderState.APPROVED: "good",
    OrderState.FILED: "good",
    OrderState.PAID: "",
    OrderState.HELD: "bad",
    OrderState.REFUSED: "bad",
    OrderState.EXPIRED: "bad",
    OrderState.WITHDRAWN: "",
}
SIDE_NAMES: dict[Side, str] = {Side.COMMITTEE: mark("业委会"), Side.COMMUNITY: mark("社区")}
PAPER_NAMES: dict[Paper, str] = {
    Paper.INVOICE: mark("发票"),
    Paper.CONTRACT: mark("合同"),
    Paper.PHOTO: mark("结果照片"),
}
BASIS_NAMES: dict[Basis, str] = {
    Basis.RESOLUTION: mark("业主大会决议"),
    Basis.BUDGET: mark("年度预算"),
    Basis.CONTRACT: mark("合同提前终止"),
    Basis.RULE: mark("公共收益补充维修资金的规定"),
}
PROFILE_NAMES: dict[FileProfile, str] = {
    FileProfile.CSV: mark("表格（CSV）"),
    FileProfile.PAIN001: mark("ISO 20022 pain.001"),
    FileProfile.CAMT053: mark("ISO 20022 camt.053"),
}
MATCH_NAMES: dict[MatchedBy, str] = {
    MatchedBy.ORDER: mark("付款单"),
    MatchedBy.ENTRY: mark("已有凭证"),
    MatchedBy.BOOKED: mark("补记凭证"),
    MatchedBy.DUE: mark("合同应收款"),
}
OPEN = frozenset({OrderState.APPROVING, OrderState.APPROVED, OrderState.FILED, OrderState.HELD})
"""States in which money may still leave by the order."""
GONE = frozenset({OrderState.REFUSED, OrderState.EXPIRED, OrderState.WITHDRAWN})
"""States in which it never will; its invoice may come again."""
MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.APPROVING: frozenset({OrderState.APPROVED, OrderState.HELD}) | GONE,
    OrderState.APPROVED: frozenset(
        {OrderState.FILED, OrderState.HELD, OrderState.WITHDRAWN, OrderState.PAID}
    ),
    OrderState.FILED: frozenset({OrderState.PAID, OrderState.HELD, OrderState.APPROVED}),
    OrderState.HELD: frozenset({OrderState.APPROVING, OrderState.WITHDRAWN, OrderState.PAID}),
    OrderState.PAID: frozenset({OrderState.APPROVED, OrderState.FILED, OrderState.HELD}),
}
"""The life of an order: one table. A held order that the bank paid all the same is paid, and stays on the list.
A paid one goes back only with a return that a second person confirmed."""

"""What is not collected any more or was recorded wrongly: what needs a paper and the committee's second word."""

from __future__ import annotations

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, gives_reason, mark

RELEASE_PAPER = "release"
"""The purpose of a file that shows why something is not collected; the number of what was asked follows."""


def purpose_of(release_id: int) -> str:
    """Return the purpose under which the papers of one asking are kept."""
    return f"{RELEASE_PAPER}-{release_id}"


def may_drop_alone(role: Role) -> Decision:
    """Whether one may take back an amount due by a reversal alone: nobody who works with the money may."""
    if role is Role.SYSTEM:
        return Decision.yes()
    return _no(
        mark("应收不能由一个人冲销。"), mark("请在合同页登记“不再收取”，附上材料，由业主委员会确认。"),
        "", "second_hand",
    )  # fmt: skip


def may_reverse_alone(role: Role) -> Decision:
    """Whether one may take back an entry alone: nobody may who works with the money, neither what came nor what went.

    One could make a receipt vanish, or a cost that was paid, and keep the money.
    """
    if role is Role.SYSTEM:
        return Decision.yes()
    remedy = mark("请在凭证页申请冲销，附上材料，由业主委员会（没有能履职的，由社区）确认。")
    return _no(mark("凭证不能由一个人冲销。"), remedy, "", "second_hand")


def may_ask(*, waiting: bool, papers: int, reason: str) -> Decision:
    """Whether it may be asked that something is not collected: nothing else waits, with a paper and a reason."""
    if waiting:
        return _no(mark("已经有一项申请等待确认。"), mark("请等答复以后再申请。"), "", "waiting")
    faults = list(gives_reason(mark("没有写明原因。"), reason).reasons)
    if not papers:
        remedy = mark("请上传终止协议、对方来函、银行回单或者其他书面材料。")
        faults.append(Reason(mark("没有选择材料。"), {}, remedy, "papers", "papers"))
    return Decision.no(*faults) if faults else Decision.yes()


def may_drop(*, booked: bool, dropped: bool, received_fen: int) -> Decision:
    """Whether an amount due may be dropped: it was booked, is asked for, and no money came for it."""
    if dropped or not booked:
        return _no(mark("这一期没有入账，或者已经不收了。"), mark("请刷新合同页查看。"), "", "dropped")
    if received_fen:
        return _no(mark("这一期已经收过款。"), mark("请先冲销收款。"), "", "received")
    return Decision.yes()


def may_answer(role: Role, *, own: bool, committee: bool, of_company: bool = False) -> Decision:
    """Whether one may give the second word: the committee's, else the community's; not who asked.

    `of_company` is whether he holds an office today at the company that asked: then it would be one hand's.
    """
    if own:
        return _no(mark("申请是您登记的，不能由您确认。"), mark("请由另一人确认。"), "", "own")
    if of_company:
        return _no(
            mark("您今天也在提出申请的公司任职，不能确认。"),
            mark("请由不在这家公司任职的人确认。"),
            "",
            "payer",
        )
    if committee and role is not Role.COMMITTEE_MEMBER and role is not Role.SYSTEM:
        return _no(mark("这个小区有业主委员会。"), mark("请由业主委员会成员确认。"), "", "committee")
    return Decision.yes()


def may_ask_again(*, dropped: bool, cut: bool, asked: bool, received_fen: int) -> Decision:
    """Whether an amount that was dropped is asked for again: not what lies behind the end of its contract, and once."""
    if dropped and cut:
        return _no(mark("这一期在合同提前终止以后，不能再收。"), mark("请按新的合同登记。"), "", "ended")
    if not dropped or asked:
        return _no(mark("这一期正在收取。"), mark("请刷新合同页查看。"), "", "asked")
    if received_fen:
        return _no(mark("这一期还有钱要退还。"), mark("请先登记退还。"), "", "received")
    return Decision.yes()


def _no(text: str, remedy: str, field: str, code: str, **values: str) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))

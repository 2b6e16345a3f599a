"""The agenda before its notice: what a record put to the owners stays as it was put, a spending names its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hemei.community.voting.rules.assemblies import AgendaItem
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import MOST_FEN, yuan

RECORD_NAMES: dict[str, str] = {
    "committees.election": mark("业委会选举"),
    "committees.recall": mark("罢免委员"),
    "funds.use": mark("维修资金使用"),
    "funds.fund": mark("维修资金移交"),
    "ledgers.ledger": mark("小区账簿"),
    "purses.account": mark("共管账户协议"),
    "renewal.package": mark("打包选聘"),
}
"""What puts an item to the owners, by the kind of its stream: whoever keeps that record changes its words."""
_OTHER = mark("提请表决的记录")


def with_sum(item: AgendaItem) -> AgendaItem:
    """Return an item whose words end with the sum it lets be spent: they are on every ballot and in every file."""
    tail = sum_words(item)
    title = item.title.strip()
    return item if not tail or title.endswith(tail) else replace(item, title=title + tail)


def sum_words(item: AgendaItem) -> str:
    """Return how the words of an item that spends end."""
    return f"，支出不超过{yuan(item.spends_fen)}元" if item.spends_fen else ""


def may_spend(agenda: Sequence[AgendaItem]) -> Decision:
    """Whether the sums an agenda lets be spent are sums, and none stands beside a person."""
    for number, item in enumerate(agenda, start=1):
        if item.spends_fen is not None and (item.person_id or not 0 < item.spends_fen < MOST_FEN):
            return Decision.no(
                Reason(
                    mark("第{number}项的支出金额不对"), {"number": number},
                    mark("支出公共收益的，请填大于零的总额；不支出的留空"), "agenda", "spends",
                )
            )  # fmt: skip
    return Decision.yes()


def may_rewrite(before: Sequence[AgendaItem], after: Sequence[AgendaItem]) -> Decision:
    """Whether an agenda may take another's place: what a record put there keeps its place and its words.

    The record waits for the item by its number. Persons come from their election or recall alone.
    """
    for number, item in enumerate(before, start=1):
        if item.record and (len(after) < number or after[number - 1] != item):
            return _kept(number, item)
    for number, item in enumerate(after, start=1):
        if (item.record or item.person_id is not None) and item not in before:
            return _kept(number, item)
    return Decision.yes()


def _kept(number: int, item: AgendaItem) -> Decision:
    record = RECORD_NAMES.get(item.record.split(":")[0], _OTHER)
    return Decision.no(
        Reason(
            mark("第{number}项来自“{record}”，议程里不能增加、改写、移动或者删去"),
            {"number": number, "record": record},
            mark("请取消这次会议，在“{record}”里改好以后，从那里重新召集"), "agenda", "from_a_record",
        )
    )  # fmt: skip

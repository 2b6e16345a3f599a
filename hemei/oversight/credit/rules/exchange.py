"""`credit-exchange`: which departments may ask for which purposes, and which levels stand on which list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant

LONGEST_BASIS, LONGEST_ID = 200, 100
PENALTY = "penalty"
"""The purpose of a message that brings a penalty instead of asking."""


@dataclass(frozen=True, slots=True)
class Department:
    """A department that takes part; its public keys lie in a file of its code."""

    code: str
    name: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a department may ask for."""

    code: str
    name: str
    departments: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list of companies by their level: joint incentive, joint punishment, key supervision."""

    code: str
    name: str
    levels: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Fresh:
    """How old a signed message may be when it comes in."""

    limit: Limit
    warrant: Warrant

    @property
    def span(self) -> timedelta:
        """The time itself."""
        return timedelta(minutes=self.limit.amount)


@dataclass(frozen=True, slots=True)
class CreditExchange:
    """`credit-exchange`: departments, purposes, lists, and how long a signature is good."""

    head: Head
    department: tuple[Department, ...]
    purpose: tuple[Purpose, ...]
    list: tuple[NamedList, ...]
    fresh: Fresh

    def __post_init__(self) -> None:
        known = {one.code for one in self.department}
        for purpose in self.purpose:
            if not set(purpose.departments) <= known:
                raise Misfit(f"{purpose.code} names a department that is not listed", "purpose")
        if self.fresh.limit.unit != "minutes":
            raise Misfit("a signature is good for minutes", "fresh")

    def named(self, code: str) -> Department | None:
        """Return a department."""
        return next((one for one in self.department if one.code == code), None)

    def lists_of(self, level: str) -> tuple[NamedList, ...]:
        """Return the lists a level stands on."""
        return tuple(one for one in self.list if level in one.levels)


@dataclass(frozen=True, slots=True)
class Message:
    """What a signed message says of itself: from whom, when, its number, for which purpose, on which legal basis."""

    department: str
    issued_at: datetime
    number: str
    purpose: str
    basis: str


def may_ask(
    message: Message, now: datetime, exchange: CreditExchange, *, seen: bool, brings: bool = False
) -> Decision:
    """Whether a message is answered: purpose and legal basis are said, it is the department's, fresh, and new."""
    purpose = next((one for one in exchange.purpose if one.code == message.purpose), None)
    if exchange.named(message.department) is None:
        return _no(mark("这个部门不在信息交换名单上。"), mark("请先由市主管部门列入名单。"), "department")
    if not message.purpose.strip():
        return _no(mark("没有写明查询目的。"), mark("请写明目的；没有目的的查询不予答复。"), "no_purpose")
    allowed = purpose is not None and message.department in purpose.departments
    if purpose is None or not allowed or (message.purpose == PENALTY) is not brings:
        return _no(mark("这个目的不属于该部门。"), mark("请核对目的代码。"), "purpose")
    return (
        _based(message) or _new(message, now, exchange, seen=seen) or Decision.yes(purpose.warrant.reference)
    )


def _based(message: Message) -> Decision | None:
    """Return why the legal basis will not do."""
    if not message.basis.strip():
        return _no(mark("没有写明法律依据。"), mark("请写明法律、法规的名称和条款。"), "no_basis")
    if len(message.basis) > LONGEST_BASIS:
        return _no(mark("法律依据太长。"), mark("请只写名称和条款。"), "basis")
    return None


def _new(message: Message, now: datetime, exchange: CreditExchange, *, seen: bool) -> Decision | None:
    """Return why a message is not a new one of now."""
    if not 0 < len(message.number) <= LONGEST_ID:
        return _no(mark("没有请求编号。"), mark("每个请求要有自己的编号。"), "no_number")
    if abs(now - message.issued_at) > exchange.fresh.span:
        return _no(mark("请求的签名时间已经失效。"), mark("请核对时钟后重新签名。"), "stale")
    if seen:
        return _no(mark("这个编号的请求已经收到过。"), mark("请换一个编号重新签名。"), "replayed")
    return None


def _no(text: str, remedy: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, remedy, "", code))

"""What the parties are told on paper, so that nothing hangs on the platform alone; and when it counts as served."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark


class NoticeKind(StrEnum):
    """What a notice is about."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    SESSION = "session"
    CANCELLED = "cancelled"
    HANDED = "handed"
    FAILED = "failed"
    STOPPED = "stopped"
    AGREED = "agreed"
    SETTLED = "settled"
    BREACHED = "breached"


NOTICE_TEXTS: dict[NoticeKind, str] = {
    NoticeKind.ACCEPTED: mark("受理通知"),
    NoticeKind.DECLINED: mark("不予受理通知"),
    NoticeKind.SESSION: mark("调解会通知"),
    NoticeKind.CANCELLED: mark("调解会取消通知"),
    NoticeKind.HANDED: mark("移送通知"),
    NoticeKind.FAILED: mark("调解不成告知"),
    NoticeKind.STOPPED: mark("终止调解告知"),
    NoticeKind.AGREED: mark("协议生效告知"),
    NoticeKind.SETTLED: mark("和解协议成立告知"),
    NoticeKind.BREACHED: mark("没有履行的告知"),
}


class Service(StrEnum):
    """How a notice reached a party. It is posted nowhere: a dispute is confidential."""

    IN_PERSON = "in_person"
    POST = "post"
    PHONE = "phone"
    REFUSED = "refused"


SERVICE_TEXTS: dict[Service, str] = {
    Service.IN_PERSON: mark("当面交本人签收"),
    Service.POST: mark("密封邮寄"),
    Service.PHONE: mark("电话告知"),
    Service.REFUSED: mark("本人拒收，已注明"),
}
_EXPLAINED = frozenset({Service.PHONE, Service.REFUSED})


def may_serve(*, served: bool, service: Service, on: date, made_on: date, today: date, note: str) -> Decision:
    """Whether the service of a notice may be recorded: once, on a day that was, explained where nobody signed."""
    if served:
        return _no(mark("这份通知已经登记送达"), mark("请刷新页面查看"), "served")
    if not made_on <= on <= today:
        return _no(
            mark("送达的日期{day}不对"),
            mark("请填写通知作出以后、今天以前的日期"),
            "day",
            "on",
            day=on.isoformat(),
        )
    if service in _EXPLAINED and not note.strip():
        return _no(mark("没有签收的，请写明情况"), mark("例如号码、时间、在场的人"), "note", "note")
    return Decision.yes()


def _no(text: str, remedy: str, code: str, field: str = "", **values: str) -> Decision:
    return Decision.no(Reason(text, dict(values), remedy, field, code))

"""Webhooks: what may be subscribed to and where, how a push is signed, when it is tried again, when one gives up.

The signature is that of Standard Webhooks (standardwebhooks.com): `webhook-id`, `webhook-timestamp`,
`webhook-signature`. How often and how long is design: the specification proposes pauses like these, ours end after
about a day.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.scopes import Scope

KINDS: dict[str, tuple[Scope, str]] = {
    "cases.case_reported": (Scope.CASES, mark("上报")),
    "cases.case_accepted": (Scope.CASES, mark("受理")),
    "cases.case_refused": (Scope.CASES, mark("不予受理")),
    "cases.departments_whistled": (Scope.CASES, mark("吹哨")),
    "cases.department_arrived": (Scope.CASES, mark("报到")),
    "cases.result_given": (Scope.CASES, mark("反馈结果")),
    "cases.case_escalated": (Scope.CASES, mark("超时升级")),
    "cases.case_closed": (Scope.CASES, mark("办结")),
    "cases.result_accepted": (Scope.CASES, mark("认可结果")),
    "cases.case_sent_back": (Scope.CASES, mark("退回重办")),
    "cases.case_reopened": (Scope.CASES, mark("重新办理")),
    "cases.case_withdrawn": (Scope.CASES, mark("撤销上报")),
    "cases.reporter_left": (Scope.CASES, mark("退出上报")),
    "boards.edition_posted": (Scope.PUBLISHED, mark("登记张贴")),
    "boards.board_lapsed": (Scope.PUBLISHED, mark("公示牌过期")),
    "disclosure.published": (Scope.PUBLISHED, mark("公布")),
    "disclosure.corrected": (Scope.PUBLISHED, mark("更正公开")),
    "disclosure.late": (Scope.PUBLISHED, mark("逾期未公开")),
    "records.document_issued": (Scope.PUBLISHED, mark("发布标准")),
}
"""Events that can be subscribed to, the scope a key needs to hear of them, and what they are called."""
PING = "api.ping"
MOST_WEBHOOKS = 20
LONGEST_URL = 500
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
)
"""How long after the first, second, … failure it is tried again; after the last failure one gives up."""
PROBE_EVERY = timedelta(minutes=5)
"""How often an address that was given up is asked whether it is back."""
LEASE = timedelta(minutes=2)
"""How long a claimed push is its worker's; one that was killed meanwhile is claimed anew."""
KEPT = timedelta(days=30)
"""How long what was delivered stays in the queue."""
SECONDS = 10
"""How long a receiver may take."""


class State(StrEnum):
    """How a webhook stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Way(StrEnum):
    """How a delivery stands."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Fault(StrEnum):
    """Why a push did not arrive."""

    STATUS = "status"
    REDIRECT = "redirect"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    PRIVATE = "private"


STATE_TEXTS: dict[State, str] = {
    State.ACTIVE: mark("推送中"),
    State.PAUSED: mark("已暂停"),
    State.ENDED: mark("已结束"),
}
WAY_TEXTS: dict[Way, str] = {
    Way.WAITING: mark("等待推送"),
    Way.SENT: mark("已送达"),
    Way.GIVEN_UP: mark("没有送达"),
}
FAULT_TEXTS: dict[Fault, str] = {
    Fault.STATUS: mark("对方没有收下"),
    Fault.REDIRECT: mark("对方要求转到别处，按规定不跟随"),
    Fault.TIMEOUT: mark("对方没有按时回答"),
    Fault.UNREACHABLE: mark("连不上对方"),
    Fault.TLS: mark("对方的证书不能核对"),
    Fault.PRIVATE: mark("地址在内部网络里，不能推送"),
}


def next_try(failures: int, now: datetime) -> datetime | None:
    """Return when to try again after so many failures, None where it is given up."""
    return now + RETRIES[failures - 1] if failures <= len(RETRIES) else None


def may_subscribe(
    *, url: str, kinds: frozenset[str], scopes: frozenset[str], standing: int, inside: bool
) -> Decision:
    """Whether a key of these scopes may have events of these kinds pushed to an address.

    `standing` webhooks it has already; `inside` lets addresses of the own network and plain http pass, for trials.
    """
    reasons = [*_addressed(url, inside=inside), *_of_kinds(kinds, scopes)]
    if standing >= MOST_WEBHOOKS:
        text, values = mark("这把密钥已有 {most} 个推送地址。"), {"most": MOST_WEBHOOKS}
        reasons.append(Reason(text, values, mark("请先结束不用的。"), "url", "most"))
    return Decision.no(*reasons) if reasons else Decision.yes()


def _addressed(url: str, *, inside: bool) -> list[Reason]:
    remedy = mark("请写成 https://example.org/hooks 的样子，不带用户名和密码。")
    wrong = Reason(mark("“{url}”不是可以推送的地址。"), {"url": url[:60]}, remedy, "url", "url")
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return [wrong]
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return [wrong]
    schemes = {"https", "http"} if inside else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username is not None or port == 0:
        return [wrong]
    if not inside and _names_inside(parts.hostname):
        return [Reason(mark("“{url}”在内部网络里，不能推送。"), {"url": url[:60]}, remedy, "url", "private")]
    return []


def _names_inside(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False


def _of_kinds(kinds: frozenset[str], scopes: frozenset[str]) -> list[Reason]:
    if not kinds:
        return [Reason(mark("没有选择事件。"), {}, mark("请至少选一种。"), "kinds", "kinds")]
    unknown = sorted(kinds - set(KINDS))
    if unknown:
        values = {"kind": unknown[0][:60]}
        return [
            Reason(mark("不能订阅“{kind}”。"), values, mark("请从说明里列出的事件中选。"), "kinds", "kind")
        ]
    closed = sorted(kind for kind in kinds if KINDS[kind][0] not in scopes)
    if closed:
        text, values = mark("这把密钥读不到“{kind}”，不能订阅。"), {"kind": KINDS[closed[0]][1]}
        return [Reason(text, values, mark("请向平台安全管理员申请这项用途。"), "kinds", "scope")]
    return []


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open network; private, loopback, link-local and reserved ones are not.

    Raises:
        ValueError: the text is no IP address.
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        inner = found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None and not is_public(str(inner)):
            return False
    return found.is_global and not found.is_multicast


def signature(secret: bytes, *, number: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a push in the form of Standard Webhooks: HMAC-SHA256 over id, time and body."""
    said = f"{number}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, said, hashlib.sha256)).decode()


def spoken_secret(secret: bytes) -> str:
    """Return a signing secret as its receiver is given it."""
    return "whsec_" + base64.b64encode(secret).decode()

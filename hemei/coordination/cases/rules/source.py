"""How many reports one source may send: what a source is, and what its sender is told when it is enough."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI

_HOME_NETWORK = 64  # bits of an IPv6 address that a provider gives to one household


def source_of(address: str) -> str:
    """Return what counts as one source: an IPv4 address, or the network of an IPv6 one.

    A household changes the rest of its IPv6 address at will. What is no address, such as that of a
    socket, is one source.
    """
    try:
        found = ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, _HOME_NETWORK), strict=False))
    return str(found)


def hour_of(now: datetime) -> datetime:
    """Return the beginning of the clock hour in which reports are counted together."""
    return now.replace(minute=0, second=0, microsecond=0)


def too_many(most: int, now: datetime) -> Refused:
    """Return the refusal of a report beyond what one source may send in a clock hour."""
    again = (hour_of(now) + timedelta(hours=1)).astimezone(SHANGHAI)
    return Refused.because(
        mark("从您所在的网络，这一小时里已经报了{most}件，这一件没有提交"),
        remedy=mark(
            "您填写的内容还在下面，请在{time}以后再提交；紧急情况请拨打110、119、120，其他请拨打12345"
        ),
        code="wait",
        most=most,
        time=f"{again:%H:%M}",
        seconds=math.ceil((again - now).total_seconds()),
    )

"""By which way a person is told something, and what an address of each way looks like."""

from __future__ import annotations

import re
from enum import StrEnum

from hemei.ground.people.rules.credentials import is_phone
from hemei.kernel.decision import Decision, Reason, mark


class Channel(StrEnum):
    """A way to tell somebody; `PLATFORM` sends nothing, it only shows."""

    PLATFORM = "platform"
    SMS = "sms"
    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"


CHANNEL_NAMES: dict[Channel, str] = {
    Channel.PLATFORM: mark("只在站内看"),
    Channel.SMS: mark("短信"),
    Channel.EMAIL: mark("电子邮件"),
    Channel.WECOM: mark("企业微信"),
    Channel.DINGTALK: mark("钉钉"),
}
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.)+[A-Za-z]{2,24}")
_MEMBER = re.compile(r"[A-Za-z0-9._@\-]{1,64}")
_SLIPS: dict[Channel, tuple[re.Pattern[str], str, str]] = {
    Channel.EMAIL: (_EMAIL, mark("“{address}”不是电子邮件地址。"), mark("请写成 name@example.cn 的样子。")),
    Channel.WECOM: (
        _MEMBER, mark("“{address}”不是企业微信的成员账号。"), mark("账号只有字母、数字和 . _ - @，不超过 64 位。"),
    ),
}  # fmt: skip


def is_address(channel: Channel, address: str) -> Decision:
    """Whether a text can be an address of a channel. DingTalk knows its members by mobile number."""
    if channel in {Channel.SMS, Channel.DINGTALK}:
        return is_phone(address)
    if channel is Channel.PLATFORM:
        return Decision.yes()
    pattern, words, remedy = _SLIPS[channel]
    if pattern.fullmatch(address):
        return Decision.yes()
    return Decision.no(Reason(words, {"address": address[:40]}, remedy, "address", "address"))

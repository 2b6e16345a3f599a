"""Passwords and one-time codes. The numbers come from the standard `account-rules`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.standards.protection import AccountRules

_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
_PHONE = re.compile(r"1[3-9][0-9]{9}")

CODE_DIGITS = 6
CODE_MINUTES = 5
CODE_LIFE = timedelta(minutes=CODE_MINUTES)
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=60)
CODES_AN_HOUR = 5


def strong_enough(password: str, rules: AccountRules) -> Decision:
    """Whether a password is long and mixed enough; both faults are told at once."""
    reasons = []
    least, kinds = rules.password_length.count, rules.character_kinds.count
    if len(password) < least:
        reasons.append(Reason(mark("密码只有 {length} 位。"), {"length": len(password), "least": least},
                              mark("请至少用 {least} 位。"), "new"))  # fmt: skip
    found = sum(bool(re.search(kind, password)) for kind in _KINDS)
    if found < kinds:
        reasons.append(Reason(mark("密码只用了 {found} 类字符。"), {"found": found, "kinds": kinds},
                              mark("小写字母、大写字母、数字、符号中请至少用 {kinds} 类。"), "new"))  # fmt: skip
    references = (rules.password_length.warrant.reference, rules.character_kinds.warrant.reference)
    return Decision(not reasons, tuple(reasons), references)


_LETTERS = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=*%")
_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{2,39}")


def initial_password(rules: AccountRules, choose: Callable[[str], str]) -> str:
    """Return a password that is strong enough and easy to read aloud: no 0, O, 1, l or I.

    `choose` picks one letter of a text; the edge brings a source that cannot be guessed.
    """
    kinds = [_LETTERS[number % len(_LETTERS)] for number in range(max(rules.password_length.count, 12))]
    return "".join(choose(letters) for letters in kinds)


def is_person_name(text: str) -> Decision:
    """Whether a text can be a person's name."""
    if 2 <= len(text) <= 40 and text.isprintable():  # noqa: PLR2004 - the longest names of minorities fit
        return Decision.yes()
    return Decision.no(
        Reason(mark("姓名要有 2 到 40 个字。"), {}, mark("请填写身份证件上的姓名。"), "name", "name")
    )


def is_username(text: str) -> Decision:
    """Whether a text can be a username: it is typed on every keyboard."""
    if _USERNAME.fullmatch(text):
        return Decision.yes()
    return Decision.no(
        Reason(mark("用户名“{name}”不能用。"), {"name": text[:40]},
               mark("请用 3 到 40 个英文字母、数字、点、横线或下划线，以字母开头。"), "username", "username")
    )  # fmt: skip


def too_old(set_at: datetime | None, now: datetime, rules: AccountRules) -> bool:
    """Whether a password should be changed by now; one that was never set has no age."""
    limit = rules.password_age.limit
    if limit.unit != "days":
        raise ValueError(f"account-rules: password_age is {limit}; write it in days")
    return set_at is not None and now >= set_at + timedelta(days=limit.amount)


def idle_for(rules: AccountRules) -> timedelta:
    """Return after how long without a request a session is over."""
    limit = rules.idle.limit
    if limit.unit not in {"minutes", "hours"}:
        raise ValueError(f"account-rules: idle is {limit}; write it in minutes or hours")
    return timedelta(**{limit.unit: limit.amount})


def normal_phone(text: str) -> str:
    """Return a mobile number as eleven digits, or an empty text where it is none."""
    digits = re.sub(r"[\s\-()（）]", "", text).removeprefix("+86").removeprefix("0086")
    return digits if _PHONE.fullmatch(digits) else ""


def is_phone(text: str) -> Decision:
    """Whether a text is a mobile number of the mainland."""
    if normal_phone(text):
        return Decision.yes()
    return Decision.no(
        Reason(mark("这不是手机号码。"), {}, mark("请填写 11 位手机号，例如 13800138000。"), "phone", "phone")
    )


@dataclass(frozen=True, slots=True)
class CodesSent:
    """What was sent to a number within the last hour."""

    count: int
    last_at: datetime | None


def may_send_code(sent: CodesSent, now: datetime) -> Decision:
    """Whether another code may go to this number: one a minute, five an hour."""
    if sent.last_at and now < sent.last_at + CODE_PAUSE:
        seconds = ceil((sent.last_at + CODE_PAUSE - now).total_seconds())
        return Decision.no(
            Reason(
                mark("验证码刚刚发出。"),
                {"seconds": seconds},
                mark("请 {seconds} 秒后再获取。"),
                "phone",
                "wait",
            )
        )
    if sent.count >= CODES_AN_HOUR:
        return Decision.no(
            Reason(
                mark("一小时内已发出 {count} 次验证码。"),
                {"count": sent.count},
                mark("请一小时后再试。"),
                "phone",
                "wait",
            )
        )
    return Decision.yes()


@dataclass(frozen=True, slots=True)
class CodeState:
    """The latest code of a number."""

    expires_at: datetime
    tries: int
    used: bool


def may_try_code(state: CodeState | None, now: datetime) -> Decision:
    """Whether the latest code may still be tried; the answer never says whether it was right."""
    if state is None or state.used or now >= state.expires_at:
        return Decision.no(Reason(mark("验证码已失效。"), {}, mark("请重新获取验证码。"), "code", "expired"))
    if state.tries >= CODE_TRIES:
        return Decision.no(
            Reason(
                mark("验证码已输错 {tries} 次，不能再用。"),
                {"tries": state.tries},
                mark("请重新获取验证码。"),
                "code",
                "tries",
            )
        )
    return Decision.yes()


WRONG_CODE = Decision.no(Reason(mark("验证码不对。"), {}, mark("请核对短信中的 6 位数字。"), "code", "wrong"))

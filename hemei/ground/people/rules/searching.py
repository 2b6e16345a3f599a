"""What may be searched for among residents: a whole name, a phone number or an identity number, never a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hemei.ground.people.rules.credentials import is_person_name, normal_phone
from hemei.ground.people.rules.standards import PersonSearch
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.registers import Unreadable
from hemei.kernel.registers.cells import identity

_BODY = 17  # digits of an identity number before its check character
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched for: the field of the vault and the whole of its text."""

    field: str
    text: str


def sought(text: str) -> Sought | Reason:
    """Read what somebody typed; a part of a name finds nobody, for only whole texts have a digest."""
    typed = " ".join(text.split())
    if phone := normal_phone(typed):
        return Sought("phone", phone)
    if any(sign.isdigit() for sign in typed):
        try:
            return Sought("identity", identity(typed))
        except Unreadable:
            return Reason(
                mark("这不是完整的手机号，也不是证件号码。"),
                {},
                mark("手机号 11 位，居民身份证号码 18 位；请核对后重新填写。"),
                "text",
                "not_whole",
            )
    decision = is_person_name(typed)
    if not decision.allowed:
        return Reason(
            mark("请填写完整的姓名、手机号或证件号码。"),
            {},
            mark("只写姓氏或号码的一部分，什么也查不到。"),
            "text",
            "not_whole",
        )
    return Sought("name", typed)


def is_personal_number(text: str) -> bool:
    """Whether a text is somebody's phone or resident identity number, which no address of a page may carry."""
    found = sought(text)
    if not isinstance(found, Sought):
        return False
    return found.field == "phone" or (len(found.text) > _BODY and found.text[:_BODY].isdigit())


def has_reason(reason: str) -> Decision:
    """Whether somebody said why he looks at personal data: a word at least, whatever it is."""
    remedy = mark("请写明工作上的需要，例如“联系报事人核实地址”，至少{least}个字；现在是{given}个字。")
    return gives_reason(mark("没有写明查看的理由。"), reason, remedy=remedy)


def may_search(searched_at: Sequence[datetime], rules: PersonSearch, now: datetime) -> Decision:
    """Whether an account may search once more, after the searches it made; older ones than an hour do not count."""
    recent = sorted(at for at in searched_at if at > now - HOUR)
    limit = rules.searches_per_hour
    if len(recent) < limit.most:
        return Decision.yes(limit.warrant.reference)
    seconds = int((recent[-limit.most] + HOUR - now).total_seconds()) + 1
    return Decision.no(
        Reason(
            mark("一小时内已查找 {most} 次。"),
            {"most": limit.most, "minutes": -(-seconds // 60), "seconds": seconds},
            mark("请 {minutes} 分钟后再查。"),
            "",
            "wait",
        ),
        references=(limit.warrant.reference,),
    )

"""The words of a message: which matters, how many, where to look; nothing of a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hemei.kernel.decision import mark

TITLE = mark("小区治理平台提醒")
_ONE = mark("【小区治理】{matters}。详情请登录平台查看：{address}")
_SOME = mark("【小区治理】您有{count}条提醒：{matters}。详情请登录平台查看：{address}")
_MORE = mark("【小区治理】您有{count}条提醒：{matters}等。详情请登录平台查看：{address}")
_BETWEEN = mark("；")
TEST = mark("【小区治理】这是一条测试消息，您的提醒会从这里收到。{address}")
CODE = mark("【小区治理】验证码{code}，{minutes}分钟内有效，用来确认接收提醒的地址。请勿告诉他人。")


def message_of(matters: Sequence[str], named: int, address: str, spoken: Callable[[str], str] = str) -> str:
    """Return the text of a message about some matters, the first `named` of them by name.

    `spoken` puts the words around the matters into the language its recipient chose.
    """
    kept = list(dict.fromkeys(matters))
    form = _ONE if len(kept) == 1 else _SOME if len(kept) <= named else _MORE
    listed = spoken(_BETWEEN).join(kept[:named])
    return spoken(form).format(count=len(kept), matters=listed, address=address)

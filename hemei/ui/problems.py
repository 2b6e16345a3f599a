"""Errors as programs read them: one shape (RFC 9457), in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import HttpResponse

from hemei.kernel.decision import mark
from hemei.ui.words import say, say_reason

if TYPE_CHECKING:
    from hemei.kernel.decision import Reason

PROBLEM_TYPE = "application/problem+json"
_TITLES = {
    400: mark("请求看不懂"),
    401: mark("没有通过密钥核对"),
    403: mark("不能这样做"),
    404: mark("没有找到"),
    405: mark("不支持这种方法"),
    409: mark("没有办成"),
    413: mark("内容太大"),
    422: mark("有的值不对"),
    429: mark("调用太多"),
}


def problem(status: int, reasons: Iterable[Reason]) -> HttpResponse:
    """Answer with why a call was not answered; a reason that knows how many seconds to wait says so in a header."""
    told = list(reasons)
    rows = [{"code": one.code, "field": one.field, "message": say_reason(one)} for one in told]
    body = {
        "type": "about:blank",
        "title": say(_TITLES.get(status, mark("没有办成"))),
        "status": status,
        "detail": " ".join(row["message"] for row in rows),
        "reasons": rows,
    }
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    response = HttpResponse(text, content_type=PROBLEM_TYPE, status=status)
    for one in told:
        if "seconds" in one.values:
            response["Retry-After"] = str(one.values["seconds"])
    return response

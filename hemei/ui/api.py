"""What the endpoints of our own API share: who may call, what they take and give, what an error says.

Only the first call loads this module and the library behind it: a process that serves pages alone never does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError, ValidationErrorContext
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer
from pydantic import Field, StringConstraints

from hemei.kernel.decision import Reason, Refused, mark
from hemei.kernel.scopes import Scope
from hemei.kernel.standards import NoStandard
from hemei.ui.doors import status_of
from hemei.ui.problems import problem

__all__ = [
    "Answered",
    "Api",
    "Code",
    "Day",
    "Limit",
    "Number",
    "Router",
    "Schema",
    "Text",
    "Word",
    "answers",
    "opens",
]

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
MOST_ROWS, USUAL_ROWS = 200, 50
_LONGEST_VALUE = 60
# A text of the database holds no NUL, and no number beyond eight bytes: what comes is bounded before it gets there.
_NO_NUL = r"^[^\x00]*$"
Word = Annotated[str, StringConstraints(max_length=60, pattern=_NO_NUL)]
Text = Annotated[str, StringConstraints(max_length=5_000, pattern=_NO_NUL)]
Code = Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9A-Za-z_.:-]*$")]
Number = Annotated[int, Field(ge=1, le=2**53 - 1)]
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


class ProblemReason(Schema):
    """One reason: what happened, which value, what to do, in the caller's language."""

    code: str
    field: str
    message: str


class Problem(Schema):
    """Why a call was not answered, in the shape of RFC 9457; `reasons` names each field at fault."""

    type: str
    title: str
    status: int
    detail: str
    reasons: list[ProblemReason]


_ALWAYS = (400, 401, 403, 404, 413, 422, 429)


def answers(given: Any, *, status: int = 200, also: Sequence[int] = ()) -> dict[int, Any]:
    """Return what an endpoint may answer, for its description."""
    return {status: given, **dict.fromkeys((*_ALWAYS, *also), Problem)}


class Key(HttpBearer):
    """A program key of this platform, sent as `Authorization: Bearer hemei_…`."""

    def __init__(self, scope: Scope | None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 - the door has read it
        """Go on where the key of the program that the door let in opens this endpoint too."""
        program = request.program  # type: ignore[attr-defined]
        program.demand(self.scope)
        return program


def opens(scope: Scope | None, summary: str, zh: str) -> dict[str, Any]:
    """Return what an endpoint is declared with: its names, and the scope a key must have; None for every key."""
    extra = {"x-scope": scope.value if scope else "", "x-summary-zh": zh}
    return {"auth": Key(scope), "summary": summary, "openapi_extra": extra}


class Answered(Exception):  # noqa: N818 - carries an answer out of a transaction that is to be rolled back
    """An endpoint refused or failed to read its call: nothing it wrote may stay."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class _Json(JSONRenderer):
    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Our API: no pages of the library, errors in our shape, and a refusal undoes what went before it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(docs_url=None, openapi_url=None, renderer=_Json(), **more)
        handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
            Refused: _refused,
            ValidationError: _not_read,
            HttpError: _not_taken,
            Http404: _missing,
            NoStandard: _too_early,
        }
        for kind, handler in handlers.items():
            self.add_exception_handler(kind, handler)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Carry the answer past the transaction; what nobody expected stays an error of ours."""
        raise Answered(super().on_exception(request, exc)) from exc

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Keep the value at fault, which the library leaves out."""
        found = []
        for context in error_contexts:
            source = context.model.__ninja_param_source__
            names = context.model.__ninja_flatten_map_reverse__
            for error in context.pydantic_validation_error.errors(include_url=False):
                told = names.get(error["loc"], error["loc"])
                # What a program writes is the body itself: the name of our parameter says nothing to it.
                place = (source, *(told[1:] if source == "body" else told))
                kept = {"type": error["type"], "ctx": error.get("ctx", {}), "input": error["input"]}
                found.append({**kept, "loc": tuple(part for part in place if part)})
        return ValidationError(found)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    del request
    return problem(status_of(refused, 422), refused.decision.reasons)


def _missing(request: HttpRequest, missing: Http404) -> HttpResponse:
    del request, missing
    return problem(404, [NOT_THERE])


NOT_THERE = Reason(
    mark("没有这一项，或者它不在您的范围里。"), {}, mark("请核对地址里的编号。"), "", "not_found"
)


def _too_early(request: HttpRequest, missing: NoStandard) -> HttpResponse:
    del request, missing
    return problem(422, [_TOO_EARLY])


_TOO_EARLY = Reason(
    mark("那一天还没有适用的标准。"), {}, mark("请写晚一些的日期。"), "query.on", "no_standard"
)


def _not_taken(request: HttpRequest, error: HttpError) -> HttpResponse:
    del request
    reason = Reason(
        mark("请求的内容不是能读的 JSON。"), {}, mark("请核对格式和编码（UTF-8）。"), "body", "json"
    )
    return problem(error.status_code, [reason])


def _not_read(request: HttpRequest, error: ValidationError) -> HttpResponse:
    del request
    return problem(422, [_reason(one) for one in error.errors])


_WRONG: dict[str, tuple[str, str]] = {
    "missing": (mark("没有给出 {field}。"), mark("请补上。")),
    "extra_forbidden": (mark("没有 {field} 这一项。"), mark("请去掉，或者核对写法。")),
    "string_too_long": (mark("{field} 太长。"), mark("最多 {max_length} 个字。")),
    "string_too_short": (mark("{field} 的值“{value}”太短。"), mark("至少 {min_length} 个字。")),
    "string_pattern_mismatch": (mark("{field} 的值“{value}”含有不能用的字符。"), mark("请核对写法。")),
    "greater_than_equal": (mark("{field} 的值“{value}”太小。"), mark("不能小于 {ge}。")),
    "less_than_equal": (mark("{field} 的值“{value}”太大。"), mark("不能大于 {le}。")),
    "enum": (mark("{field} 没有“{value}”这个值。"), mark("可以写：{expected}。")),
    "literal_error": (mark("{field} 没有“{value}”这个值。"), mark("可以写：{expected}。")),
    "int_parsing": (mark("{field} 的值“{value}”不是整数。"), mark("请写整数。")),
    "bool_parsing": (mark("{field} 的值“{value}”不是 true 或 false。"), mark("请写 true 或 false。")),
}
_UNREAD = mark("{field} 的值“{value}”看不懂。"), mark("请照接口说明填写。")


def _reason(error: Mapping[str, Any]) -> Reason:
    place = ".".join(str(part) for part in error["loc"])
    value = str(error["input"]).encode("utf-8", "replace").decode()[:_LONGEST_VALUE]
    text, remedy = _WRONG.get(error["type"], _UNREAD)
    values = {name: str(told) for name, told in error["ctx"].items()} | {"field": place, "value": value}
    return Reason(text, values, remedy, place, error["type"])

"""Pages of no app: language, large type, errors, and the gallery of components."""

from __future__ import annotations

import hashlib
import sys
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Reason, mark
from hemei.ui.doors import stands_alone
from hemei.ui.jinja import STATIC, static
from hemei.ui.render import LARGE_TYPE_COOKIE, Site, render

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

_YEAR = 365 * 24 * 3600
_OF_KEPT_PAGES = (
    "ui/worker.js",
    "ui/draft.js",
    "ui/photos.js",
    "ui/visit.js",
    "ui/hemei.css",
    "vendor/htmx/htmx.min.js",
)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Go back to where the reader was; an address of another site is not followed."""
    address = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(address if own else "/")


def _remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(
        name, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    return _remember(_back(request), settings.LANGUAGE_COOKIE_NAME, code)


def large_type(request: HttpRequest, choice: str) -> HttpResponse:
    """Remember large or standard type (适老化): works without JavaScript, one tap from every page."""
    return _remember(_back(request), LARGE_TYPE_COOKIE, "1" if choice == "on" else "0")


def _error(request: HttpRequest, status: int, title: str, words: str, **more: Any) -> HttpResponse:
    context = {
        "title": title,
        "words": words,
        "address": "/",
        "action": _("回首页"),
        "request_id": "",
        **more,
    }
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # no database now: neither menu nor kept messages
        context |= {"site": Site(name=_("和美")), "messages": ()}
    return render(request, "ui/error.html", context, status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - the framework's
    """Answer 404: not there, or not yours; the two look alike."""
    words = _("可能是地址有误、已经移走，或者您没有查看的权限。请核对地址，或从首页重新进入。")
    return _error(request, 404, _("没有找到这个页面"), words)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - the framework's
    """Answer 403."""
    words = _("您现在的身份不能做这件事。如果应当可以，请换一个身份登录，或请本单位管理员核对任职。")
    return _error(request, 403, _("没有权限"), words)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the framework's
    """Answer a form without a valid token; named in settings as `CSRF_FAILURE_VIEW`."""
    words = _("页面打开得太久，或浏览器没有保存 Cookie。请返回上一页，刷新后再提交；您填写的内容还在上一页。")
    return _error(request, 403, _("没有提交成功"), words)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 where the form was too large."""
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        return too_large(request)
    words = _("提交的内容不完整，或者大小、数量超过了限制。请返回上一页检查后再提交。")
    return _error(request, 400, _("无法处理这个请求"), words)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413 to more than we take in one go."""
    words = _("一次提交的内容太大。请减少照片，或把文字写短一些，再提交一次。")
    return _error(request, 413, _("内容太大"), words)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without anything that could fail again; 503 where only the database is away."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return unavailable(request)
    words = _("系统出了错，已经记录下来。您可以稍后再试；如果正在提交，请先确认是否已经成功，不必重复填写。")
    return _error(request, 500, _("系统出错了"), words, request_id=_request_id(request))


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database cannot be reached."""
    words = _("系统正在维护或暂时太忙。请几分钟后再试；手机上未提交的草稿会保留。")
    response = _error(request, 503, _("暂时不能使用"), words, request_id=_request_id(request))
    response["Retry-After"] = "120"
    return response


@stands_alone
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the framework's
    """Give the script that opens kept pages without a network; a changed script or style makes a new version."""
    version = hashlib.sha256("".join(map(static, _OF_KEPT_PAGES)).encode()).hexdigest()[:12]
    script = (STATIC / "ui/worker.js").read_text(encoding="utf-8")
    return HttpResponse(
        f'const VERSION = "{version}";\n{script}',
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "id", ""))


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; demonstration and tests only."""
    if not (settings.DEMO or settings.TESTING):
        raise Http404
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    now = utc_now()
    return render(request, "ui/gallery.html", {"now": now, **_samples(now)})


def _samples(now: datetime) -> dict[str, Any]:
    hour, day = timedelta(hours=1), timedelta(days=1)
    return {
        "clocks": [
            {"label": _("报到"), "due_at": now + 30 * hour},
            {"label": _("办理"), "due_at": now + 2 * hour},
            {"label": _("办理"), "due_at": now - 26 * hour},
            {"label": _("办理"), "due_at": now + day, "paused": True},
            {"label": _("反馈"), "due_at": now + 60 * day, "provisional": True},
            {"label": _("报到"), "due_at": now, "done_at": now - hour},
            {"label": _("报到"), "due_at": now - 3 * day, "done_at": now},
            {"due_at": None},
        ],
        "entries": [
            {
                "at": now - 3 * day,
                "title": _("居民报事"),
                "by": _("居民"),
                "tone": "quiet",
                "lines": [_("楼道里堆了很多杂物，防火门关不上。")],
            },
            {
                "at": now - 2 * day,
                "title": _("社区受理"),
                "by": _("社区工作人员"),
                "clauses": [("《中华人民共和国消防法》第二十八条", "")],
            },
            {"at": now - day, "title": _("部门超时未报到"), "by": _("系统"), "tone": "bad"},
            {"at": now, "title": _("办结"), "by": _("街道工作人员"), "tone": "good"},
        ],
        "errors": {"text": [_("没有写明问题。请用几个字说明看到了什么。")]},
        "reasons": [Reason(mark("案件还没有受理。"), {}, mark("请等社区受理后再办结。"))],
    }

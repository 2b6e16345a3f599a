"""The auditor's case: found by its number, masked, nothing to do on it, each look recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import services
from hemei.coordination.cases.pages.case import REFUSED, context_of
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.coordination.cases.queries import CasePage
    from hemei.kernel.actor import Actor

_SHOWN = 16  # hexadecimal digits of a fingerprint, enough to tell texts apart by eye


def _auditor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not people.may(actor.role, people.Act.READ_AUDIT).allowed:
        raise PermissionDenied
    return actor


@require_GET
@signed_in
def audit_search(request: HttpRequest) -> HttpResponse:
    """Ask for the number of a case."""
    _auditor(request)
    number = "".join(request.GET.get("number", "").split())
    if number.isascii() and number.isdigit():
        return HttpResponseRedirect(reverse("cases:audit_case", args=[number]))
    errors = {"number": [say(mark("案件编号只有数字。请核对后再查。"))]} if number else {}
    context = {"number": number[:30], "errors": errors}
    return render(request, "cases/audit_search.html", context, REFUSED if errors else 200)


@never_cache
@require_GET
@signed_in
def audit_case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case without its texts, its pictures and anybody's name or phone."""
    actor, now = _auditor(request), utc_now()
    page = services.read_for_audit(actor=actor, now=now, number=number)
    if page is None:
        raise Http404
    context = context_of(replace(page, texts=_fingerprints(page)), now)
    search = (_("案件查阅"), reverse("cases:audit_search"))
    context |= {
        "way": [(_("首页"), "/"), search, (page.number, "")],
        "steps": (),
        "blocked": (),
        "form": {"act": "", "values": {}, "errors": {}},
        "done": "",
        "changed": (),
        "left": {},
        "audited": page.stream,
    }
    context["case"] |= {"calls": (), "call": ""}
    context["case"]["facts"] += _withheld(page)
    return render(request, "cases/case.html", context)


def _fingerprints(page: CasePage) -> dict[int, str]:
    """Return for every text what the record keeps of it: the fingerprint, by which it can be proven later."""
    said = [about["texts"].values() for about in (_about(event) for event in page.events) if "texts" in about]
    return {
        found["vault"]: say(mark("〔文字封存，指纹 {digest}〕"), {"digest": found["commitment"][:_SHOWN]})
        for texts in said
        for found in texts
    }


def _withheld(page: CasePage) -> list[tuple[str, str]]:
    photos = sum(len(_about(event).get("photos") or ()) for event in page.events if _has_ids(event))
    reporter = mark("已登记，不显示") if page.state.reporter else mark("未登录的来访者，或代为登记")
    phone = mark("已留，不显示") if page.state.contact else mark("没有留")
    return [
        (say(mark("报事人")), say(reporter)),
        (say(mark("报事人联系方式")), say(phone)),
        (say(mark("照片")), say(mark("共 {count} 张，不显示"), {"count": photos})),
    ]


def _about(event: Any) -> dict[str, Any]:
    about: dict[str, Any] = event.data.get("about", {})
    return about


def _has_ids(event: Any) -> bool:
    return isinstance(_about(event).get("photos"), list)

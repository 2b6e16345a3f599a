"""The telephone numbers that boards print: whose are known, whose are missing, and a form for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.coordination.boards import queries, services
from hemei.coordination.boards.pages import gate
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hemei.kernel.actor import Actor


def _asked(values: Any) -> queries.PhoneFilter:
    return queries.PhoneFilter(
        plain(values.get("q", ""), 30), values.get("state") == "gap", plain(values.get("after", ""), 20)
    )


def _kept(asked: queries.PhoneFilter) -> dict[str, str]:
    kept = {"q": asked.text, "state": "gap" if asked.gaps else ""}
    return {name: value for name, value in kept.items() if value}


@require_safe
@never_cache
@signed_in
def phones(request: HttpRequest) -> HttpResponse:
    """List bodies with their numbers, each with its form."""
    return _page(request, _asked(request.GET))


def _page(
    request: HttpRequest, asked: queries.PhoneFilter, refused: Refused | None = None, wrong: str = ""
) -> HttpResponse:
    actor = gate.entered(request, queries.Act.KEEP_PHONES)
    rows = queries.phone_rows(actor=actor, now=utc_now(), asked=asked, limit=gate.PAGE + 1)
    kept = _kept(asked)
    context = {
        "rows": rows[: gate.PAGE],
        "purposes": [(purpose, say(name)) for purpose, name in queries.PURPOSE_NAMES.items()],
        "asked": {"q": asked.text, "state": "gap" if asked.gaps else "", "after": asked.after},
        "states": [("gap", _("只看没有电话的"))],
        "older": "?" + urlencode({**kept, "after": rows[gate.PAGE - 1].key}) if len(rows) > gate.PAGE else "",
        "sheet": f"{reverse('boards:phones_sheet')}?{urlencode(kept)}",
        "tabs": gate.tabs("boards:phones"),
        "errors": errors_of(refused) if refused else {},
        "wrong": wrong,
        "typed": {purpose.value: request.POST.get(purpose.value, "") for purpose in queries.Purpose},
    }
    return render(request, "boards/phones.html", context, gate.REFUSED if refused else 200)


@require_safe
@never_cache
@signed_in
def phones_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request, queries.Act.KEEP_PHONES)
    header = [_("单位"), _("小区"), *(say(name) for name in queries.PURPOSE_NAMES.values())]
    return sheet(_("服务电话"), header, _lines(actor, _asked(request.GET)))


def _lines(actor: Actor, asked: queries.PhoneFilter) -> Iterator[list[Any]]:
    after = ""
    while rows := queries.phone_rows(
        actor=actor, now=utc_now(), asked=queries.PhoneFilter(asked.text, asked.gaps, after), limit=gate.CHUNK
    ):
        for row in rows:
            yield [row.name, row.estate, *(row.number(purpose) for purpose in queries.Purpose)]
        after = rows[-1].key


@require_POST
@never_cache
@signed_in
def set_numbers(request: HttpRequest) -> HttpResponse:
    """Set the numbers of a body."""
    actor, asked = gate.entered(request, queries.Act.KEEP_PHONES), _asked(request.POST)
    try:
        changed = services.set_phones(
            actor=actor,
            now=utc_now(),
            body_id=whole_of(request.POST.get("body", "")) or 0,
            estate_id=whole_of(request.POST.get("estate", "")),
            numbers={purpose: request.POST.get(purpose.value, "") for purpose in queries.Purpose},
        )
    except Refused as refused:
        return _page(request, asked, refused, plain(request.POST.get("row", ""), 20))
    messages.success(
        request, _("电话已更改，印有它的公示牌一分钟内列为过期。") if changed else _("没有改动。")
    )
    kept = {**_kept(asked), **({"after": asked.after} if asked.after else {})}
    return HttpResponseRedirect(f"{reverse('boards:phones')}?{urlencode(kept)}")

"""My notices: what was sent when about what, by which channel, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.faces.notices import queries
from hemei.faces.notices.pages import gate
from hemei.faces.notices.pages.shown import address_of, state_of
from hemei.ground.people.queries import CHANNEL_NAMES
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import is_english, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hemei.kernel.actor import Actor


@require_safe
@never_cache
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's notices, the latest first."""
    actor, now = gate.entered(request), utc_now()
    matter, after = _matter(request.GET.get("matter", "")), whole_of(request.GET.get("after", ""))
    rows = queries.my_notices(
        actor=actor, now=now, matter=matter, after=after, limit=gate.PAGE + 1, english=is_english()
    )
    page, kept = rows[: gate.PAGE], {"matter": matter} if matter else {}
    context = {
        "rows": [(row, address_of(row), *state_of(row)) for row in page],
        "matters": [(one.value, say(words)) for one, words in queries.MATTER_TEXTS.items()],
        "matter_words": {one: say(words) for one, words in queries.MATTER_TEXTS.items()},
        "asked": {"matter": matter, "after": after or ""},
        "older": "?" + urlencode({**kept, "after": str(page[-1].id)}) if len(rows) > gate.PAGE else "",
        "sheet": f"{reverse('notices:mine_sheet')}?{urlencode(kept)}",
        "tabs": gate.tabs(actor, "notices:mine"),
        "channel_names": {one: say(words) for one, words in CHANNEL_NAMES.items()},
        "error_words": {code: say(words) if words else "" for code, words in queries.ERROR_TEXTS.items()},
    }
    return render(request, "notices/mine.html", context)


def _matter(text: str) -> str:
    return text if text in {one.value for one in queries.Matter} else ""


@require_safe
@never_cache
@signed_in
def mine_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give one's notices, whole, as a spreadsheet."""
    actor = gate.entered(request)
    header = [_("事项"), _("类别"), _("发生时间"), _("渠道"), _("结果"), _("时间"), _("发送的文字")]
    return sheet(_("我的提醒"), header, _lines(actor, _matter(request.GET.get("matter", ""))))


def _lines(actor: Actor, matter: str) -> Iterator[list[Any]]:
    for row in queries.every_notice(actor=actor, now=utc_now(), matter=matter, english=is_english()):
        yield [
            row.text,
            say(queries.MATTER_TEXTS[row.matter]),
            row.happened_at,
            say(CHANNEL_NAMES[row.channel]) if row.channel else "",
            state_of(row)[0],
            row.ended_at or row.due_at,
            row.said,
        ]

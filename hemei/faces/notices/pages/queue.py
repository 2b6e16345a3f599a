"""The queue of messages for the system's administration: states, failures, once more; and the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.faces.notices import queries, services
from hemei.faces.notices.pages import gate
from hemei.faces.notices.pages.shown import state_of
from hemei.ground.people.queries import CHANNEL_NAMES, Channel
from hemei.ground.people.services import channel_is_set
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hemei.kernel.actor import Actor


def _asked(values: Any) -> queries.QueueFilter:
    state, channel = values.get("state", ""), values.get("channel", "")
    return queries.QueueFilter(
        state if state in {one.value for one in queries.Sending} else "",
        channel if channel in {one.value for one in Channel} else "",
        values.get("outbox", "") == "1",
    )


def _kept(asked: queries.QueueFilter) -> dict[str, str]:
    kept = {"state": asked.state, "channel": asked.channel, "outbox": "1" if asked.outbox else ""}
    return {name: value for name, value in kept.items() if value}


@require_safe
@never_cache
@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """List messages by state and channel, with what waits and what failed."""
    actor, asked = gate.entered(request, queries.Act.SEE_QUEUE), _asked(request.GET)
    rows = queries.queue_rows(
        actor=actor, asked=asked, after=whole_of(request.GET.get("after", "")), limit=gate.PAGE + 1
    )
    page, kept = rows[: gate.PAGE], _kept(asked)
    counts = queries.queue_counts(actor=actor)
    context = {
        "rows": [(row, *state_of(row)) for row in page],
        "counts": [(state, say(words), counts.get(state, 0)) for state, words in queries.STATE_TEXTS.items()
                   if state != queries.State.OFF],
        "given_up": counts.get(queries.Sending.GIVEN_UP.value, 0),
        "states": [(one.value, say(queries.STATE_TEXTS[one.value])) for one in queries.Sending],
        "channels": [(one.value, say(words)) for one, words in CHANNEL_NAMES.items()],
        "channel_names": {one: say(words) for one, words in CHANNEL_NAMES.items()},
        "unset": [
            say(words)
            for one, words in CHANNEL_NAMES.items()
            if one is not Channel.PLATFORM and not channel_is_set(one)
        ],
        "demo": settings.DEMO,
        "asked": {"state": asked.state, "channel": asked.channel, "outbox": asked.outbox},
        "error_words": {code: say(words) if words else "" for code, words in queries.ERROR_TEXTS.items()},
        "older": "?" + urlencode({**kept, "after": str(page[-1].id)}) if len(rows) > gate.PAGE else "",
        "sheet": f"{reverse('notices:queue_sheet')}?{urlencode(kept)}",
    }  # fmt: skip
    return render(request, "notices/queue.html", context)


@require_safe
@never_cache
@signed_in
def queue_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request, queries.Act.SEE_QUEUE)
    header = [
        _("编号"), _("渠道"), _("状态"), _("紧急"), _("几件事"), _("第几次"), _("生成"), _("下次发送"), _("结束"),
        _("原因"), _("文字"),
    ]  # fmt: skip
    return sheet(_("发送队列"), header, _lines(actor, _asked(request.GET)))


def _lines(actor: Actor, asked: queries.QueueFilter) -> Iterator[list[Any]]:
    for row in queries.whole_queue(actor=actor, asked=asked):
        why = queries.ERROR_TEXTS.get(row.error, "")
        yield [
            row.id, say(CHANNEL_NAMES[row.channel]), state_of(row)[0], _("是") if row.urgent else "", row.notices,
            row.attempts, row.made_at, row.not_before, row.ended_at, say(why) if why else "", row.text,
        ]  # fmt: skip


@require_POST
@never_cache
@signed_in
def retry(request: HttpRequest) -> HttpResponse:
    """Send what was given up once more: one message, or all."""
    actor, one = gate.entered(request, queries.Act.RETRY), request.POST.get("message", "")
    count = services.retry(actor=actor, now=utc_now(), message_id=whole_of(one) or 0 if one else None)
    messages.success(request, _("%(count)s 条消息重新排队，一分钟内发出。") % {"count": count})
    return HttpResponseRedirect(f"{reverse('notices:queue')}?{urlencode(_kept(_asked(request.POST)))}")

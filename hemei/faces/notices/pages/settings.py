"""How I am told: the channel with its address, the switches, and a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings as configured
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.faces.notices import queries, services
from hemei.faces.notices.pages import gate
from hemei.ground.people.queries import CHANNEL_NAMES, Channel
from hemei.ground.records.services import acting
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in, stands_alone, status_of
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from hemei.kernel.actor import Actor


@require_safe
@never_cache
@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    """Show what one has chosen, with its forms."""
    return _page(request)


def _page(
    request: HttpRequest, refused: Refused | None = None, form: str = "", shown_code: str = ""
) -> HttpResponse:
    actor, now = gate.entered(request), utc_now()
    with acting(actor):
        channel, off = queries.preference_of(actor=actor, now=now)
        means = queries.my_means(actor=actor, now=now)
        language = queries.language_of(actor=actor)
    context = {
        "tabs": gate.tabs(actor, "notices:settings"),
        "channel": channel,
        "channels": _channels(means, channel),
        "languages": configured.LANGUAGES,
        "written_in": language,
        "switches": [
            (one.value, say(words), say(queries.MATTER_HINTS[one]))
            for one, words in queries.MATTER_TEXTS.items()
        ],
        "on": [one.value for one in queries.Matter if one not in off],
        "means": means,
        "channel_names": {one: say(words) for one, words in CHANNEL_NAMES.items()},
        "errors": errors_of(refused) if refused else {},
        "form": form,
        "typed": plain(request.POST.get("address", ""), 100),
        "shown_code": shown_code,
    }
    status = status_of(refused, gate.REFUSED) if refused else 200
    return render(request, "notices/settings.html", context, status)


def _channels(means: list[queries.Means], chosen: Channel) -> list[tuple[str, str, str]]:
    """Return the channels one can choose: those with a proven address, the platform alone, and what is chosen."""
    usable = {one.channel for one in means if one.is_set and one.proven} | {Channel.PLATFORM, chosen}
    shown = {one.channel: one.address for one in means if one.proven}
    return [
        (one.value, say(words), shown.get(one, "")) for one, words in CHANNEL_NAMES.items() if one in usable
    ]


def _channel(request: HttpRequest) -> Channel:
    wanted = request.POST.get("channel", "")
    return Channel(wanted) if wanted in {one.value for one in Channel} else Channel.PLATFORM


def _do(request: HttpRequest, form: str, act: Callable[[Actor], str]) -> HttpResponse:
    """Do one act and say so, or show the page again with what is wrong beside its form."""
    actor = gate.entered(request)
    try:
        messages.success(request, act(actor))
    except Refused as refused:
        return _page(request, refused, form)
    return HttpResponseRedirect(reverse("notices:settings"))


@require_POST
@never_cache
@signed_in
@stands_alone
def choose(request: HttpRequest) -> HttpResponse:
    """Keep channel and switches."""
    on = set(request.POST.getlist("on"))

    def act(actor: Actor) -> str:
        off = {one for one in queries.Matter if one.value not in on}
        services.choose(
            actor=actor,
            now=utc_now(),
            channel=_channel(request),
            off=off,
            language=plain(request.POST.get("language", ""), 10),
        )
        return _("已保存，从下一条提醒起按新的选择。")

    return _do(request, "choose", act)


@require_POST
@never_cache
@signed_in
@stands_alone
def test(request: HttpRequest) -> HttpResponse:
    """Send a test by one's own channel."""

    def act(actor: Actor) -> str:
        services.send_test(actor=actor, now=utc_now())
        return _("测试消息已排队，一分钟内发出。")

    return _do(request, "test", act)


@require_POST
@never_cache
@signed_in
@stands_alone
def address(request: HttpRequest) -> HttpResponse:
    """Take an address and send a code to it; a demonstration, which sends nothing, shows the code."""
    actor, channel = gate.entered(request), _channel(request)
    try:
        code = services.ask_address(
            actor=actor, now=utc_now(), channel=channel, address=plain(request.POST.get("address", ""), 100)
        )
    except Refused as refused:
        return _page(request, refused, channel.value)
    if code:
        return _page(request, None, channel.value, code)
    messages.success(request, _("验证码已发到这个地址，%(minutes)s 分钟内填写。") % {"minutes": 5})
    return HttpResponseRedirect(reverse("notices:settings"))


@require_POST
@never_cache
@signed_in
@stands_alone
def prove(request: HttpRequest) -> HttpResponse:
    """Take the code that came back."""
    channel, code = _channel(request), plain(request.POST.get("code", ""), 10)

    def act(actor: Actor) -> str:
        services.prove_address(actor=actor, now=utc_now(), channel=channel, code=code)
        return _("地址已确认，提醒改用%(channel)s。") % {"channel": say(CHANNEL_NAMES[channel])}

    return _do(request, channel.value, act)


@require_POST
@never_cache
@signed_in
@stands_alone
def drop(request: HttpRequest) -> HttpResponse:
    """Forget an address."""
    channel = _channel(request)

    def act(actor: Actor) -> str:
        services.drop_address(actor=actor, now=utc_now(), channel=channel)
        return _("地址已删除。")

    return _do(request, channel.value, act)

"""Report a problem: find the estate, write what happened, get a number. No sign-in, no script needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import alike
from hemei.coordination.cases.pages.case import fresh_key, uploaded
from hemei.coordination.cases.pages.faces import named
from hemei.coordination.cases.pages.shown import plain_kinds
from hemei.coordination.cases.rules.channels import FOR_OTHERS, ON_DUTY, channels_of
from hemei.coordination.cases.rules.words import CHANNEL_TEXTS, OTHER_KIND, Channel
from hemei.ground.people import services as people
from hemei.ground.people.queries import Channel as By
from hemei.ground.places import queries as places
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import say_when, status_of
from hemei.ui.forms import day_of, errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import QueryDict

    from hemei.kernel.actor import Actor

REFUSED = 422
_HEARD = 2000  # characters a suggestion looks at
_RECEIPTS = Signer(
    salt="hemei.cases.receipt"
)  # numbers follow each other: an address must not be made from one


def _today() -> date:
    return shanghai_day(utc_now())


MOST_FOUND = 10


# --- where ---------------------------------------------------------------------------------------
@require_GET
def find_place(request: HttpRequest) -> HttpResponse:
    """Find the estate by name, address, pinyin or position, or the community that is around it."""
    wanted = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"q": wanted, "found": (), "near": False, "notice": "", "errors": {}}
    context["own"] = queries.own_estates(actor=request.actor, on=_today())  # type: ignore[attr-defined]
    called: tuple[places.PublicCommunity, ...] = ()
    if "lon" in request.GET:
        context |= _nearest(request.GET)
    elif wanted:
        found = places.search_estates(wanted, limit=MOST_FOUND + 1)
        context["found"], context["more"] = found[:MOST_FOUND], len(found) > MOST_FOUND
        called = places.communities_called(wanted)
    context["elsewhere"] = _elsewhere(context["found"], called)
    return render(request, "cases/find_place.html", context)


def _elsewhere(
    estates: Iterable[places.PublicEstate], called: Iterable[places.PublicCommunity]
) -> list[dict[str, str]]:
    """Return the communities a problem beside these estates may lie in, those asked for by name first."""
    found = {row.code: (row.short_name, f"{row.county} {row.street}") for row in called}
    for estate in estates:
        line = f"{estate.county} {estate.street}"
        found.setdefault(estate.community_code, (places.short_name(estate.community), line))
    return [{"code": code, "name": name, "line": line} for code, (name, line) in found.items()]


def _nearest(data: QueryDict) -> dict[str, Any]:
    try:
        point = places.Point(int(data.get("lon", "")), int(data.get("lat", "")))
    except ValueError:
        return {"notice": _("没有拿到位置。请用名称查找。")}
    try:
        return {"found": places.nearest_estates(point, frame=places.city_frame(_today())), "near": True}
    except Refused as refused:
        return {"notice": " ".join(text for texts in errors_of(refused).values() for text in texts)}


# --- what ----------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of an estate or a community, or take the report."""
    errors: dict[str, list[str]] = {}
    status, told = 200, None
    offered: list[dict[str, Any]] = []
    if (
        request.method == "POST" and "look" not in request.POST
    ):  # who has no script may look at the kinds first
        try:
            return HttpResponseRedirect(_done(request, token))
        except services.LooksReported as before:
            offered = alike.offers(before.found, _today(), request.actor)  # type: ignore[attr-defined]
        except Refused as refused:
            errors, status, told = errors_of(refused), status_of(refused, REFUSED), refused
            offered = alike.chosen(request.POST.get("join", ""))
    where = _where(token)
    if where is None:
        raise Http404
    context = {**_form(request, where, errors), "offered": offered}
    response = render(request, "cases/report.html", context, status)
    if request.method == "GET" and request.actor.role is Role.PUBLIC:  # type: ignore[attr-defined]
        response["X-Hemei-Keep"] = "1"  # nothing personal stands here: a phone may open it without a network
    return say_when(response, told) if told else response


def _done(request: HttpRequest, token: str) -> str:
    """Take the report, or let its sender follow the case he chose; return where he is told of it."""
    if "join" not in request.POST:
        return reverse("cases:received", args=[_RECEIPTS.sign(_take(request, token))])
    return alike.join(request, token, _channel(request))


def _kind(data: QueryDict) -> str:
    return data.get("suggested_kind") or data.get("kind") or OTHER_KIND


@dataclass(frozen=True, slots=True)
class _Where:
    """Where the form is for: an estate by its token, or anywhere else in a community by its code."""

    token: str
    name: str
    line: str
    houses: tuple[tuple[str, str], ...] = ()
    is_estate: bool = True


def _where(token: str) -> _Where | None:
    estate = places.public_estate(token)
    if estate is not None:
        line = f"{estate.county} {estate.street} {estate.community}"
        return _Where(token, estate.name, line, tuple(_houses(token)))
    community = places.public_community(token)
    if community is None:
        return None
    return _Where(token, community.short_name, f"{community.county} {community.street}", is_estate=False)


def _houses(token: str) -> Iterator[tuple[str, str]]:
    """Yield each building and each entrance as a choice of one select: it needs no script."""
    last = None
    for row in places.houses_of(token):
        if row.building_id != last:
            yield str(row.building_id), row.building
        if row.entrance_id is not None:
            yield f"{row.building_id}-{row.entrance_id}", f"{row.building} {row.entrance}"
        last = row.building_id


def _take(request: HttpRequest, token: str) -> str:
    data = request.POST
    building, _dash, entrance = data.get("house", "").partition("-")
    return services.report(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        token=token,
        report=services.Report(
            channel=_channel(request),
            kind=_kind(data),
            text=data.get("text", "").replace("\r\n", "\n"),
            spot=data.get("spot", ""),
            fact_on=day_of(data.get("fact_on", ""), "fact_on") or _today(),
            phone=data.get("phone", "").strip(),
            hidden=bool(data.get("hidden")),
            building=whole_of(building),
            entrance=whole_of(entrance),
        ),
        photos=uploaded(request),
        submission_key=data.get("submission_key", ""),
        address=request.META.get("REMOTE_ADDR", ""),
        # What waited for a network has nobody before it to be asked.
        apart=True if "apart" in data else None if "queued" in data else False,
    )


def _channel(request: HttpRequest) -> Channel:
    allowed = channels_of(request.actor.role)  # type: ignore[attr-defined]
    wanted = request.POST.get("channel", "")
    return next((channel for channel in allowed if channel.value == wanted), allowed[0])


def _form(request: HttpRequest, where: _Where, errors: dict[str, list[str]]) -> dict[str, Any]:
    today = _today()
    law = queries.law_of(today)
    names = ("text", "kind", "house", "spot", "fact_on", "phone", "hidden", "texts", "channel")
    role = request.actor.role  # type: ignore[attr-defined]
    channels, values = channels_of(role), {name: request.POST.get(name, "") for name in names}
    values["channel"] = values["channel"] or channels[0].value
    return {
        "where": where,
        "errors": errors,
        "values": values,
        "on_behalf": Channel.RESIDENT not in channels,
        "by_phone": role is Role.PUBLIC or values["channel"] in FOR_OTHERS,
        "may_text": role is not Role.RESIDENT
        and values["channel"] not in ON_DUTY
        and (settings.DEMO or people.channel_is_set(By.SMS)),
        "channels": [(channel.value, say(CHANNEL_TEXTS[channel])) for channel in channels],
        "kinds": plain_kinds(law),
        "suggested": _suggestions(values["text"][:_HEARD]),
        "chosen": request.POST.get("suggested_kind"),
        "submission_key": request.POST.get("submission_key") or fresh_key(),
        "today": today.isoformat(),
        "text_limit": law.intake.text_characters.most,
        "most_photos": law.intake.photos.most,
        "photo_megabytes": law.intake.photo_megabytes.most,
    }


# --- which kind ----------------------------------------------------------------------------------
@require_POST
def suggest_kinds(request: HttpRequest) -> HttpResponse:
    """Answer the text typed so far with kinds it sounds like, and the words that say so.

    By POST, so that what a resident writes stands in no address and no log.
    """
    context = {"suggested": _suggestions(request.POST.get("text", "")[:_HEARD]), "chosen": None}
    return render(request, "cases/suggested_kinds.html", context)


def _suggestions(text: str) -> list[dict[str, Any]]:
    today = _today()
    found = queries.suggested_kinds(text, queries.listed_on(today), day=today)
    return [
        {"code": one.problem.code, "name": named(one.problem), "words": one.words, "few": one.few}
        for one in found
    ]


# --- done ----------------------------------------------------------------------------------------
@require_GET
def received(request: HttpRequest, receipt: str) -> HttpResponse:
    """Confirm the report to whoever was sent here; an address that was guessed leads nowhere."""
    try:
        number = _RECEIPTS.unsign(receipt)
    except BadSignature:
        raise Http404 from None
    told = queries.receipt(number)
    if told is None:
        raise Http404
    own = _own_case(request.actor, number)  # type: ignore[attr-defined]
    context = {
        "number": number,
        "home": told.home,
        "accept_due": told.accept_due_at,
        "can_follow": told.can_follow,
        "own": own,
        "resident": request.actor.role is Role.RESIDENT,  # type: ignore[attr-defined]
        "for_caller": own is not None and Channel(own.channel) in FOR_OTHERS,
    }
    return render(request, "cases/received.html", context)


def _own_case(actor: Actor, number: str) -> queries.ListRow | None:
    """Return the case as whoever is signed in finds it among his own; None without an account."""
    if actor.account_id is None:
        return None
    return next((row for row in queries.found_cases(number, actor=actor) if row.number == number), None)

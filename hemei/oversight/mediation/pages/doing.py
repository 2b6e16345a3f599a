"""What is done with a dispute: one address, one service for each act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages import agreeing, file
from hemei.oversight.mediation.pages.shared import entered
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain, whole_of

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

Doing = Callable[["Actor", datetime, int, QueryDict], object]


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, dispute_id: int, name: str) -> HttpResponse:
    """Do one act on a dispute."""
    actor, typed = entered(request, queries.Act.HANDLE), request.POST
    doing = {**ACTS, **agreeing.ACTS}.get(name)
    if doing is None:
        raise Http404
    try:
        with records.acting(actor):  # what was refused half-way is undone, though the page is shown
            doing(actor, utc_now(), dispute_id, typed)
    except Refused as refused:
        return file.show(request, dispute_id, actor, {**typed.dict(), **_lists(typed)}, name, refused)
    messages.success(request, _("已办理。"))
    if name in {"escalate", "send_back"}:
        messages.info(request, _("卷宗已经全部转出，本机构不再看到这件纠纷。"))
        return HttpResponseRedirect(reverse("mediation:inbox"))
    return HttpResponseRedirect(reverse("mediation:dispute", args=[dispute_id]))


def _lists(typed: QueryDict) -> dict[str, object]:
    """Return what was ticked as the page offers it: persons and mediators by their ids."""
    ids = ("mediators", "relatives", "agreed", "present", "signed")
    return {name: _numbers(typed, name) for name in ids} | {"marks": typed.getlist("marks")}


def _numbers(typed: QueryDict, name: str) -> tuple[int, ...]:
    found = (whole_of(text) for text in typed.getlist(name))
    return tuple(number for number in found if number is not None)


def _accept(actor: Actor, now: datetime, number: int, _typed: QueryDict) -> None:
    services.accept_dispute(actor=actor, now=now, dispute_id=number)


def _decline(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.decline_dispute(actor=actor, now=now, dispute_id=number, reason=typed.get("reason", ""))


def _size(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    try:
        size = queries.Size(typed.get("size", ""))
    except ValueError:
        raise Refused.because(mark("请选择大小"), field="size", code="size") from None
    services.set_size(actor=actor, now=now, dispute_id=number, size=size, reason=typed.get("reason", ""))


def _assign(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    chosen = _numbers(typed, "mediators")
    ties = [
        services.TieDraft(mediator_id=mediator, party_id=party)
        for party in _numbers(typed, "relatives")
        for mediator in chosen
    ]
    services.assign_mediators(actor=actor, now=now, dispute_id=number, mediator_ids=chosen, ties=ties)


def party_of(typed: QueryDict, side: str = "side") -> services.PartyDraft:
    """Return the person a form names as a party."""
    try:
        where = queries.Side(typed.get(side, ""))
    except ValueError:
        raise Refused.because(mark("请选择哪一方"), field=side, code="side") from None
    return services.PartyDraft(
        side=where, name=plain(typed.get("name", ""), 40), phone=plain(typed.get("phone", ""), 20)
    )


def _join(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.join_party(actor=actor, now=now, dispute_id=number, draft=party_of(typed))


def _died(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.note_death(
        actor=actor, now=now, dispute_id=number, party_id=whole_of(typed.get("party", "")) or 0,
        died_on=needed_day(typed.get("died_on", ""), "died_on"),
    )  # fmt: skip


def _succeed(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.succeed_party(
        actor=actor, now=now, dispute_id=number, party_id=whole_of(typed.get("party", "")) or 0, heir=party_of(typed)
    )  # fmt: skip


def _meet(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    try:
        hour = time.fromisoformat(typed.get("time", "").strip())
        way = queries.Way(typed.get("way", ""))
    except ValueError:
        raise Refused.because(mark("请写明时间，并选择当面或远程"), field="time", code="time") from None
    day = needed_day(typed.get("day", ""), "day")
    draft = services.SessionDraft(
        starts_at=datetime.combine(day, hour.replace(tzinfo=None), SHANGHAI), way=way,
        location=plain(typed.get("location", ""), 80), key=plain(typed.get("key", ""), 60),
    )  # fmt: skip
    services.call_session(actor=actor, now=now, dispute_id=number, draft=draft)


def _hold(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    draft = services.RecordDraft(
        text=typed.get("text", ""), present=_numbers(typed, "present"), signed=_numbers(typed, "signed")
    )
    services.hold_session(
        actor=actor, now=now, session_id=whole_of(typed.get("session", "")) or 0, draft=draft
    )


def _call_off(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    services.cancel_session(
        actor=actor,
        now=now,
        session_id=whole_of(typed.get("session", "")) or 0,
        reason=typed.get("reason", ""),
    )


def _extend(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.extend_term(
        actor=actor, now=now, dispute_id=number, until=needed_day(typed.get("until", ""), "until"),
        reason=typed.get("reason", ""), agreed=_numbers(typed, "agreed"),
    )  # fmt: skip


def _danger(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.report_danger(actor=actor, now=now, dispute_id=number, text=typed.get("text", ""))


def _fail(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.record_failure(actor=actor, now=now, dispute_id=number, reason=typed.get("reason", ""))


def _stop(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.stop_by_party(
        actor=actor, now=now, dispute_id=number, party_id=whole_of(typed.get("party", "")) or 0,
        reason=typed.get("reason", ""),
    )  # fmt: skip


def _escalate(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    try:
        ground = queries.Ground(typed.get("ground", ""))
    except ValueError:
        raise Refused.because(mark("请选择上报的理由"), field="ground", code="ground") from None
    services.escalate(actor=actor, now=now, dispute_id=number, ground=ground, reason=typed.get("reason", ""))


def _send_back(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    services.send_back(actor=actor, now=now, dispute_id=number, reason=typed.get("reason", ""))


def _close(actor: Actor, now: datetime, number: int, _typed: QueryDict) -> None:
    services.close_dispute(actor=actor, now=now, dispute_id=number)


ACTS: dict[str, Doing] = {
    "accept": _accept,
    "decline": _decline,
    "size": _size,
    "assign": _assign,
    "join": _join,
    "died": _died,
    "succeed": _succeed,
    "meet": _meet,
    "hold": _hold,
    "call_off": _call_off,
    "extend": _extend,
    "danger": _danger,
    "fail": _fail,
    "stop": _stop,
    "escalate": _escalate,
    "send_back": _send_back,
    "close": _close,
}

"""我的表决: a resident's units, the sheet he casts by phone, and the receipt he keeps."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast, get_args

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hemei.community.voting import queries, services
from hemei.community.voting.pages.gate import moot_words
from hemei.community.voting.pages.receipts import counted_face
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.casting import BASIS_NAMES, CHANNEL_NAMES
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.receipts import receipt_number
from hemei.community.voting.rules.roll import CHOICES, Choice
from hemei.community.voting.rules.standards import PaperBallots
from hemei.community.voting.rules.trust import Found, look_up_code, receipt_commitment
from hemei.community.voting.rules.voters import VISIT_TIMES
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hemei.community.voting.rules.receipts import CountedSheet
    from hemei.kernel.decision import Decision

REFUSED = 422
PROVABLE = {"no_binding", "expired"}
"""Why one may not vote that the code of a letter puts right."""
CHOICE_NAMES: dict[Choice, str] = {"for": mark("同意"), "against": mark("反对"), "abstain": mark("弃权")}
SPOILED = mark("无效")

FOUND: dict[Found, tuple[str, str]] = {
    "counted": (mark("找到了，已计入"), "good"),
    "not_counted": (mark("找到了，没有计入：另有一张选票计入，或者这一张无效"), "warn"),
    "differs": (mark("选票码在，校验值不一致：选票被改动过，请向社区或者街道提出"), "bad"),
    "missing": (mark("公布文件里没有这个选票码，请向社区或者街道提出"), "bad"),
}


@never_cache
@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show the units one may vote for, with area and share, and what was received for them."""
    actor, now = actor_of(request), utc_now()
    services.claim_units(actor=actor, now=now)
    units = [unit_face(unit, now) for unit in queries.own_units(actor=actor)]
    why = queries.called_off_for(
        {unit["assembly"] for unit in units if unit["called_off"] and unit["assembly"]}
    )
    context = {
        "why": why,
        "running": [unit for unit in units if unit["state"] == "running"],
        "coming": [unit for unit in units if unit["state"] == "coming"],
        "ended": [unit for unit in units if unit["state"] == "ended"],
    }
    return render(request, "voting/mine.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def own_sheet(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Show the items with the choices of one sheet, and cast it."""
    actor, now = actor_of(request), utc_now()
    if request.method == "POST":
        return _cast(request, actor, now, roll_unit_id)
    unit = own_unit(actor, roll_unit_id)
    allowed = services.may_vote(actor=actor, now=now, roll_unit_id=roll_unit_id)
    if not allowed.allowed:
        return _not_yet(request, unit, now, allowed)
    if not services.code_counts(confirmed_at(request), now):
        return to_confirm(request.path)
    return _sheet(request, actor, now, unit, {})


def _not_yet(request: HttpRequest, unit: queries.OwnUnit, now: datetime, allowed: Decision) -> HttpResponse:
    """Say why one may not vote by phone, and what can be done about it."""
    face = unit_face(unit, now)
    context = {
        "unit": face,
        "reasons": allowed.reasons,
        "by_letter": face["state"] == "running" and allowed.reasons[0].code in PROVABLE,
    }
    return render(request, "voting/not_yet.html", context)


def _cast(request: HttpRequest, actor: Actor, now: datetime, roll_unit_id: int) -> HttpResponse:
    given = {
        key.removeprefix("choice_"): value for key, value in request.POST.items() if key.startswith("choice_")
    }
    choices = {
        int(vote): cast("Choice", choice)
        for vote, choice in given.items()
        if vote.isascii() and vote.isdigit() and choice in get_args(Choice)
    }
    draft = services.SheetDraft(
        roll_unit_id=roll_unit_id,
        choices=choices,
        channel="phone",
        received_at=now,
        confirmed_at=confirmed_at(request),
        key=plain(request.POST.get("key", ""), 40) or None,
    )
    try:
        services.cast_sheet(actor=actor, now=now, sheet=draft)
    except Refused as refused:
        if refused.decision.reasons[0].code == "step_up":
            return to_confirm(request.path)
        return _sheet(request, actor, now, own_unit(actor, roll_unit_id), choices, refused)
    return HttpResponseRedirect(reverse("voting:receipt", args=[roll_unit_id]))


def _sheet(
    request: HttpRequest,
    actor: Actor,
    now: datetime,
    unit: queries.OwnUnit,
    choices: dict[int, Choice],
    refused: Refused | None = None,
) -> HttpResponse:
    lines = queries.own_agenda(unit, actor=actor)
    context = {
        "unit": unit_face(unit, now),
        "moot": {line.vote_id: moot_words(line.moot) for line in lines},
        "lines": [(line, choices.get(line.vote_id, "")) for line in lines],
        "seats": {line.group: line.seats for line in lines if line.group},
        "options": [(choice, say(CHOICE_NAMES[choice])) for choice in CHOICES],
        "key": request.POST.get("key") or uuid.uuid4(),
        "decided": queries.decided_for([unit.assembly_id]).get(unit.assembly_id, "")
        if unit.assembly_id
        else "",
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/sheet.html", context, REFUSED if refused else 200)


@never_cache
@require_GET
@signed_in
def receipt(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Show the receipts of the sheets one cast for a unit: to print, or to keep as a file."""
    actor, now = actor_of(request), utc_now()
    unit = own_unit(actor, roll_unit_id)
    titles = {line.vote_id: line.title for line in queries.own_agenda(unit, actor=actor)}
    sheets = queries.own_sheets(roll_unit_id, actor=actor, persons=people.own_persons(actor))
    context = {
        "unit": unit_face(unit, now),
        "sheets": [
            {
                "channel": say(CHANNEL_NAMES[sheet.channel]),
                "paper": sheet.channel == "paper",
                "door": sheet.channel == "doorstep",
                "basis": say(BASIS_NAMES[sheet.basis]),
                "at": sheet.received_at,
                "number": receipt_number(unit.roll_id, sheet.written.sheet_id),
                "ballots": written_face(sheet.written, titles),
                "unsigned": sheet.unsigned,
                "id": sheet.written.sheet_id,
            }
            for sheet in sheets
        ],
        "found": queries.found_unsigned(unit, actor=actor),
        "shared": counted_face(_shared(actor, roll_unit_id), unit.roll_id, titles),
        "signature": record.standards().find("paper-ballots", PaperBallots, on=unit.noticed_on).signature,
    }
    return render(request, "voting/receipt.html", context)


def _shared(actor: Actor, roll_unit_id: int) -> list[CountedSheet]:
    """Return the papers of a home that the reader owns with others."""
    return queries.shared_papers(roll_unit_id, actor=actor, persons=people.own_persons(actor))


def written_face(written: services.WrittenSheet, titles: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return the ballots of a sheet as its voter reads them."""
    return [
        {
            "title": titles[ballot.vote_id],
            "choice": say(
                CHOICE_NAMES[cast("Choice", ballot.receipt["choice"])] if ballot.valid else SPOILED
            ),
            "code": ballot.receipt["code"],
            "valid": ballot.valid,
            "stands": ballot.stands,
            "struck": ballot.struck,
            "commitment": ballot.commitment,
        }
        for ballot in written.ballots
    ]


@never_cache
@require_GET
@signed_in
def find(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Look for one's own ballots in the published files, as anybody with a receipt can: by code and commitment."""
    actor, now = actor_of(request), utc_now()
    unit = own_unit(actor, roll_unit_id)
    sheets = queries.own_sheets(roll_unit_id, actor=actor, persons=people.own_persons(actor))
    shared = _shared(actor, roll_unit_id)
    if not sheets and not shared:
        raise Http404
    titles = {line.vote_id: line.title for line in queries.own_agenda(unit, actor=actor)}
    with people_services.opened(actor, unit.scope):
        published = queries.published_of(unit.roll_id, actor=system_actor(unit.scope), now=now)
    known = [
        (one.vote_id, one.receipt["code"], one.commitment)
        for sheet in sheets
        for one in sheet.written.ballots
    ] + [(one.vote_id, one.code, one.commitment) for paper in shared for one in paper.ballots]
    rows = [
        {
            "title": titles[vote],
            "code": code,
            "commitment": commitment,
            "found": look_up_code(code, commitment, public.public),
            "root": public.public["root"],
            "roll": public.public["roll"],
            "assembly": public.assembly_id,
            "number": public.number,
        }
        for vote, code, commitment in known
        if (public := published.get(vote)) is not None
    ]
    context = {
        "unit": unit_face(unit, now),
        "rows": rows,
        "words": {key: (say(text), tone) for key, (text, tone) in FOUND.items()},
    }
    return render(request, "voting/find.html", context)


@never_cache
@require_GET
@signed_in
def receipt_file(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Give the receipts as a file: everything needed to compute each commitment without us."""
    actor = actor_of(request)
    sheets = queries.own_sheets(roll_unit_id, actor=actor, persons=people.own_persons(actor))
    if not sheets:
        raise Http404
    rows: list[dict[str, Any]] = [
        {**ballot.receipt, "commitment": receipt_commitment(ballot.receipt)}
        for sheet in sheets
        for ballot in sheet.written.ballots
    ]
    return HttpResponse(
        json.dumps(rows, ensure_ascii=False, indent=2),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="receipt-{roll_unit_id}.json"'},
    )


def to_confirm(back: str) -> HttpResponse:
    """Send the reader for a one-time code, and then back to an address of ours."""
    return HttpResponseRedirect(f"{reverse('people:confirm')}?next={back}")


def confirmed_at(request: HttpRequest) -> datetime | None:
    """Return when the reader last gave a one-time code in this session."""
    return people_services.confirmed_at(request.session)


def actor_of(request: HttpRequest) -> Actor:
    """Return who reads."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def own_unit(actor: Actor, roll_unit_id: int) -> queries.OwnUnit:
    """Return a unit of the reader's own."""
    services.claim_units(actor=actor, now=utc_now())
    found = queries.own_units(actor=actor, roll_unit_id=roll_unit_id)
    if not found:
        raise Http404
    return found[0]


def unit_face(unit: queries.OwnUnit, now: datetime) -> dict[str, Any]:
    """Return what pages say of a unit of one's own."""
    hundredths = unit.area_dm2 * 10_000 // unit.total_area_dm2
    state = "ended" if now > unit.closes_at or unit.closed_at else "running"
    moot = {} if unit.state == State.CALLED_OFF else unit.moot or {}
    if state == "running" and unit.opens_at is not None and now < unit.opens_at:
        state = "coming"
    return {
        "id": unit.roll_unit_id,
        "estate": unit.estate,
        "unit": unit.unit,
        "area": square_metres(unit.area_dm2),
        "total_area": square_metres(unit.total_area_dm2),
        "share": f"{hundredths // 100}.{hundredths % 100:02}%",
        "heads": unit.total_heads,
        "opens_at": unit.opens_at,
        "closes_at": unit.closes_at,
        "state": state,
        "called_off": unit.state == State.CALLED_OFF,
        "moot": {number: moot_words(one) for number, one in moot.items()},
        "channel": say(CHANNEL_NAMES[unit.channel]) if unit.channel else "",
        "received_at": unit.received_at,
        "title": unit.title or "",
        "assembly": unit.assembly_id,
        "published": unit.published_at,
        "visit": say(VISIT_TIMES[unit.visit]) if unit.visit else "",
        "unsigned": bool(unit.unsigned),
        "check": unit.check,
    }

"""A sheet taken from somebody who is there, at the desk or at his door; and what is handed to him."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast, get_args
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.voting import queries, services
from hemei.community.voting.pages.gate import moot_words
from hemei.community.voting.pages.mine import CHOICE_NAMES, written_face
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.casting import CHANNEL_NAMES, Channel
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.receipts import receipt_number
from hemei.community.voting.rules.roll import CHOICES, Choice
from hemei.community.voting.rules.voters import CAPACITY_NAMES, DOCUMENTS, VISIT_TIMES, Capacity
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

REFUSED = 422
WHO = ("owner", "capacity", "document")
"""What a form says of who is there."""


def faces(
    request: HttpRequest, unit: queries.DeskUnit, act: str = "", refused: Refused | None = None
) -> dict[str, Any]:
    """Return what a page shows of a unit that somebody votes for before the reader's eyes."""
    return {
        "unit": unit,
        "area": square_metres(unit.area_dm2),
        "owners": [(person, name or _("外地登记的业主")) for person, name in unit.owners],
        "capacities": [(one.value, say(words)) for one, words in CAPACITY_NAMES.items()],
        "documents": [(code, say(words)) for code, words in DOCUMENTS.items()],
        "proxies": [(number, _("代理人 %(name)s") % {"name": name}) for number, name in unit.proxies],
        "options": [(choice, say(CHOICE_NAMES[choice])) for choice in CHOICES],
        "values": request.POST or request.GET,
        "moot": {line.vote_id: moot_words(line.moot) for line in unit.items},
        "chosen": {line.vote_id: request.POST.get(f"choice_{line.vote_id}", "") for line in unit.items},
        "key": request.POST.get("key") or uuid.uuid4(),
        "came": [(say(CHANNEL_NAMES[cast("Channel", channel)]), at) for channel, at in unit.sheets],
        "visit": say(VISIT_TIMES[unit.visit]) if unit.visit else "",
        "act": act,
        "errors": errors_of(refused) if refused else {},
        "to_bind": to_bind(request, unit)
        if refused and refused.decision.reasons[0].code == "not_bound"
        else "",
    }


def to_bind(request: HttpRequest, unit: queries.DeskUnit) -> str:
    """Return where the desk binds who votes for a unit, with what the form says already; "" for who has no desk."""
    if request.actor.role not in roles_for(Act.CAST):  # type: ignore[attr-defined]
        return ""
    said = {"act": "bind", **{one: request.POST.get(one, "") for one in WHO}}
    return reverse("voting:desk_unit", args=[unit.id]) + "?" + urlencode(said) + "#bind-capacity"


def cast_here(
    request: HttpRequest, unit: queries.DeskUnit, channel: Channel, *, visitor: int | None = None
) -> HttpResponse:
    """Cast the sheet of a form and hand over its receipt: nobody reads the codes again but the voter."""
    data, now = request.POST, utc_now()
    choices = {
        line.vote_id: cast("Choice", choice)
        for line in unit.items
        if (choice := data.get(f"choice_{line.vote_id}", "")) in get_args(Choice)
    }
    written = services.cast_sheet(
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
        sheet=services.SheetDraft(
            roll_unit_id=unit.id,
            choices=choices,
            channel=channel,
            received_at=now,
            document=data.get("document", ""),
            capacity=capacity_of(data),
            owner_id=whole_of(data.get("owner", "")),
            proxy_id=whole_of(data.get("proxy", "")),
            visitor_id=visitor,
            evidence=data.get("evidence", ""),
            key=plain(data.get("key", ""), 40) or None,
        ),
    )
    context = {
        "unit": unit,
        "channel": say(CHANNEL_NAMES[channel]),
        "at": now,
        "number": receipt_number(unit.roll_id, written.sheet_id),
        "ballots": written_face(written, {line.vote_id: line.title for line in unit.items}),
        "door": channel == "doorstep",
        "desk": request.actor.role in roles_for(Act.CAST),  # type: ignore[attr-defined]
    }
    return render(request, "voting/handed.html", context)


def capacity_of(data: QueryDict) -> Capacity:
    """Return in whose right a form says somebody votes."""
    word = data.get("capacity", "")
    return Capacity(word) if word in set(Capacity) else Capacity.OWNER

"""The file of a dispute: what it is about, both sides, the clock, what may be done next, what was done."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages.agreeing import agreed, offered, to_agree
from hemei.oversight.mediation.pages.shared import (
    REFUSED,
    cited,
    clock_face,
    entered,
    kind_name,
    named,
    options,
    state_words,
    today,
    told,
    why_words,
    yuan,
)
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_SHOWN = (queries.State.FILED, queries.State.ACCEPTED, queries.State.IN_MEDIATION)


@never_cache
@require_safe
@signed_in
def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Show the file to whoever handles it; that he looked stands in it."""
    return show(request, dispute_id, entered(request, queries.Act.HANDLE))


def show(
    request: HttpRequest, dispute_id: int, actor: Actor, typed: Mapping[str, Any] | None = None, name: str = "",
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    """Show a file, after a refusal with what was typed and why it was refused."""
    now = utc_now()
    try:
        page = services.open_file(actor=actor, now=now, dispute_id=dispute_id)
    except Refused:
        raise Http404 from None
    levels = queries.levels_on(page.row.rules_on)
    context = {
        **shown(page, levels, now),
        "steps_of": [say(queries.STATE_TEXTS[state]) for state in _SHOWN] + [_("结果")],
        "step": _stage(page.row.state),
        "moves": {move.value for move in page.moves},
        "levels": levels,
        "grounds": _grounds(page, levels),
        "mediators": _mediators(page),
        "sizes": options(queries.SIZE_TEXTS),
        "sides": options(queries.SIDE_TEXTS),
        "ways": options(queries.WAY_TEXTS),
        "body": queries.mediation_body(page.row.mediation_body_id),
        **agreed(page),
        **to_agree(page, actor),
        "offers": [offered(one, page) for one in queries.offers_of(page.row.id)],
        "key": (typed or {}).get("key") or secrets.token_urlsafe(12),
        "unreported": page.row.danger
        and not any(one.move == queries.Move.REPORT_DANGER for one in page.steps),
        "today": today(),
        "values": typed or {},
        "errors": {name: errors_of(refused)} if refused else {},
    }
    return render(request, "mediation/dispute.html", context, REFUSED if refused else 200)


def shown(page: queries.DisputePage, levels: queries.MediationLevels, now: datetime) -> dict[str, Any]:
    """Return what every reader of a file sees; the party's page uses it too."""
    row, rules = page.row, queries.rules_on(page.row.rules_on)
    size = levels.of_size(row.size)
    return {
        "page": page,
        "row": row,
        "kind": kind_name(levels, row.kind),
        "state": (state_words(row), queries.STATE_TONES[row.state]),
        "size": (say(queries.SIZE_TEXTS[row.size]), queries.SIZE_TONES[row.size]),
        "level": named(levels.of_level(row.level)),
        "why": why_words(levels, row.because),
        "changed": row.size is not row.proposed,
        "proposed": say(queries.SIZE_TEXTS[row.proposed]),
        "clause": cited(levels.head, size.warrant),
        "source": say(queries.SOURCE_TEXTS[row.source]),
        "amount": yuan(row.amount_fen),
        "clock": clock_face(row, now),
        "clock_clause": cited(levels.head, levels.of_level(row.level).warrant),
        "parties": [_party(party) for party in page.parties],
        "sessions": [_session(one, page) for one in page.sessions],
        "entries": [_entry(one, page, levels) for one in reversed(page.steps)],
        "principles": [(told(one), cited(rules.head, one.warrant)) for one in rules.principle],
        "other_ways": [named(one) for one in rules.other_way],
        "looks": [
            {
                "at": look.at,
                "who": (look.name or _("调解员")) if look.handles else _("当事人"),
                "body": page.bodies.get(look.body_id or 0, "") if look.handles else "",
            }
            for look in page.looks
        ],
    }


def _stage(state: queries.State) -> int:
    if state in queries.WAITING:
        return 0
    return _SHOWN.index(state) if state in _SHOWN else len(_SHOWN)


def _party(party: queries.PartyView) -> dict[str, Any]:
    return {
        "id": party.id,
        "side": say(queries.SIDE_TEXTS[party.side]),
        "applicant": party.side is queries.Side.APPLICANT,
        "kind": say(queries.PARTY_TEXTS[party.kind]),
        "name": party.name or _("（已按申请删除）"),
        "phone": party.phone,
        "died": party.died_on,
        "left": party.left,
        "own": party.own,
        "person": party.kind is queries.PartyKind.PERSON,
    }


def _session(one: queries.SessionView, page: queries.DisputePage) -> dict[str, Any]:
    names = {party.id: party.name for party in page.parties}
    return {
        "id": one.id,
        "way": say(queries.WAY_TEXTS[one.way]),
        "starts_at": one.starts_at,
        "held_at": one.held_at,
        "cancelled": one.cancelled,
        "open": one.held_at is None and not one.cancelled,
        "present": [names[number] for number in one.present if names.get(number)],
        "record": one.record,
    }


def _entry(
    one: queries.StepView, page: queries.DisputePage, levels: queries.MediationLevels
) -> dict[str, Any]:
    lines = [one.note] if one.note else []
    about = one.about
    if "ground" in about:
        lines.insert(
            0, _("理由：%(ground)s") % {"ground": named(levels.of_ground(queries.Ground(about["ground"])))}
        )
    if isinstance(about.get("to"), int):
        lines.insert(0, _("转到：%(body)s") % {"body": page.bodies.get(about["to"], "")})
    if "until" in about:
        lines.insert(0, _("延长到%(day)s") % {"day": about["until"]})
    if isinstance(about.get("police"), int):
        lines.insert(0, _("报告：%(body)s") % {"body": page.bodies.get(about["police"], "")})
    words = _("登记纠纷") if one.move == "file" else say(queries.MOVE_TEXTS[queries.Move(one.move)])
    tone = {"fail": "bad", "stop": "warn", "report_danger": "bad", "agree": "good"}.get(one.move, "")
    return {
        "at": one.at,
        "title": words,
        "by": page.bodies.get(one.body_id or 0, "") or _("当事人"),
        "tone": tone,
        "lines": lines,
    }


def _grounds(page: queries.DisputePage, levels: queries.MediationLevels) -> list[tuple[str, str]]:
    """Return the grounds on which this dispute may go up from where it is."""
    row = page.row
    matter = queries.Matter(row.kind, row.persons, row.amount_fen, row.danger, row.spans)
    failed = row.state is queries.State.FAILED
    return [
        (ground.value, named(levels.of_ground(ground)))
        for ground in queries.grounds_of(matter, row.level, levels, failed=failed)
    ]


def _mediators(page: queries.DisputePage) -> Sequence[tuple[int, str, str]]:
    """Return who may be assigned: id, name with post, and until when he is qualified."""
    rules = queries.rules_on(today())
    names = {one.code: named(one) for one in rules.qualification}
    return [
        (
            one.id,
            f"{one.name or one.id}（{say(queries.POST_TEXTS[one.post])}）",
            names.get(one.qualification, "")
            + (_("，到%(day)s") % {"day": one.qualified_until} if one.qualified_until else ""),
        )
        for one in queries.mediators_of(page.row.mediation_body_id, on=today())
    ]

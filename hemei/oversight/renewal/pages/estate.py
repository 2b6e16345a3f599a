"""One old estate: what fits it and why; decide, put in force, renovate, serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.ground.companies.queries import MODE_NAMES, STAGE_NAMES
from hemei.ground.people import queries as people
from hemei.ground.places.queries import KIND_NAMES, EstateKind
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.renewal import queries, services
from hemei.oversight.renewal.pages.shared import REFUSED, entered, modes, today, yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import day_of, errors_of, fen_or_none, needed_day, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import listing, say

_STAGES = 4
_ACTS = ("survey", "decide", "force", "end", "void", "file", "name", "basic", "emergency", "end_emergency")


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def estate(request: HttpRequest, code: str) -> HttpResponse:
    """Show an old estate, or do what one of its forms asks for."""
    actor, refused, act = entered(request), None, plain(request.POST.get("act", ""), 20)
    page = queries.estate_page(code.replace("\x00", ""), actor=actor, on=today())
    if page is None:
        raise Http404
    if request.method == "POST":
        if act not in _ACTS:
            raise Http404
        try:
            _carry_out(actor, page, act, request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(reverse("renewal:estate", args=[page.estate.code]))
    return render(
        request,
        "renewal/estate.html",
        _context(actor, page, request.POST, act, refused),
        REFUSED if refused else 200,
    )


def _context(
    actor: Actor, page: queries.EstatePage, typed: QueryDict, act: str, refused: Refused | None
) -> dict[str, Any]:
    rules, errors = queries.renewal_modes(today()), errors_of(refused) if refused else {}
    names = {one.code: one.name for one in rules.facility}
    services_named = {one.code: one.name for one in rules.service}
    bodies = people.bodies_above(
        page.estate.scope, today(), [people.BodyKind.COMMUNITY, people.BodyKind.STREET]
    )
    return {
        "page": page,
        "estate": page.estate,
        "kind": say(KIND_NAMES[EstateKind(page.estate.kind)]),
        "mode_texts": queries.MODE_TEXTS,
        "mode_names": MODE_NAMES,
        "stage_names": STAGE_NAMES,
        "decider_texts": queries.DECIDER_TEXTS,
        "row_rule": next((one for one in rules.fit if page.proposal and one.code == page.proposal.rule), None),
        "facilities": listing(names.get(one, one) for one in page.survey.facilities) if page.survey else "",
        "services": [
            {
                "row": one, "names": listing(services_named.get(code, code) for code in one.services),
                "charge": yuan(one.charge_fen), "subsidy": yuan(one.subsidy_fen),
            }
            for one in page.services
        ],
        "yuan": yuan,
        "waits": page.waits(today()),
        "today": today(),
        "may": {one.value: queries.may(actor.role, one).allowed for one in queries.Act},
        "choices": {
            "mode": modes(),
            "by": [(one.value, say(words)) for one, words in queries.DECIDER_TEXTS.items()],
            "facilities": [(one.code, one.name) for one in rules.facility],
            "works": [(one.code, one.name) for one in rules.renovation],
            "services": [(one.code, one.name) for one in rules.service],
            "causes": [(one.value, say(words)) for one, words in queries.CAUSE_TEXTS.items()],
            "bodies": [(str(one.id), one.short_name) for one in bodies],
            "votes": list(page.votes),
        },
        "typed": defaultdict(str, typed.dict()),
        "values": {name: defaultdict(str, typed.dict() if name == act else {}) for name in _ACTS},
        "many": {name: typed.getlist(name) for name in ("facilities", "works", "services")},
        "stages": range(1, _STAGES + 1),
        "form": act if refused else "",
        "errors": {name: errors if name == act else {} for name in _ACTS},
    }  # fmt: skip


def _carry_out(actor: Actor, page: queries.EstatePage, act: str, data: QueryDict) -> None:
    _CARRY_OUT[act](actor, page, data)


def _survey(actor: Actor, page: queries.EstatePage, data: QueryDict) -> None:
    draft = services.SurveyDraft(
        page.estate.id,
        needed_day(data.get("surveyed_on", ""), "surveyed_on"),
        enclosed=data.get("enclosed") == "1",
        facilities=tuple(data.getlist("facilities")),
    )
    services.survey_estates(actor=actor, now=utc_now(), drafts=[draft])


def _decide(actor: Actor, page: queries.EstatePage, data: QueryDict) -> None:
    vote, number = (whole_of(part) for part in (data.get("vote", "") + ":").split(":")[:2])
    draft = services.DecisionDraft(
        estate_id=page.estate.id,
        mode=_mode(data),
        by=_one(data, "by", services.Decider, mark("没有选由谁决定。")),
        decided_on=needed_day(data.get("decided_on", ""), "decided_on"),
        valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
        assembly_id=vote,
        vote=number,
        document=plain(data.get("document", ""), 100),
        package=plain(data.get("package", ""), 100),
        reason=plain(data.get("reason", ""), 400),
    )
    services.decide_modes(actor=actor, now=utc_now(), drafts=[draft])


def _mode(data: QueryDict) -> services.Mode:
    found: services.Mode = _one(data, "mode", services.Mode, mark("没有选管理模式。"))
    return found


def _one(data: QueryDict, name: str, known: Any, words: str) -> Any:
    value = data.get(name, "")
    if value not in set(known):
        raise Refused.because(words, remedy=mark("请选择一种。"), field=name, code="no_choice")
    return known(value)


def _force(actor: Actor, page: queries.EstatePage, _data: QueryDict) -> None:
    services.put_in_force(actor=actor, now=utc_now(), estate_id=page.estate.id)


def _number(data: QueryDict) -> int:
    return whole_of(data.get("number", "")) or 0


def _end(actor: Actor, _page: queries.EstatePage, data: QueryDict) -> None:
    day = needed_day(data.get("valid_until", ""), "valid_until")
    services.end_decision(actor=actor, now=utc_now(), decision_id=_number(data), day=day)


def _void(actor: Actor, _page: queries.EstatePage, data: QueryDict) -> None:
    reason = plain(data.get("reason", ""), 200)
    services.void_decision(actor=actor, now=utc_now(), decision_id=_number(data), reason=reason)


def _file(actor: Actor, page: queries.EstatePage, data: QueryDict) -> None:
    found = [(plain(data.get(f"stage{n}", ""), 60), data.get(f"due{n}", "")) for n in range(1, _STAGES + 1)]
    stages = tuple(services.StageDraft(name, needed_day(day, "stages")) for name, day in found if name or day)
    renovation = whole_of(data.get("renovation", "")) or None
    known = next((one.renovation for one in page.projects if one.renovation.id == renovation), None)
    after = data.get("mode_after", "")
    draft = services.ProjectDraft(
        estate_id=page.estate.id,
        planned_on=known.planned_on if known else needed_day(data.get("planned_on", ""), "planned_on"),
        mode_after=services.Mode(after) if after in set(services.Mode) else None,
        works=tuple(data.getlist("works")),
        budget_fen=needed_fen(data.get("budget", ""), "budget"),
        due_on=needed_day(data.get("due_on", ""), "due_on"),
        stages=stages,
        renovation_id=known.id if known else None,
    )
    services.file_projects(actor=actor, now=utc_now(), drafts=[draft])


def _name(actor: Actor, _page: queries.EstatePage, data: QueryDict) -> None:
    services.name_later_mode(actor=actor, now=utc_now(), renovation_id=_number(data), mode=_mode(data))


def _basic(actor: Actor, page: queries.EstatePage, data: QueryDict) -> None:
    draft = services.BasicDraft(
        estate_id=page.estate.id,
        services=tuple(data.getlist("services")),
        charge_fen=needed_fen(data.get("charge", ""), "charge", zero=True),
        subsidy_fen=fen_or_none(data.get("subsidy", ""), "subsidy", zero=True) or 0,
        document=plain(data.get("document", ""), 100),
        valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
    )
    services.set_basic_services(actor=actor, now=utc_now(), drafts=[draft])


def _emergency(actor: Actor, page: queries.EstatePage, data: QueryDict) -> None:
    draft = services.EmergencyDraft(
        estate_id=page.estate.id,
        body_id=whole_of(data.get("body", "")) or 0,
        cause=_one(data, "cause", services.Cause, mark("没有选失管原因。")),
        services=tuple(data.getlist("services")),
        charge_fen=needed_fen(data.get("charge", ""), "charge", zero=True),
        document=plain(data.get("document", ""), 100),
        begun_on=needed_day(data.get("begun_on", ""), "begun_on"),
        ends_on=needed_day(data.get("ends_on", ""), "ends_on"),
    )
    services.begin_emergency(actor=actor, now=utc_now(), draft=draft)


def _end_emergency(actor: Actor, _page: queries.EstatePage, data: QueryDict) -> None:
    day = day_of(data.get("day", ""), "day") or today()
    services.end_emergency(actor=actor, now=utc_now(), service_id=_number(data), day=day)


_CARRY_OUT: dict[str, Callable[[Actor, queries.EstatePage, QueryDict], None]] = {
    "survey": _survey,
    "decide": _decide,
    "force": _force,
    "end": _end,
    "void": _void,
    "file": _file,
    "name": _name,
    "basic": _basic,
    "emergency": _emergency,
    "end_emergency": _end_emergency,
}


@never_cache
@require_safe
@signed_in
def emergency(request: HttpRequest, service_id: int) -> HttpResponse:
    """Lead from an emergency service to its estate, where it is ended and a mode decided."""
    code = queries.emergency_estate(service_id, actor=entered(request))
    if code is None:
        raise Http404
    return HttpResponseRedirect(reverse("renewal:estate", args=[code]) + "#services")

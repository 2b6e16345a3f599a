"""An estate's own rules of procedure: read by every owner, entered by one person, confirmed by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM
from hemei.community.voting.pages.places import estate_named
from hemei.community.voting.queries import own_rules as rows_now
from hemei.community.voting.queries.law import laws_on
from hemei.community.voting.rules.acts import Act, may, roles_for
from hemei.community.voting.rules.assemblies import LONGEST_TITLE
from hemei.community.voting.rules.own_parameters import BY_KEY, PARAMETERS, Parameter, Value
from hemei.community.voting.rules.own_rules import (
    GATES,
    MOST_ARTICLE,
    STATE_NAMES,
    Own,
    RulesState,
    Said,
    bare,
    reason_for,
)
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import at_fields, day_of, errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import is_english, listing, say, say_reason

if TYPE_CHECKING:
    from datetime import date

    from hemei.community.voting.rules.own_rules import Laws
    from hemei.ground.places.queries import EstateRow
    from hemei.kernel.actor import Actor

MATTER = "rules_of_procedure"
_NAMES = frozenset(
    {"title", "valid_from", "vote", "document", "adopted_on", "scan", *BY_KEY, GATES}
    | {f"article_{key}" for key in (*BY_KEY, GATES)}
)
TONES = {RulesState.ENTERED: "warn", RulesState.CONFIRMED: "good", RulesState.REFUSED: ""}


@require_safe
@never_cache
@signed_in
def rules_list(request: HttpRequest) -> HttpResponse:
    """List the rules of procedure of the reader's estates, or go to that of the estate he names."""
    actor, today = gate.entered(request), shanghai_day(utc_now())
    typed, errors = plain(request.GET.get("q", ""), 40), {}
    if typed:
        try:
            return HttpResponseRedirect(reverse("voting:estate_rules", args=[estate_named(typed, actor)]))
        except Refused as refused:
            errors = errors_of(refused)
    after = whole_of(request.GET.get("after", ""))
    rows = rows_now.rules_rows(actor=actor, on=today, after=after, limit=gate.PAGE + 1)
    own = rows_now.own_estates(actor=actor, on=today)
    context = {
        "rows": rows[: gate.PAGE],
        "badges": {row.id: badge_of(row, today) for row in rows},
        "older": "?" + urlencode({"after": rows[gate.PAGE - 1].id}) if len(rows) > gate.PAGE else "",
        "typed": typed,
        "errors": errors,
        "searches": actor.role in roles_for(Act.SEE),
        "own": [
            one for number in sorted(own) if (one := rows_now.estate_of_rules(number, actor=actor, on=today))
        ],
    }
    return render(request, "voting/rules_list.html", context, gate.REFUSED if errors else 200)


def badge_of(row: rows_now.RulesRow, today: date) -> tuple[str, str]:
    """Return where rules stand, and in which tone."""
    if row.fallen_on is not None:
        return _("通过它的表决已经撤销或者没有通过，不再施行"), "bad"
    if row.state is not RulesState.CONFIRMED:
        return say(STATE_NAMES[row.state]), TONES[row.state]
    if row.holds(today):
        return _("施行中"), "good"
    return (_("尚未施行"), "brand") if row.valid_from > today else (_("已由后来的议事规则代替"), "")


@require_safe
@never_cache
@signed_in
def estate_rules(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Show what the rules of procedure in force in an estate say, and those before and after them."""
    actor, today = gate.entered(request), shanghai_day(utc_now())
    estate = _estate_or_404(estate_id, actor, today)
    rows = rows_now.rules_rows(actor=actor, on=today, estate_id=estate_id)
    now_row = next((row for row in rows if row.holds(today)), None)
    laws = laws_on(today)
    context = {
        "estate": estate,
        "row": now_row,
        "says": said_lines(now_row, laws) if now_row else [],
        "defaults": [
            (say(one.name), words_of(one, default_of(one, laws)))
            for one in laws.asked
            if now_row is None or one.key not in now_row.says or one.key in now_row.idle
        ],
        "others": [(row, badge_of(row, today)) for row in rows if row is not now_row],
        "enters": _may_enter(actor, estate),
    }
    return render(request, "voting/estate_rules.html", context)


def _estate_or_404(estate_id: int, actor: Actor, today: date) -> EstateRow:
    found = rows_now.estate_of_rules(estate_id, actor=actor, on=today)
    if found is None:
        raise Http404
    return found


def _may_enter(actor: Actor, estate: EstateRow) -> bool:
    return may(actor, Act.ENTER_RULES, estate.scope).allowed or gate.at_work_in(actor, estate.id)


def default_of(one: Parameter, laws: Laws) -> Value:
    """Return what holds where rules of procedure say nothing."""
    return one.kept(getattr(laws.item(one), one.part))


def words_of(one: Parameter, value: Value) -> str:
    """Return a choice in words, without an article."""
    if one.number:
        return bare(say(one.number, {"count": cast("int", value), "article": ""}))
    return bare(say(one.words[str(value)], {"article": ""}))


def said_lines(row: rows_now.RulesRow, laws: Laws) -> list[dict[str, Any]]:
    """Return each parameter with its words and article, and whether law has fixed it otherwise since."""
    lines = []
    for key, said in row.says.items():
        one = BY_KEY.get(key)
        words = words_of(one, said.value) if one is not None else _gates_words(said, laws)
        name = say(one.name) if one is not None else _("候选人条件")
        lines.append({"name": name, "words": words, "article": said.article, "idle": key in row.idle})
    return lines


def _gates_words(said: Said, laws: Laws) -> str:
    codes = said.value if isinstance(said.value, list) else []
    return listing([gate_name(laws.gates[code]) for code in codes if code in laws.gates])


def gate_name(one: Any) -> str:
    """Return a gate in the reader's language."""
    return str(one.name_en if is_english() and one.name_en else one.name)


def frozen_lines(own: Own) -> list[str]:
    """Return what the rules say that a roll was frozen with, in sentences."""
    return [say_reason(reason_for(key, said)) for key, said in own.says.items() if key != GATES]


@never_cache
@signed_in
@require_safe
def rules(request: HttpRequest, rules_id: int) -> HttpResponse:
    """Show one record of rules of procedure, with what its reader may do about it."""
    return _rules(request, rules_id)


def _rules(request: HttpRequest, rules_id: int, refused: Refused | None = None) -> HttpResponse:
    actor, today = gate.entered(request), shanghai_day(utc_now())
    row = _row_or_404(rules_id, actor, today)
    laws = laws_on(today)
    settles = row.state is RulesState.ENTERED and may(actor, Act.CONFIRM_RULES, row.scope).allowed
    context = {
        "row": row,
        "badge": badge_of(row, today),
        "says": said_lines(row, laws),
        "settles": settles,
        "own_entry": settles and row.entered_by == actor.person_id,
        "why": _sent_back(row),
        "errors": errors_of(refused) if refused else {},
        "most": LONGEST_TEXT,
    }
    return render(request, "voting/rules.html", context, gate.REFUSED if refused else 200)


def _row_or_404(rules_id: int, actor: Actor, today: date) -> rows_now.RulesRow:
    row = rows_now.rules_row(rules_id, actor=actor, on=today)
    if row is None:
        raise Http404
    return row


def _sent_back(row: rows_now.RulesRow) -> str:
    """Return why rules were sent back, for who may read what is not confirmed."""
    if row.state is not RulesState.REFUSED:
        return ""
    told = record.events_of(streams=[row.stream], kind="voting.rules_refused")
    vaults = [event.data["texts"]["reason"]["vault"] for _stream, event in told]
    return next(iter(record.open_sealed(vaults).values()), "") or "" if vaults else ""


@require_POST
@signed_in
def settle_rules(request: HttpRequest, rules_id: int) -> HttpResponse:
    """Confirm rules of procedure that somebody else entered, or send them back."""
    actor = gate.entered(request, Act.CONFIRM_RULES)
    confirmed = request.POST.get("act") == "confirm"
    try:
        services.settle_rules(
            actor=actor, now=utc_now(), rules_id=rules_id, confirmed=confirmed,
            reason=request.POST.get("reason", "")[: LONGEST_TEXT + 1],
        )  # fmt: skip
    except Refused as refused:
        return _rules(request, rules_id, refused)
    messages.success(request, _("已确认。") if confirmed else _("已退回。"))
    return HttpResponseRedirect(reverse("voting:rules", args=[rules_id]))


@require_safe
@never_cache
@signed_in
def rules_scan(request: HttpRequest, rules_id: int) -> HttpResponse:
    """Give the scanned paper of rules that were adopted before."""
    actor, today = gate.entered(request), shanghai_day(utc_now())
    row = _row_or_404(rules_id, actor, today)
    with people_services.opened(actor, row.scope):
        found = rows_now.scan_content(row)
    if found is None:
        raise Http404
    response = HttpResponse(found[0], content_type=found[1])
    response["Content-Disposition"] = f'attachment; filename="rules-of-procedure-{row.id}"'
    return response


@FORM
@never_cache
@signed_in
def enter_rules(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Enter an estate's own rules of procedure, parameter by parameter."""
    actor, today = gate.entered(request, Act.ENTER_RULES), shanghai_day(utc_now())
    estate = _estate_or_404(estate_id, actor, today)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            number = services.enter_rules(actor=actor, now=utc_now(), draft=_draft(request, estate_id))
        except Refused as refused:
            errors = at_fields(errors_of(refused), _NAMES, {"attachments": "scan"})
        else:
            messages.success(request, _("已登记，待居民委员会或者街道的另一人确认。"))
            return HttpResponseRedirect(reverse("voting:rules", args=[number]))
    laws = laws_on(today)
    votes = queries.passed_votes(estate_id, MATTER, actor=actor, of_all=True)
    context = {
        "estate": estate,
        "errors": errors,
        "typed": request.POST,
        "key": request.POST.get("key") or uuid4().hex,
        "votes": [(str(one.id), one.title) for one in votes],
        "parameters": [_asked(one, laws, request) for one in laws.asked],
        "gates": [(one.code, gate_name(one)) for one in laws.gates.values()],
        "chosen_gates": request.POST.getlist(GATES),
        "most_title": LONGEST_TITLE,
        "most_article": MOST_ARTICLE,
    }
    return render(request, "voting/enter_rules.html", context, gate.REFUSED if errors else 200)


def _asked(one: Parameter, laws: Laws, request: HttpRequest) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": say(one.name),
        "number": bool(one.number),
        "options": [(value, words_of(one, value)) for value in one.words],
        "default": words_of(one, default_of(one, laws)),
        "value": request.POST.get(one.key, ""),
        "article": request.POST.get(f"article_{one.key}", ""),
    }


def _draft(request: HttpRequest, estate_id: int) -> services.RulesDraft:
    data = request.POST
    upload = request.FILES.get("scan")
    return services.RulesDraft(
        estate_id=estate_id,
        title=data.get("title", "")[: LONGEST_TITLE + 1],
        valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
        key=data.get("key", "")[:64] or uuid4().hex,
        says=_says(request),
        vote_id=whole_of(data.get("vote", "")),
        document=data.get("document", "")[: LONGEST_TITLE + 1],
        adopted_on=day_of(data.get("adopted_on", ""), "adopted_on"),
        scan=(cast("BinaryIO", upload), upload.name or "") if upload is not None else None,
    )


def _says(request: HttpRequest) -> dict[str, Said]:
    """Return what was filled in; a parameter left open is not said."""
    says: dict[str, Said] = {}
    for one in PARAMETERS:
        raw = plain(request.POST.get(one.key, ""), 20)
        if raw:
            value: Value = (whole_of(raw) or 0) if one.number else raw
            says[one.key] = Said(value, plain(request.POST.get(f"article_{one.key}", ""), MOST_ARTICLE + 1))
    chosen = request.POST.getlist(GATES)
    if chosen:
        says[GATES] = Said(chosen[:40], plain(request.POST.get(f"article_{GATES}", ""), MOST_ARTICLE + 1))
    return says

"""Lines: the list with what waits, one line with what may be done about it, and a new one by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.coordination.cases import queries as cases
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.credit import queries, services
from hemei.oversight.credit.pages import gate
from hemei.ui.clauses import cited_item
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hemei.kernel.actor import Actor

STATES = ("waits", *queries.LineState)
_FIELDS = ("behaviour", "happened_on", "evidence", "about", "estate", "project")


def _asked(request: HttpRequest) -> dict[str, str]:
    state = request.GET.get("state", "")
    return {
        "state": state if state in STATES else "",
        "behaviour": plain(request.GET.get("behaviour", ""), 10),
    }


def _filter(typed: dict[str, str]) -> queries.LineFilter:
    waits = typed["state"] == "waits"
    return queries.LineFilter(
        state="" if waits else typed["state"], behaviour=typed["behaviour"], waits=waits
    )


@require_safe
@never_cache
@signed_in
def lines(request: HttpRequest) -> HttpResponse:
    """List the actor's lines, the latest first."""
    actor, typed = gate.entered(request), _asked(request)
    before = whole_of(request.GET.get("before", ""))
    rows = queries.lines(
        actor=actor, on=gate.today(), only=_filter(typed), before=before, limit=gate.PAGE + 1
    )
    shown = rows[: gate.PAGE]
    older = "?" + urlencode({**typed, "before": str(shown[-1].id)}) if len(rows) > gate.PAGE else ""
    context = {
        "rows": [_listed(row) for row in shown],
        "asked": typed,
        "states": _states(),
        "behaviours": _behaviours(),
        "tabs": gate.tabs(actor, "credit:lines"),
        "older": older,
        "sheet": f"{reverse('credit:lines_sheet')}?{urlencode(typed)}",
        "proposes": queries.may(actor.role, queries.Act.PROPOSE).allowed,
    }
    return render(request, "credit/lines.html", context)


def _states() -> list[tuple[str, str]]:
    named = [(state.value, say(words)) for state, words in queries.STATE_TEXTS.items()]
    return [("waits", _("等待决定")), *named]


def _behaviours() -> list[tuple[str, str]]:
    return [(row.code, f"{row.code} {row.name}") for row in queries.catalogue_on(gate.today()).behaviour]


def _listed(row: queries.LineRow) -> dict[str, Any]:
    words, tone = gate.standing_badge(row)
    return {"row": row, "words": words, "tone": tone, "waits": gate.waits_words(row)}


@require_safe
@never_cache
@signed_in
def lines_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, typed = gate.entered(request), _asked(request)
    header = [_("日期"), _("企业"), _("项目"), _("行为"), _("分值"), _("依据"), _("状态"), _("等待")]
    return sheet(_("信用信息"), header, _sheet_rows(actor, typed))


def _sheet_rows(actor: Actor, typed: dict[str, str]) -> Iterator[list[Any]]:
    before = None
    while rows := queries.lines(
        actor=actor, on=gate.today(), only=_filter(typed), before=before, limit=gate.CHUNK
    ):
        for row in rows:
            words, _tone = gate.standing_badge(row)
            yield [
                row.happened_on, row.company, row.estate, f"{row.behaviour} {row.name}", row.points, row.clause,
                words, gate.waits_words(row),
            ]  # fmt: skip
        before = rows[-1].id


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Show a line with its course, and do what may be done about it."""
    actor, refused = gate.entered(request), None
    if request.method == "POST":
        try:
            words = _do(request, actor, line_id)
        except Refused as error:
            refused = error
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("credit:line", args=[line_id]))
    page = queries.line_page(line_id, actor=actor, now=utc_now())
    if page is None:
        raise Http404
    words, tone = gate.standing_badge(page.row)
    objection = next((one for one in page.objections if one.decided_on is None), None)
    repair = next((one for one in page.repairs if one.decided_on is None), None)
    context = {
        "page": page,
        "row": page.row,
        "standing": {"words": words, "tone": tone},
        "conduct": say(queries.CONDUCT_TEXTS[page.row.conduct]),
        "grade": say(queries.GRADE_TEXTS[page.behaviour.grade]),
        "source": say(queries.SOURCE_TEXTS[queries.Source(page.row.source)]),
        "source_address": _source_address(page),
        "objection": objection,
        "repair": repair,
        "confirm_end": page.ends.get((queries.ClockKind.CONFIRMATION, page.row.id)),
        "objection_end": page.ends.get((queries.ClockKind.OBJECTION, objection.pk)) if objection else None,
        "repair_end": page.ends.get((queries.ClockKind.REPAIR, repair.pk)) if repair else None,
        "course": _course(page),
        "acts": {act.value: decision for act, decision in page.acts.items()},
        "did": request.POST.get("act", ""),
        "values": {name: request.POST.get(name, "") for name in ("reason", "grounds", "proof")},
    }
    return gate.form(request, "credit/line.html", refused, context)


def _source_address(page: queries.LinePage) -> str:
    """Return the page of the record a line follows from, empty where it has none here."""
    found = cases.handled(page.source_stream) if page.source_stream.startswith("cases.case:") else None
    if found is not None:
        return reverse("cases:case", args=[found.number])
    if page.row.source == queries.Source.CONTRACT_UNDECIDED:
        ledger = page.source_stream.rsplit(":", 1)[1]
        return f"{reverse('ledgers:contracts')}?{urlencode({'book': ledger, 'state': 'undecided'})}"
    return ""


def _do(request: HttpRequest, actor: Actor, line_id: int) -> str:
    """Do the act a form asks for and return the words of thanks."""
    data, chosen = request.POST, request.POST.get("act", "")
    if chosen not in _ACTS:
        raise Refused.because(mark("请选择要做什么。"))
    act, fields, thanks = _ACTS[chosen]
    act(actor=actor, now=utc_now(), line_id=line_id, **{name: data.get(name, "") for name in fields})
    return say(thanks)


_ACTS: dict[str, tuple[Callable[..., object], tuple[str, ...], str]] = {
    "confirm": (services.confirm_line, (), mark("已认定，企业可以在期限内提出异议。")),
    "refuse": (services.refuse_line, ("reason",), mark("不予认定，不计分。")),
    "object": (services.object_to_line, ("grounds",), mark("异议已提交，决定以前暂不计分。")),
    "extend": (services.extend_decision, ("reason",), mark("决定的期限已延长。")),
    "uphold": (
        partial(services.decide_line_objection, upheld=True),
        ("reason",),
        mark("异议成立，信息已撤销。"),
    ),
    "reject": (
        partial(services.decide_line_objection, upheld=False),
        ("reason",),
        mark("异议不成立，恢复计分。"),
    ),
    "repair": (services.ask_repair, ("proof",), mark("修复申请已提交。")),
    "grant": (partial(services.decide_repair, granted=True), ("reason",), mark("已修复，不再计分。")),
    "deny": (partial(services.decide_repair, granted=False), ("reason",), mark("不予修复。")),
}


def _course(page: queries.LinePage) -> list[dict[str, Any]]:
    """Return what was done about a line in words, each with who did it and what was written."""
    names = record.event_names()
    bodies = people.body_names({event.actor["body"] for event in page.events if event.actor["body"]})
    found = []
    for event in page.events:
        said = [page.texts.get(vault) or "" for vault in _vaults(page, event)]
        found.append(
            {
                "at": event.at,
                "title": names.get(event.type, event.type),
                "by": bodies.get(event.actor["body"], ""),
                "lines": [one for one in said if one],
                "clauses": [
                    cited_item(record.head_of(one["standard"], one["day"]), one) for one in event.standards
                ],
            }
        )
    return found


def _vaults(page: queries.LinePage, event: record.EventRow) -> list[int]:
    """Return the texts that belong to an event of a line."""
    kind = event.type.split(".")[1]
    if kind == "line_proposed":
        return [page.evidence_id] if page.evidence_id else []
    if kind == "line_refused":
        return [page.refusal_id] if page.refusal_id else []
    objections = {one.pk: one for one in page.objections}
    repairs = {one.pk: one for one in page.repairs}
    if kind == "objection_filed":
        return [objections[event.data["objection"]].grounds_id]
    if kind == "repair_asked":
        return [repairs[event.data["repair"]].proof_id]
    reason = event.data.get("reason")
    return [reason] if isinstance(reason, int) else []


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Propose a line by hand: first the estate and the day, which give the company; then what happened."""
    actor, refused = gate.entered(request, queries.Act.PROPOSE), None
    if request.method == "POST":
        try:
            number = _propose(request, actor)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已登记，等待认定。"))
            return HttpResponseRedirect(reverse("credit:line", args=[number]))
    typed = {name: plain((request.POST or request.GET).get(name, ""), 200) for name in _FIELDS}
    found = places.found_estates(typed["estate"], actor=actor, limit=20) if typed["estate"] else []
    chosen = whole_of(typed["project"])
    project = companies.project_dates(chosen, actor=actor) if chosen else None
    company = companies.company(project.company_id) if project else None
    estates = companies.project_names([project.id]) if project else {}
    context = {
        "values": typed,
        "projects": [one for row in found for one in _project_choices(row.id, row.name, actor)],
        "project": project,
        "company": company,
        "estate": estates.get(project.id, "") if project else "",
        "behaviours": _behaviours(),
        "today": gate.today(),
        "tabs": gate.tabs(actor, "credit:lines"),
    }
    return gate.form(request, "credit/new.html", refused, context)


def _project_choices(estate_id: int, name: str, actor: Actor) -> list[tuple[int, str, str]]:
    """Return the projects of an estate, the latest first, each with its company and period."""
    rows = companies.contracts_of(estate_id, actor=actor, on=gate.today())
    return [
        (row.id, f"{name} · {row.company}", f"{row.valid_from} – {row.valid_until or _('至今')}")
        for row in rows
    ]


def _propose(request: HttpRequest, actor: Actor) -> int:
    data = request.POST
    draft = services.LineDraft(
        behaviour=plain(data.get("behaviour", ""), 10),
        happened_on=needed_day(data.get("happened_on", ""), "happened_on"),
        project_id=whole_of(data.get("project", "")),
        evidence=data.get("evidence", ""),
        about=plain(data.get("about", ""), 60),
    )
    return services.propose_line(actor=actor, now=utc_now(), draft=draft)

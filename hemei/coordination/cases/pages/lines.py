"""Where rulings become lines of the responsibility list: proposals, one proposal, the new dated document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages.around import evidence_names
from hemei.coordination.cases.pages.faces import class_name
from hemei.coordination.cases.rules.proposing import READERS, REVIEWERS, Line
from hemei.coordination.cases.rules.words import PROPOSAL_TEXTS, ProposalState
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in, status_of
from hemei.ui.forms import day_of, errors_of, plain
from hemei.ui.render import render
from hemei.ui.rows import Badge
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hemei.coordination.cases.rules.law import Law
    from hemei.ground.records.services import Reading

REFUSED, LIST, LONGEST_REASON = 422, 50, 500
_TONES = {ProposalState.OPEN: "warn", ProposalState.ISSUED: "good", ProposalState.DECLINED: ""}
_MANY = ("joint", "evidence")


@never_cache
@signed_in
def proposals(request: HttpRequest) -> HttpResponse:
    """Show the proposals, and let the bureau issue the chosen ones: first what would change, then for good."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in READERS:
        raise Http404
    if request.method != "POST":
        return _list(request, {"day": shanghai_day(utc_now()).isoformat(), "reason": "", "chosen": []})
    typed: dict[str, Any] = {
        "day": request.POST.get("day", ""),
        "reason": plain(request.POST.get("reason", ""), LONGEST_REASON),
        "chosen": request.POST.getlist("chosen"),
    }
    try:
        day = day_of(typed["day"], "day")
        if day is None:
            raise Refused.because(mark("请写明从哪一天起施行"), field="day", code="day")
        chosen = [int(number) for number in typed["chosen"] if number.isascii() and number.isdigit()][:LIST]
        asked: dict[str, Any] = {
            "actor": actor,
            "now": utc_now(),
            "chosen": chosen,
            "day": day,
            "reason": typed["reason"],
        }
        if request.POST.get("shown") != _shown(typed):
            return _list(request, typed, reading=services.try_lines(**asked))
        services.issue_lines(**asked)
    except Refused as refused:
        return _list(request, typed, refused=refused)
    messages.success(request, _("新的职责清单已经发布，从%(day)s起施行。") % {"day": day.isoformat()})
    return HttpResponseRedirect(reverse("cases:proposals"))


def _shown(typed: Mapping[str, Any]) -> str:
    return "|".join((typed["day"], typed["reason"], *sorted(typed["chosen"])))


def _list(
    request: HttpRequest,
    typed: Mapping[str, Any],
    *,
    reading: Reading | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    state = state if state in set(ProposalState) else ""
    raw = request.GET.get("after", "")
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None  # noqa: PLR2004 - a bigint
    found = queries.proposed_lines(actor=actor, state=state, after=after, limit=LIST + 1)
    rows, more = found[:LIST], len(found) > LIST
    law = queries.law_of(shanghai_day(utc_now()))
    counts = queries.proposal_counts(actor=actor)
    context = {
        "rows": [_face(row, law) for row in rows],
        "sheet": f"{reverse('cases:proposals_sheet')}?state={state}",
        "state": state,
        "tabs": [
            {"words": words, "address": f"?state={value}", "here": value == state}
            for value, words in (
                ("", f"{_('全部')} {sum(counts.values())}"),
                *((one.value, f"{say(PROPOSAL_TEXTS[one])} {counts.get(one, 0)}") for one in ProposalState),
            )
        ],
        "older": f"?state={state}&after={rows[-1].id}" if more else "",
        "may_issue": actor.role in REVIEWERS and any(row.state is ProposalState.OPEN for row in rows),
        "values": typed,
        "errors": errors_of(refused) if refused else {},
        "added": [row.name for row in reading.document.content.problem if row.code.startswith("ruled_")]
        if reading
        else [],
        "shown": _shown(typed) if reading else "",
        "today": shanghai_day(utc_now()).isoformat(),
    }
    return render(request, "cases/proposals.html", context, status_of(refused, REFUSED) if refused else 200)


@never_cache
@require_GET
@signed_in
def proposals_sheet(request: HttpRequest) -> HttpResponseBase:
    """Export the same list."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in READERS:
        raise Http404
    state = request.GET.get("state", "")
    law = queries.law_of(shanghai_day(utc_now()))
    header = [
        _("问题"), _("牵头"), _("配合"), _("问题等级"), _("裁定单位"), _("裁定时间"), _("受理"), _("办理"), _("案件"),
        _("地点"), _("依据"), _("状态"), _("施行"),
    ]  # fmt: skip
    rows = queries.every_proposed_line(actor=actor, state=state if state in set(ProposalState) else "")
    return sheet(_("职责清单修改建议"), header, (_cells(_face(row, law)) for row in rows))


def _cells(face: Mapping[str, Any]) -> list[Any]:
    return [
        face["name"], face["lead"], listing(face["joint"]), face["class"], face["arbiter"], face["made_at"],
        face["accepting"], face["handling"], face["case"], face["place"], face["clause"], face["state"].words,
        face["issued"],
    ]  # fmt: skip


@never_cache
@signed_in
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show one proposal; the bureau writes what the line shall say, or declines it with a reason."""
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.proposed_line(actor=actor, proposal_id=proposal_id)
    if row is None:
        raise Http404
    law, refused = queries.law_of(shanghai_day(utc_now())), None
    values: dict[str, Any] = {**row.line.data, "words": listing(row.line.words), "reason": ""}
    if request.method == "POST":
        values |= {key: request.POST.get(key, "").strip() for key in ("name", "name_en", "words", "reason")}
        values |= {key: request.POST.get(key, "") for key in ("lead", "service_class")}
        values |= {key: request.POST.getlist(key) for key in _MANY}
        try:
            _answer(request, row, values)
            return HttpResponseRedirect(reverse("cases:proposal", args=[proposal_id]))
        except Refused as found:
            refused = found
    departments = sorted(law.departments.items())
    context = {
        "row": _face(row, law),
        "values": values,
        "may": actor.role in REVIEWERS and row.state is ProposalState.OPEN,
        "errors": errors_of(refused) if refused else {},
        "departments": departments,
        "classes": [(one.code, class_name(law, one.code)) for one in law.limits.service_class],
        "evidence": sorted(evidence_names(law.day).items()),
        "way": [
            (_("职责清单"), reverse("cases:responsibilities")),
            (_("修改建议"), reverse("cases:proposals")),
        ],
    }
    return render(request, "cases/proposal.html", context, status_of(refused, REFUSED) if refused else 200)


def _answer(request: HttpRequest, row: queries.ProposedLine, values: Mapping[str, Any]) -> None:
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    if request.POST.get("decline"):
        services.decline_line(
            actor=actor, now=now, proposal_id=row.id, reason=plain(values["reason"], LONGEST_REASON)
        )
        return
    words = [part.strip() for part in values["words"].replace(",", "、").replace("，", "、").split("、")]
    line = Line(
        name=plain(values["name"]),
        name_en=plain(values["name_en"]),
        words=tuple(dict.fromkeys(word for word in words if word)),
        lead=values["lead"],
        joint=tuple(values["joint"]),
        service_class=values["service_class"],
        evidence=tuple(values["evidence"]),
        others="",
        source="",
        clause="",
        why="",
    )
    services.change_line(actor=actor, now=now, proposal_id=row.id, line=line)
    messages.success(request, _("已经记下。发布以前都可以再改。"))


def _face(row: queries.ProposedLine, law: Law) -> dict[str, Any]:
    source = law.sources.get(row.line.source)
    return {
        "id": row.id,
        "address": reverse("cases:proposal", args=[row.id]),
        "case": row.number,
        "case_address": reverse("cases:case", args=[row.number]),
        "place": row.place,
        "name": row.line.name,
        "lead": law.departments.get(row.line.lead, row.line.lead),
        "joint": [law.departments.get(code, code) for code in row.line.joint],
        "class": class_name(law, row.line.service_class),
        "arbiter": row.arbiter,
        "accepting": row.accepting,
        "handling": row.handling,
        "clause": f"《{source.title}》{row.line.clause}" if source else "",
        "open": row.state is ProposalState.OPEN,
        "state": Badge(say(PROPOSAL_TEXTS[row.state]), _TONES[row.state]),
        "made_at": row.made_at,
        "answer": row.answer,
        "issued": row.issued_day.isoformat() if row.issued_day else "",
        "line_address": f"{reverse('cases:responsibilities')}#{row.code}" if row.code else "",
    }

"""Owners' committees: the list of estates with theirs, and one with its terms, seats and what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.people import queries
from hemei.ground.people.pages import gate
from hemei.ground.people.rules import committee_words as said
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.ui.clauses import cited_item
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

SEE, KEEP = queries.Act.SEE_COMMITTEES, queries.Act.KEEP_COMMITTEES
EVENTS = 30
TONES = {
    said.TermState.RUNNING: "good",
    said.TermState.RUNNING_OUT: "warn",
    said.TermState.RENEWAL_DUE: "warn",
    said.TermState.OPEN_ENDED: "warn",
    said.TermState.EXPIRED: "bad",
    said.TermState.ENDED: "bad",
}
FILING_TONES = {said.Filing.FILED: "good", said.Filing.OVERDUE: "bad"}
TITLES = {
    "people.term_registered": mark("登记一届"),
    "people.term_filed": mark("登记备案"),
    "people.term_corrected": mark("更正届次"),
    "people.term_ended": mark("登记提前结束"),
    "people.seat_taken": mark("登记成员"),
    "people.seat_left": mark("登记离任"),
    "people.seat_corrected": mark("更正成员"),
    "people.post_changed": mark("登记改任"),
    "people.office_opened": mark("开通委员账号"),
    "people.office_followed": mark("委员账号随席位变更"),
    "people.party_said": mark("登记党员信息"),
    "records.subject_withdrawn": mark("撤回登记"),
}
FIELDS = {
    "kind": mark("产生方式"),
    "ordinal": mark("第几届"),
    "seats": mark("应选人数"),
    "elected_on": mark("选举日期"),
    "valid_from": mark("任期开始"),
    "valid_until": mark("届满的次日"),
    "ended_on": mark("提前结束日期"),
    "filed_on": mark("备案日期"),
}


_END_NAMES = {
    **{end.value: name for end, name in said.SEAT_END_NAMES.items()},
    **{end.value: name for end, name in said.TERM_END_NAMES.items()},
}


@require_safe
@never_cache
@signed_in
def committees(request: HttpRequest) -> HttpResponse:
    """List the estates of the reader's places with their committees as of a day, by code, a page at a time."""
    actor = gate.entered(request, SEE)
    asked, typed = _asked(request)
    now, after = utc_now(), plain(request.GET.get("after", ""), 20)
    found = queries.committee_lines(asked, actor=actor, now=now, after=after, limit=gate.PAGE + 1)
    rows = found[: gate.PAGE]
    older = "?" + urlencode(typed | {"after": rows[-1].code}) if len(found) > gate.PAGE else ""
    context = {
        "rows": rows,
        "communities": places.names_of(row.community_id for row in rows),
        "asked": typed,
        "standings": [(one.value, say(words)) for one, words in queries.STANDING_NAMES.items()],
        "older": older,
        "sheet": f"{reverse('people:committees_sheet')}?{urlencode(typed)}",
        **words(),
    }
    return render(request, "people/committees.html", context)


def words() -> dict[str, Any]:
    """Return the words a template needs to show terms and seats."""
    return {
        "states": said.STATE_NAMES,
        "tones": TONES,
        "filings": said.FILING_NAMES,
        "filing_tones": FILING_TONES,
        "kinds": said.TERM_KIND_NAMES,
        "posts": said.POST_NAMES,
        "seat_ends": said.SEAT_END_NAMES,
        "term_ends": said.TERM_END_NAMES,
    }


def _asked(request: HttpRequest) -> tuple[queries.CommitteeFilter, dict[str, str]]:
    day = gate.as_of(request)
    typed = {"q": plain(request.GET.get("q", ""), 30), "standing": request.GET.get("standing", "")[:20]}
    known = typed["standing"] in set(queries.Standing)
    typed["standing"] = typed["standing"] if known else ""
    standing = queries.Standing(typed["standing"]) if known else None
    return queries.CommitteeFilter(day, typed["q"], standing), typed | {"on": day.isoformat()}


@require_safe
@never_cache
@signed_in
def committees_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request, SEE)
    header = [
        _("小区编码"), _("小区"), _("责任社区"), _("状态"), _("第几届"), _("产生方式"), _("选举日期"), _("任期开始"),
        _("任期届满日"), _("备案"), _("备案日期"), _("应选人数"), _("在任人数"),
    ]  # fmt: skip
    asked, _typed = _asked(request)
    return sheet(f"{_('业委会')}-{asked.on}", header, _sheet_rows(asked, actor, utc_now()))


def _sheet_rows(asked: queries.CommitteeFilter, actor: Actor, now: datetime) -> Iterator[list[Any]]:
    names: dict[int, str] = {}
    for line in queries.all_committee_lines(asked, actor=actor, now=now):
        if line.community_id not in names:
            names |= places.names_of([line.community_id])
        row = [line.code, line.estate, names.get(line.community_id, "")]
        term = line.term
        if term is None:
            yield [*row, say(queries.STANDING_NAMES[queries.Standing.NONE])]
            continue
        yield [
            *row, say(said.STATE_NAMES[term.state]), term.ordinal, say(said.TERM_KIND_NAMES[term.kind]),
            term.elected_on, term.valid_from, term.last_day, say(said.FILING_NAMES[term.filing]), term.filed_on,
            term.seats, line.filled,
        ]  # fmt: skip


@require_safe
@never_cache
@signed_in
def committee(request: HttpRequest, code: str) -> HttpResponse:
    """Show an estate's committee as of a day: its terms, who sits in it, what was recorded."""
    actor = gate.entered(request, SEE)
    estate = estate_or_404(code, actor)
    day, now = gate.as_of(request), utc_now()
    found = queries.committee_page(estate.id, actor=actor, on=day, now=now)
    context = {
        "estate": estate,
        "day": day,
        "committee": found,
        "stand_in": queries.standing_in_for(estate.id, day),
        "keeps": queries.may(actor.role, KEEP).allowed and day == gate.today(),
        "looks": queries.may(actor.role, queries.Act.UNMASK).allowed,
        "back": reverse("people:committee", args=[code]),
        "life": reverse("committees:life", args=[code]) if found and day == gate.today() else "",
        "entries": list(_history(found.stream)) if found else [],
        **words(),
    }
    return render(request, "people/committee.html", context)


def estate_or_404(code: str, actor: Actor) -> places.EstateRow:
    """Return the estate of an address."""
    estate = places.estate_by_code(code.replace("\x00", ""), actor=actor)
    if estate is None:
        raise Http404
    return estate


def _history(stream: str) -> Iterator[dict[str, Any]]:
    """Yield what was recorded of the committee, the latest first; who it was about stands in the seats."""
    for row in record.latest_events(stream=stream, limit=EVENTS):
        title = TITLES.get(row.payload["type"])
        if title is None:
            continue
        data = row.payload["data"]
        yield {
            "at": datetime.fromisoformat(row.payload["at"]),
            "title": say(title),
            "by": say(queries.ROLE_NAMES[Role(row.payload["actor"]["role"])]),
            "lines": [
                *_told(data),
                *(_change(name, *pair) for name, pair in data.get("changes", {}).items()),
            ],
            "clauses": [
                cited_item(record.head_of(one["standard"], one["day"]), one)
                for one in row.payload["standards"]
            ],
        }


def _told(data: dict[str, Any]) -> Iterator[str]:
    """Yield what an event says beside changes."""
    if "post" in data:
        yield say(said.POST_NAMES[said.Post(data["post"])])
    if "to" in data:
        yield _("%(old)s → %(new)s") % {
            "old": say(said.POST_NAMES[said.Post(data["from"])]),
            "new": say(said.POST_NAMES[said.Post(data["to"])]),
        }
    if "reason" in data:
        yield say(_END_NAMES[data["reason"]])
    days = [data[name] for name in ("elected_on", "filed_on", "since", "day") if data.get(name)]
    if days:
        yield days[0]


def _change(name: str, old: Any, new: Any) -> str:
    values = {"field": say(FIELDS.get(name, name)), "old": _shown(name, old), "new": _shown(name, new)}
    return _("%(field)s：%(old)s → %(new)s") % values


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return "—"
    return say(said.TERM_KIND_NAMES[said.TermKind(value)]) if name == "kind" else str(value)


def term_or_404(term_id: int, actor: Actor, on: date) -> tuple[places.EstateRow, queries.TermPage]:
    """Return a term with its estate."""
    found = queries.term_page(term_id, actor=actor, on=on, now=utc_now())
    estate = places.estate(found[0], actor=actor) if found else None
    if found is None or estate is None:
        raise Http404
    return estate, found[1]

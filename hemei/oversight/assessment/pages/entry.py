"""The explanation of a score, from a rank down to a record: item, clause, what records said, and the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.committees import queries as committees
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.figures import Link, Verdict
from hemei.oversight.assessment import queries
from hemei.oversight.assessment.pages.shared import (
    CHUNK,
    PAGE,
    REFUSED,
    cited,
    entered,
    grade_of,
    points,
    sections,
    today,
)
from hemei.ui.doors import signed_in
from hemei.ui.files import shown
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import clock_words, percent, say, say_reason

_ONE_DAY = timedelta(days=1)
_BECAME = {"committees.election": "committees:election"}
_VERDICTS = {Verdict.YES: "good", Verdict.NO: "bad", Verdict.NOT_PROVABLE: ""}


@never_cache
@require_safe
@signed_in
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Explain a score: to everybody once it is published, before that to who runs the round or answers for it."""
    return show(request, entry_id, entered(request), {})


def show(
    request: HttpRequest,
    entry_id: int,
    actor: Actor,
    typed: Mapping[str, str],
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    """Explain a score; a refused form stays open with what was typed and why not."""
    found = _found(entry_id, actor)
    if found is None or found.points is None:
        raise Http404
    standard = queries.version(found.standard, found.standard_day)
    evaluated = queries.evaluated_of(found.lines, standard, found.grade)
    grade, tone = grade_of(standard, found.grade)
    names = {item.code: item.name for item in standard.item}
    context = {
        "found": found,
        "last": found.period_until - _ONE_DAY,
        "standard": standard,
        "points": points(found.points),
        "share": percent(Fraction(found.points, found.of) if found.of else None),
        "grade": grade,
        "tone": tone,
        "vetoes": [names.get(code, code) for code in found.vetoes],
        "cap": cited(standard, standard.veto_cap.warrant),
        "sections": sections(standard, evaluated.items, found.lines),
        "lost": [
            {"name": one.item.name, "points": points(one.item.weight - one.points), "code": one.item.code}
            for one in evaluated.lost[:5]
        ],
        "values": typed if refused else {},
        "errors": {form: errors_of(refused)} if refused else {},
        **_before(found, actor, names),
        **_after(found, actor),
        "photos": _photos(found, actor),
    }
    return render(request, "assessment/entry.html", context, REFUSED if refused else 200)


class _Found:
    """A score as the page needs it, published or as its own people see it before."""

    def __init__(self, one: queries.Result | queries.EntryRow, row: queries.RoundRow | None) -> None:
        self.published = isinstance(one, queries.Result)
        self.score = one if isinstance(one, queries.Result) else None
        self.entry_id = one.entry_id if isinstance(one, queries.Result) else one.id
        self.round_id, self.name, self.lines = one.round_id, one.name, one.lines
        self.subject_kind, self.subject_id = one.subject_kind, one.subject_id
        self.place_path, self.body_id, self.estate_id = one.place_path, one.body_id, one.estate_id
        self.points, self.of, self.grade, self.vetoes, self.rank = (
            one.points,
            one.of,
            one.grade,
            one.vetoes,
            one.rank,
        )
        head = one if isinstance(one, queries.Result) else row
        if head is None:
            raise ValueError("a score before publication needs its round")
        self.standard, self.standard_day, self.title = head.standard, head.standard_day, head.title
        self.period_from, self.period_until = head.period_from, head.period_until
        self.row = row

    @property
    def period(self) -> queries.Period:
        """The days it looks at."""
        return queries.Period(self.period_from, self.period_until)

    @property
    def whose(self) -> queries.Whose:
        """The subject as its records know it."""
        return queries.Whose(self.entry_id, self.subject_id, self.place_path, self.body_id, self.estate_id)


def _found(entry_id: int, actor: Actor) -> _Found | None:
    own = queries.entry(entry_id, actor=actor)
    row = queries.round_row(own.round_id, actor=actor) if own is not None else None
    if own is not None and row is not None and row.stage is not queries.Stage.PUBLISHED:
        return _Found(own, row)
    published = queries.published_entry(entry_id)
    return _Found(published, row) if published is not None else None


def _before(found: _Found, actor: Actor, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what stands between settling and publication: marks with notes, objections, who may object to what."""
    row, now = found.row, utc_now()
    if row is None or not (row.own or found.body_id == actor.body_id):
        return {"marks": {}, "objections": [], "objects": []}
    marks: dict[str, list[dict[str, Any]]] = {}
    for one in queries.marks_of([found.entry_id], actor=actor):
        if one.counts:
            marks.setdefault(one.item, []).append(
                {
                    "party": _giver(one),
                    "department": one.department, "share": percent(one.value), "note": one.note, "at": one.marked_at,
                    "proof": reverse("assessment:evidence", args=[one.id]) if one.proven else "",
                }
            )  # fmt: skip
    said = queries.objections(actor=actor, entry_id=found.entry_id)
    mine = found.body_id is not None and found.body_id == actor.body_id
    may = mine and row.stage is queries.Stage.POSTED and queries.may(actor.role, queries.Act.OBJECT).allowed
    objected = {one.item for one in said}
    return {
        "marks": marks,
        "objections": [
            {
                "row": one, "item": names.get(one.item, one.item), "state": say(queries.OBJECTION_TEXTS[one.state]),
                "tone": queries.OBJECTION_TONES[one.state], "clock": clock_words(now, one.due_at, one.decided_at),
            }
            for one in said
        ],
        "objects": [(code, name) for code, name in names.items() if code not in objected] if may else [],
        "until": clock_words(now, row.objections_until) if may and row.objections_until else None,
    }  # fmt: skip


def _giver(one: queries.MarkRow) -> str:
    """Say for whom a mark was given; who answers for the subject does not learn which assessor it was."""
    if one.assessor_id is None:
        return say(mark("异议复核"))
    return say(queries.PARTY_TEXTS[queries.Party(one.party)] if one.party else mark("评分员"))


def _after(found: _Found, actor: Actor) -> dict[str, Any]:
    """Return what a published score stands beside and leads to: earlier years, what followed, who may take it up."""
    if not found.published:
        return {"years": [], "follows": [], "told": []}
    kind = cast("queries.SubjectKind", found.subject_kind)
    years = queries.history_of(kind, found.subject_id, found.standard)
    rows = queries.consequences(actor=actor, entry_id=found.entry_id)
    return {
        "years": [_year(one, years) for one in years] if len(years) > 1 else [],
        "follows": [_follow(one, actor) for one in rows],
        "told": [] if rows else _told(found, years),
    }


def _photos(found: _Found, actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Return by item the photos a published score rests on, for who answers for the project and for its owners."""
    if found.score is None:
        return {}
    by_item: dict[str, list[dict[str, Any]]] = {}
    for one in queries.published_photos(found.score, actor=actor, on=today()):
        address = reverse("assessment:score_photo", args=[found.entry_id, one.id])
        by_item.setdefault(one.item, []).append({"address": address, "taken_at": one.taken_at})
    return by_item


@require_safe
@signed_in
def score_photo(request: HttpRequest, entry_id: int, photo_id: int) -> HttpResponse:
    """Answer a photo of a published visit, large or as a small preview; not there and not yours look alike."""
    actor, score = entered(request), queries.published_entry(entry_id)
    file = queries.published_photo(score, photo_id, actor=actor, on=today()) if score else None
    if file is None:
        raise Http404
    content = records.file_content(file)
    return shown(records.preview_of(content) if "small" in request.GET else content, file.media_type)


def _told(found: _Found, years: list[queries.Result]) -> list[tuple[str, str]]:
    """Say to everybody else what the grade recommends, and who may propose it: owners learn of it here."""
    grades = [one.grade for one in years if one.period_until <= found.period_until]
    return [
        (say(queries.FOLLOWS_TEXTS[one]), say(queries.FOLLOWS_WHO[one]))
        for one in queries.recommended(found.standard, grades, today())
    ]


def _year(one: queries.Result, years: list[queries.Result]) -> dict[str, Any]:
    """Return a year beside the one before it: what both versions know, in the later weights."""
    place = years.index(one)
    earlier = years[place + 1] if place + 1 < len(years) else None
    change = queries.compared(earlier, one).change if earlier else None
    standard = queries.version(one.standard, one.standard_day)
    return {
        "id": one.entry_id, "title": one.title, "until": one.period_until - _ONE_DAY, "points": points(one.points),
        "of": one.of, "share": percent(one.share), "grade": grade_of(standard, one.grade)[0], "rank": one.rank,
        "version": one.standard_day, "change": _signed(change),
    }  # fmt: skip


def _signed(change: Fraction | None) -> str:
    if change is None:
        return ""
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return f"{sign}{points(abs(change) * 100)}"


def _follow(one: queries.FollowRow, actor: Actor) -> dict[str, Any]:
    takes = (
        one.state is queries.FollowState.OPEN
        and one.follows is not queries.Follows.TALK
        and queries.may(actor.role, queries.Act.TAKE_UP).allowed
        and actor.covers(one.scope)
    )
    return {
        "row": one,
        "words": say(queries.FOLLOWS_TEXTS[one.follows]),
        "who": say(queries.FOLLOWS_WHO[one.follows]),
        "state": say(queries.FOLLOW_STATE_TEXTS[one.state]),
        "duty": address("duties:duty", one.duty_id) if one.duty_id else "",
        "takes": takes,
        "taken": _taken(one.taken_stream),
        "recall": _recall_form(one) if takes and one.follows is queries.Follows.RECOMMEND_RECALL else None,
        "election": _election_form(one, actor)
        if takes and one.follows is queries.Follows.RECOMMEND_ELECTION
        else None,
    }


def _taken(stream: str) -> str:
    """Return the address of what a recommendation became."""
    name, _colon, number = stream.partition(":")
    return address(_BECAME[name], int(number)) if name in _BECAME else ""


def _election_form(one: queries.FollowRow, actor: Actor) -> dict[str, Any]:
    """Return the owners' proposals that carry an early election, and as many members as the term has now."""
    term = people.term_facts(today(), estate_id=one.estate_id or 0)
    asked = [row for row in votes.proposals_in(one.estate_id or 0, actor=actor) if row.owed and row.elects]
    return {
        "proposals": [(row.id, f"{row.id} · {row.title}") for row in asked],
        "seats": term.seats if term else "",
    }


def _recall_form(one: queries.FollowRow) -> dict[str, Any]:
    """Return the seats and grounds a recall is proposed with; members are known by their seat alone."""
    term = people.term_facts(today(), estate_id=one.estate_id or 0)
    seats = people.sitting_seats(term.id, today()) if term else []
    return {
        "seats": [
            (seat.id, f"{seat.number} · {say(people.POST_NAMES[seat.post])}")
            for seat in seats
            if not seat.reserve
        ],
        "grounds": committees.recall_grounds(today()),
    }


def address(name: str, *args: Any) -> str:
    """Return the address of another chapter's page, empty where this copy has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@never_cache
@require_safe
@signed_in
def item(request: HttpRequest, entry_id: int, code: str) -> HttpResponse:
    """Open an item that records fill, down to those records, as the reader may see them."""
    actor = entered(request)
    found, standard, asked, line = _opened(entry_id, code, actor)
    after = plain(request.GET.get("after", ""), 200)
    sees = _sees_records(found, actor)
    rows = (
        queries.record_rows(asked.filled_by, found.whose, found.period, after=after, limit=PAGE + 1)
        if sees
        else []
    )
    page = rows[:PAGE]
    context = {
        "found": found,
        "last": found.period_until - _ONE_DAY,
        "item": asked,
        "line": line,
        "points": points(Fraction(line["num"], line["den"]) * asked.weight) if "num" in line else "-",
        "clause": cited(standard, asked.warrant),
        "rows": [_row(one) for one in page],
        "older": "?" + urlencode({"after": page[-1].key}) if len(rows) > PAGE else "",
        "figure": _figure(asked.filled_by, found) if sees else ("", ""),
    }
    return render(request, "assessment/item.html", context)


@require_safe
@never_cache
@signed_in
def item_sheet(request: HttpRequest, entry_id: int, code: str) -> HttpResponseBase:
    """Give the records behind an item, whole, as the reader may see them."""
    actor = entered(request)
    found, _standard, asked, _line = _opened(entry_id, code, actor)
    rows = _all_rows(found, asked.filled_by) if _sees_records(found, actor) else ()
    words = {Verdict.YES: _("计入"), Verdict.NO: _("未计入"), Verdict.NOT_PROVABLE: _("未能证明")}
    lines = ([one.label, words[one.verdict], say_reason(one.reason)] for one in rows)
    return sheet(asked.name, [_("记录"), _("是否计入"), _("理由")], lines)


def _all_rows(found: _Found, name: str) -> Iterator[queries.RecordRow]:
    after = ""
    while rows := queries.record_rows(name, found.whose, found.period, after=after, limit=CHUNK):
        yield from rows
        after = rows[-1].key


def _opened(
    entry_id: int, code: str, actor: Actor
) -> tuple[_Found, queries.EvaluationStandard, queries.Item, dict[str, Any]]:
    """Return a score with its standard, and the item of it that records fill with its line; else it is not there."""
    found = _found(entry_id, actor)
    if found is None or found.points is None:
        raise Http404
    standard = queries.version(found.standard, found.standard_day)
    asked = next(
        (one for one in standard.item if one.code == code and one.filled_by in queries.SOURCES), None
    )
    line = next((one for one in found.lines if one["code"] == code), None)
    if asked is None or line is None:
        raise Http404
    return found, standard, asked, line


def _sees_records(found: _Found, actor: Actor) -> bool:
    """Whether the records behind a score lie open to the reader: to others what is hidden would look undone."""
    own = found.body_id is not None and found.body_id == actor.body_id
    return actor.covers(found.place_path) or (own and found.subject_kind in {"company", "project"})


def _row(one: queries.RecordRow) -> dict[str, Any]:
    return {
        "label": one.label, "tone": _VERDICTS[one.verdict], "counts": one.verdict is Verdict.YES,
        "provable": one.verdict is not Verdict.NOT_PROVABLE, "reason": say_reason(one.reason),
        "address": _linked(one.link),
    }  # fmt: skip


def _linked(link: Link) -> str:
    return address(link.name, *link.args) if link.name else ""


def _figure(source: str, found: _Found) -> tuple[str, str]:
    """Return the cockpit's figure this item equals, and the address of its list for the subject's place on that day."""
    figure = queries.SOURCES[source].figure
    if not figure or found.subject_kind not in {"street", "community"}:
        return "", ""
    listed = address("cockpit:figure", found.subject_id, figure)
    return figure, f"{listed}?{urlencode({'on': found.period.last.isoformat()})}" if listed else ""

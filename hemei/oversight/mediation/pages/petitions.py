"""Petitions: the list with its filters and sheet, one with what is done about it, and the patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.queries import (
    PetitionAct,
    PetitionFilter,
    PetitionRow,
    PetitionSource,
    Repeat,
    Stage,
)
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE, CHUNK, REFUSED = 50, 1_000, 422
FIRST_YEAR = 2000


def entered(request: HttpRequest, act: PetitionAct = PetitionAct.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may_petition(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the pages of petitions."""
    pages = ((_("信访件"), "mediation:petitions"), (_("共性问题"), "mediation:patterns"))
    return [{"words": words, "address": reverse(name), "here": name == here} for words, name in pages]


def kind_names() -> dict[str, str]:
    """Return the kinds of dispute by code, in the words of the standard of today."""
    return dict(queries.kinds_on(today()))


def _asked(request: HttpRequest) -> dict[str, str]:
    kept = {
        name: plain(request.GET.get(name, ""), 40) for name in ("source", "kind", "repeat", "stage", "number")
    }
    known: dict[str, set[Any]] = {
        "source": set(PetitionSource),
        "repeat": set(Repeat),
        "stage": set(Stage),
    }
    kept |= {name: kept[name] if kept[name] in words else "" for name, words in known.items()}
    kept |= {name: "1" if request.GET.get(name) == "1" else "" for name in ("late", "group")}
    year = whole_of(request.GET.get("year", ""))
    return {**kept, "year": str(year) if year and FIRST_YEAR <= year <= today().year else ""}


def _filter(asked: Mapping[str, str]) -> PetitionFilter:
    return PetitionFilter(
        source=asked["source"], kind=asked["kind"], repeat=asked["repeat"], stage=asked["stage"],
        late=bool(asked["late"]), group=bool(asked["group"]), number=asked["number"],
        year=int(asked["year"]) if asked["year"] else None,
    )  # fmt: skip


def _after(request: HttpRequest) -> tuple[date, int] | None:
    day, _tilde, number = request.GET.get("after", "").partition("~")
    key = whole_of(number)
    try:
        return (date.fromisoformat(day), key) if key is not None else None
    except ValueError:
        return None


@never_cache
@require_safe
@signed_in
def petitions(request: HttpRequest) -> HttpResponse:
    """List petitions, the latest received first."""
    actor, asked = entered(request), _asked(request)
    on, kinds = today(), kind_names()
    found = queries.petitions(_filter(asked), actor=actor, on=on, after=_after(request), limit=PAGE + 1)
    rows = found[:PAGE]
    kept = {name: word for name, word in asked.items() if word}
    older = (
        f"?{urlencode({**kept, 'after': f'{rows[-1].received_on}~{rows[-1].id}'})}"
        if len(found) > PAGE
        else ""
    )
    context = {
        "rows": [_face(row, kinds, names, on) for names in (_homes(rows),) for row in rows],
        "asked": asked,
        "narrowed": bool(kept),
        "first": "after" not in request.GET,
        "here": f"?{urlencode(kept)}",
        "kinds": list(kinds.items()),
        "sources": _words(queries.PETITION_SOURCE_TEXTS),
        "repeats": _words(queries.REPEAT_TEXTS),
        "stages": _words(queries.STAGE_TEXTS),
        "years": [(str(year), str(year)) for year in range(on.year, on.year - 6, -1)],
        "tabs": tabs("mediation:petitions"),
        "older": older,
        "sheet": f"{reverse('mediation:petitions_sheet')}?{urlencode(kept)}",
        "imports": people.may(actor.role, people.Act.IMPORT_REGISTERS).allowed,
    }
    return render(request, "mediation/petitions.html", context)


def _words(texts: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(one.value, say(words)) for one, words in texts.items()]


def _homes(rows: list[PetitionRow]) -> dict[int, str]:
    return places.names_of(row.community_id for row in rows)


def _face(row: PetitionRow, kinds: Mapping[str, str], homes: Mapping[int, str], on: date) -> dict[str, Any]:
    return {
        "row": row,
        "kind": kinds.get(row.kind, row.kind),
        "source": say(queries.PETITION_SOURCE_TEXTS[row.source]),
        "community": places.short_name(homes.get(row.community_id, "")),
        "stage": say(queries.STAGE_TEXTS[row.stage]),
        "tone": queries.STAGE_TONES[row.stage],
        "repeat": say(queries.REPEAT_TEXTS[row.repeat]),
        "repeat_tone": queries.REPEAT_TONES[row.repeat],
        "late": row.late_on(on),
    }


@never_cache
@require_safe
@signed_in
def petitions_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet; nobody's name stands in it."""
    actor, asked = entered(request), _asked(request)
    header = [
        _("信访件编号"), _("登记日期"), _("信访形式"), _("问题类别"), _("社区"), _("小区"), _("人数"), _("状态"),
        _("告知日期"), _("办结日期"), _("应办结"), _("超期"), _("初次或重复"), _("重复的是"), _("案件"), _("转入调解"),
    ]  # fmt: skip
    return sheet(_("物业信访件"), header, _sheet_rows(actor, asked))


def _sheet_rows(actor: Actor, asked: Mapping[str, str]) -> Iterator[list[Any]]:
    after, on, kinds, yes = None, today(), kind_names(), _("是")
    while rows := queries.petitions(_filter(asked), actor=actor, on=on, after=after, limit=CHUNK):
        homes = _homes(rows)
        for row in rows:
            face = _face(row, kinds, homes, on)
            yield [
                row.number, row.received_on, face["source"], face["kind"], face["community"], row.estate, row.persons,
                face["stage"], row.told_on, row.ended_on, row.times.finish_by, yes if face["late"] else "",
                face["repeat"], row.repeat_of, row.case, yes if row.mediated else "",
            ]  # fmt: skip
        after = rows[-1].received_on, rows[-1].id


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def petition(request: HttpRequest, petition_id: int) -> HttpResponse:
    """Show a petition, and do what may be done about it."""
    actor, refused, act = entered(request), None, request.POST.get("act", "")
    if request.method == "POST":
        try:
            with records.acting(actor):
                words = _do(request, actor, petition_id, act)
        except Refused as error:
            refused = error
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("mediation:petition", args=[petition_id]))
    page = queries.petition(petition_id, actor=actor, now=utc_now())
    if page is None:
        raise Http404
    kinds, on = kind_names(), today()
    homes = _homes([page.row, *page.repetitions])
    context = {
        "page": page,
        "face": _face(page.row, kinds, homes, on),
        "same": [_face(row, kinds, homes, on) for row in page.repetitions],
        "may": {one.value: queries.may_petition(actor.role, one).allowed for one in PetitionAct},
        "referred": queries.referred(actor=actor, source_stream=f"mediation.petition:{petition_id}"),
        "course": _course(page),
        "did": act,
        "errors": errors_of(refused) if refused else {},
        "values": {name: plain(request.POST.get(name, "")) for name in ("earlier", "case", "respondent")},
    }
    return render(request, "mediation/petition.html", context, REFUSED if refused else 200)


def _do(request: HttpRequest, actor: Actor, petition_id: int, act: str) -> str:
    """Do the act a form asks for and return the words of thanks."""
    if act not in _ACTS:
        raise Refused.because(mark("请选择要做什么。"))
    done, thanks = _ACTS[act]
    done(request.POST, {"actor": actor, "now": utc_now(), "petition_id": petition_id})
    return say(thanks)


Typed = Mapping[str, str]
_ACTS: dict[str, tuple[Callable[[Typed, dict[str, Any]], object], str]] = {
    "confirm": (
        lambda typed, who: services.settle_repeat(
            **who, confirmed=True, earlier=plain(typed.get("earlier", ""), 40)
        ),
        mark("已登记为重复信访。"),
    ),
    "deny": (lambda _typed, who: services.settle_repeat(**who, confirmed=False), mark("已登记为不是重复。")),
    "link": (
        lambda typed, who: services.link_case(**who, number=plain(typed.get("case", ""), 30)),
        mark("案件的关联已保存。"),
    ),
    "mediate": (
        lambda typed, who: services.dispute_of_petition(
            **who, respondent=plain(typed.get("respondent", ""), 60)
        ),
        mark("已转入调解，调处机构会按时受理。"),
    ),
}


def _course(page: queries.PetitionPage) -> list[dict[str, Any]]:
    names = record.event_names()
    bodies = people.body_names({event.actor["body"] for event in page.events if event.actor.get("body")})
    return [
        {
            "at": event.at,
            "title": names.get(event.type, event.type),
            "by": bodies.get(event.actor.get("body") or 0, ""),
            "lines": [],
            "clauses": [(one["clause"], "") for one in event.standards if one["clause"]],
        }
        for event in page.events
    ]

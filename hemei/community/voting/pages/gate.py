"""Who may enter, and the form of one act: shown, done, or shown again as it was typed with what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hemei.community.voting import queries
from hemei.community.voting.rules.acts import Act, may_of, roles_for
from hemei.community.voting.rules.assemblies import MOOT_NEXT, MOOT_TEXTS, Moot
from hemei.community.voting.rules.calling import DOUBT_TEXTS
from hemei.community.voting.rules.inspecting import Opened, may_inspect
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.kernel.actor import PlaceRange, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.ui.forms import errors_of, needed_day
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

FORM = require_http_methods(["GET", "POST"])
PAGE = 50
REFUSED = 422
READERS = roles_for(Act.SEE) | roles_for(Act.SEE_UNCAST) | {Role.RESIDENT, Role.COMMITTEE_MEMBER}
"""Who reads what was noticed: an owner of his estate's meetings, whoever organises, visits or oversees his places'."""
Field = dict[str, Any]
Crumbs = Sequence[tuple[str, str]]


def entered(request: HttpRequest, act: Act | None = None) -> Actor:
    """Return the actor if his role reads meetings, or may do this act somewhere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in (READERS if act is None else roles_for(act)):
        raise PermissionDenied
    return actor


def assembly_or_404(assembly_id: int, actor: Actor) -> queries.AssemblyRow:
    """Return the meeting of an address."""
    found = queries.assembly(assembly_id, actor=actor)
    if found is None:
        raise Http404
    return found


def moot_words(one: Mapping[str, str]) -> dict[str, str]:
    """Return why an item has no object any more and what becomes of the matter, in words; empty where it has one."""
    if not one:
        return {}
    why = Moot(one["why"])
    return {"why": f"{say(MOOT_TEXTS[why])}（{one['on']}）", "next": say(MOOT_NEXT[why])}


def vote_options(
    found: queries.AssemblyRow, votes: Iterable[queries.VoteRow], actor: Actor
) -> list[tuple[str, str]]:
    """Return votes of a meeting to choose from, by number and words; who is voted on is named."""
    chosen = list(votes)
    words = queries.vote_words(found, chosen, actor=actor, now=utc_now())
    return [(str(vote.id), f"{vote.number}. {words[vote.id] or _('候选人')}") for vote in chosen]


def may_for(actor: Actor, act: Act, found: queries.AssemblyRow) -> bool:
    """Whether the actor may do this for a meeting: in a place of his, or as a member of who called it."""
    return may_of(actor, act, found.scope, found.body_id).allowed


def inspects(actor: Actor, found: queries.AssemblyRow, what: Opened) -> bool:
    """Whether the actor may open a file of a meeting: who organises or oversees it, or owns a unit of its roll."""
    if found.roll_id is None:
        return False
    owns = False
    if actor.role is Role.RESIDENT and what == "full":
        persons = people.own_persons(actor)
        with people_services.opened(actor, found.scope):
            eyes = wide(actor, found.scope)
            owns = queries.inspects(found.roll_id, persons, actor=eyes, on=shanghai_day(utc_now()))
    return may_inspect(actor, found.scope, what, state=found.state, body_id=found.body_id, owns=owns).allowed


def wide(actor: Actor, scope: str) -> Actor:
    """Return the actor as one who sees a place, while a service has opened it to him."""
    return replace(actor, places=(PlaceRange(scope), *actor.places))


def at_work_in(actor: Actor, estate_id: int) -> bool:
    """Whether the actor is a member of the committee at work in an estate."""
    if actor.role is not Role.COMMITTEE_MEMBER or actor.body_id is None:
        return False
    return people.committee_at_work(estate_id, shanghai_day(utc_now())) == actor.body_id


@contextmanager
def reading(actor: Actor, found: queries.AssemblyRow | queries.ProposalRow) -> Iterator[Actor]:
    """Open what is of its own estate to a member of the committee at work; nobody else sees more."""
    if at_work_in(actor, found.estate_id):
        with people_services.opened(actor, found.scope):
            yield wide(actor, found.scope)
    else:
        yield actor


def form(
    request: HttpRequest,
    page: Mapping[str, Any],
    fields: Sequence[Field],
    act: Callable[[QueryDict], str],
) -> HttpResponse:
    """Show a form, or do its act and go where it says; what was typed stays where it is refused.

    `page` has title, lead, button, done, back, crumbs, and whether the act takes something away.
    """
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            target = act(request.POST)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, page["done"])
            return HttpResponseRedirect(target)
    shown = [_shown(field, request) for field in fields]
    known = {field["name"] for field in fields}
    spoken = {name: texts for name, texts in errors.items() if name in known}
    rest = [text for name, texts in errors.items() if name not in known for text in texts]
    context = {"fields": shown, "errors": spoken | ({"": rest} if rest else {}), "danger": False, **page}
    return render(request, "voting/act.html", context, REFUSED if errors else 200)


def _shown(field: Field, request: HttpRequest) -> Field:
    if request.method != "POST":
        return field
    if field.get("many"):
        return {**field, "values": request.POST.getlist(field["name"])}
    return {**field, "value": request.POST.get(field["name"], "")}


def options(names: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Return words to choose from."""
    return [(str(word), say(text)) for word, text in names.items()]


def one_of(data: QueryDict, field: str, known: Sequence[str]) -> Any:
    """Return the word a form must choose; raises Refused."""
    raw = data.get(field, "")
    if raw not in known:
        raise Refused.because(mark("请选择一项。"), field=field, code="choose")
    return raw


def moment(data: QueryDict, day_field: str, time_field: str) -> datetime:
    """Return the moment of a day and a time of a form, Shanghai time; raises Refused."""
    day = needed_day(data.get(day_field, ""), day_field)
    try:
        clock = time.fromisoformat(data.get(time_field, "").strip() or "00:00")
    except ValueError:
        raise Refused.because(mark("时间请写成 18:00 的样子。"), field=time_field, code="time") from None
    return datetime.combine(day, clock.replace(tzinfo=None), SHANGHAI)


def marks_of(found: queries.AssemblyRow) -> dict[str, Any]:
    """Return what is said of items without object, and of results their call-back does not support, by number."""
    return {
        "doubts": {int(number): say(DOUBT_TEXTS[one["why"]]) for number, one in found.doubts.items()},
        "moot": {int(number): moot_words(one) for number, one in found.moot.items()},
    }

"""Files of orders: in, with what a person must say first, and out again with what became of them."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline import queries, services
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import clock_words, listing, say, series, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http.response import HttpResponseBase

    from hemei.kernel.actor import Actor

PAGE, ORDERS, REFUSED, LONGEST_SAID = 20, 25, 422, 60
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}

_READ = frozenset({record.ImportState.CHECKED, record.ImportState.WRITTEN})
"""A file whose rows were told from those already here; the answers to known orders go back in it as well."""


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def _title(register: str) -> str:
    return title_of(records.register_entry(register).register)


def _offered() -> list[tuple[str, str]]:
    """Return the registers of the systems whose files are taken today."""
    registers = [queries.register_of(one.code) for one in queries.systems_on(shanghai_day(utc_now()))]
    return [(register, _title(register)) for register in registers]


@never_cache
@require_safe
@signed_in
def files(request: HttpRequest) -> HttpResponse:
    """List the files, the newest first, with what became of their orders; take a new one."""
    actor = entered(request)
    rows = queries.order_files(actor=actor, before=whole_of(request.GET.get("before", "")), limit=PAGE + 1)
    shown = rows[:PAGE]
    counted = queries.orders_counted(row.id for row in shown)
    context = {
        "rows": [
            (row, _title(row.register), record.STATE_WORDS[row.state], counted.get(row.id, queries.Counted()))
            for row in shown
        ],
        "systems": _offered(),
        "older": "?" + urlencode({"before": shown[-1].id}) if len(rows) > PAGE else "",
    }
    return render(request, "hotline/files.html", context)


def _found(request: HttpRequest, import_id: int, act: queries.Act) -> tuple[Actor, record.ImportRow]:
    actor = entered(request, act)
    row = queries.order_file(import_id, actor=actor)
    if row is None:
        raise Http404
    return actor, row


@never_cache
@require_safe
@signed_in
def file(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show a file: how far it is, what waits for a person's word, what became of its orders, who took it back."""
    return _shown(request, *_found(request, import_id, queries.Act.SEE))


def _shown(
    request: HttpRequest, actor: Actor, row: record.ImportRow, refused: Refused | None = None
) -> HttpResponse:
    taken, now = queries.takings(row.id), utc_now()
    after = whole_of(request.GET.get("after", "")) or 0
    found = queries.orders_of(row.id, after=after, limit=ORDERS + 1)
    orders = found[:ORDERS]
    errors = errors_of(refused) if refused else {}
    context = {
        "row": row,
        "title": _title(row.register),
        "state": record.STATE_WORDS[row.state],
        "states": record.ImportState,
        "waiting": _waiting(request, actor, row, errors),
        "known": row.same + row.changed if row.state in _READ else 0,
        "counted": queries.orders_counted([row.id]).get(row.id, queries.Counted()),
        "columns": listing(
            say(column.title)
            for column in records.register_entry(row.register).register.columns
            if column.name in queries.ANSWERED and column.name in row.mapping
        ),
        "taken": taken,
        "orders": [
            (
                one,
                _how(one),
                clock_words(now, one.due_at) if one.due_at and not one.over else None,
            )
            for one in orders
        ],
        "more": "?" + urlencode({"after": orders[-1].id}) if len(found) > ORDERS else "",
        "first": after == 0,
        "bodies": people.body_names({one.body for one in taken if one.body} | {one.body for one in orders}),
        "errors": errors,
    }
    return render(request, "hotline/file.html", context, REFUSED if refused else 200)


def _how(one: queries.OrderRow) -> str:
    """Return how the case of an order stands; one that was joined stands as the earlier case does, and says so."""
    state = say(cases.STATE_TEXTS[one.state])
    return _("已并案，先报的：%(state)s") % {"state": state} if one.joined else state


def _waiting(
    request: HttpRequest, actor: Actor, row: record.ImportRow, errors: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """Return what waits for a person's word as the form shows it; the likely kinds stand first and are not chosen."""
    if not row.bad or not row.may(record.ImportState.CHECKING):
        return []
    today, found = shanghai_day(utc_now()), []
    for place, one in enumerate(queries.waiting_words(row.id, actor=actor)):
        listed = queries.kinds_on(one.days or (today,))
        names = dict(listed)
        every = [*listed, (cases.OTHER_KIND, _("其他（由受理人确定）"))]
        likely = [code for code in one.likely if code in names]
        options = [(code, _("可能是：%(kind)s") % {"kind": names[code]}) for code in likely]
        found.append(
            {
                "one": one,
                "field": f"{one.of}-{place}",
                "kind": one.of is queries.Of.KIND,
                "caution": _caution([names[code] for code in likely if code in one.few]),
                "options": [*options, *(pair for pair in every if pair[0] not in likely)],
                "value": plain(request.POST.get(f"{one.of}-{place}", ""), LONGEST_SAID),
                "errors": errors.get(f"{one.of}:{one.said}", ()),
            }
        )
    return found


def _caution(few: Sequence[str]) -> str:
    """Name the likely kinds that too few cases teach."""
    return _("本市这几类的案件还少，未必准：%(kinds)s。") % {"kinds": series(few)} if few else ""


@require_POST
@signed_in
def words(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take what a person says of the system's words, and check the file again by it."""
    actor, row = _found(request, import_id, queries.Act.DECIDE)
    told = services.Told(_typed(request, queries.Of.KIND), _typed(request, queries.Of.ESTATE))
    try:
        with records.acting(actor):
            count = services.tell_words_of(actor=actor, now=utc_now(), row=row, told=told)
    except Refused as refused:
        return _shown(request, actor, row, refused)
    messages.success(request, _("已记下 %(count)s 个对照，正在重新检查。") % {"count": count})
    return HttpResponseRedirect(reverse("hotline:file", args=[import_id]))


def _typed(request: HttpRequest, of: queries.Of) -> dict[str, str]:
    """Read `said-kind-3 = the word` with `kind-3 = what it means`; what is left empty stays open."""
    found = {}
    for name, said in request.POST.items():
        field = name.removeprefix("said-")
        if field != name and field.startswith(f"{of}-"):
            meant = plain(request.POST.get(field, ""), LONGEST_SAID).strip()
            if meant:
                found[plain(str(said), LONGEST_SAID)] = meant
    return found


@require_POST
@signed_in
def out(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Give the file back as it stands now: its own columns filled, nothing else touched; who took it is recorded."""
    actor, row = _found(request, import_id, queries.Act.TAKE)
    try:
        with records.acting(actor):
            content = services.take_answers(actor=actor, now=utc_now(), row=row)
    except Refused as refused:
        return _shown(request, actor, row, refused)
    path = PurePath(row.file_name)
    name = f"{path.stem}-{_('回传')}.{row.kind if path.suffix.lower() != '.txt' else 'txt'}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=_TYPES[row.kind])

"""A form of one act of a register: shown, done, or shown again as it was typed with what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hemei.ground.people.pages import gate
from hemei.kernel.decision import Refused
from hemei.kernel.registers import Unreadable
from hemei.ui.words import say

if TYPE_CHECKING:
    from enum import StrEnum

    from django.http import QueryDict

    from hemei.ground.places.queries import EstateRow

    Word = TypeVar("Word", bound=StrEnum)

FORM = require_http_methods(["GET", "POST"])
Field = dict[str, Any]


def form(
    request: HttpRequest,
    estate: EstateRow,
    page: Mapping[str, Any],
    fields: Sequence[Field],
    act: Callable[[QueryDict], object],
) -> HttpResponse:
    """Show a form, or do its act and go back to the committee; what was typed stays where it is refused.

    `page` has the words of the page: title, lead, button, done, and whether the act takes something away.
    """
    refused = None
    back = reverse("people:committee", args=[estate.code])
    if request.method == "POST":
        try:
            act(request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, page["done"])
            return HttpResponseRedirect(back)
    typed = request.POST if request.method == "POST" else {}
    shown = [{**field, "value": typed.get(field["name"], field.get("value", ""))} for field in fields]
    context = {"estate": estate, "fields": shown, "back": back, **page}
    return gate.form(request, "people/committee_act.html", refused, context)


def options(names: Mapping[Any, str], only: Sequence[Any] = ()) -> list[tuple[str, str]]:
    """Return words to choose from, all or only some."""
    return [(str(word), say(text)) for word, text in names.items() if not only or word in only]


def word(kind: type[Word], data: QueryDict, field: str, words: str) -> Word:
    """Return the word a form must choose; raises Refused."""
    raw = data.get(field, "")
    if raw not in set(kind):
        raise Refused.because(words, field=field, code="choose")
    return kind(raw)


def maybe(kind: type[Word], data: QueryDict, field: str) -> Word | None:
    """Return the word a form may choose."""
    raw = data.get(field, "")
    return kind(raw) if raw in set(kind) else None


def read(reader: Callable[[str], str], data: QueryDict, field: str) -> str | None:
    """Return what a cell's reader makes of a field, None where it is empty; raises Refused."""
    raw = data.get(field, "").strip()[:40]
    if not raw:
        return None
    try:
        return reader(raw)
    except Unreadable as wrong:
        reason = wrong.reason
        raise Refused.because(reason.text, remedy=reason.remedy, field=field, code=reason.code) from wrong

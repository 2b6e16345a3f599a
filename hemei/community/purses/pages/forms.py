"""The form of an act on a joint account: shown, done, or shown again as typed where it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.purses.pages.shared import REFUSED
from hemei.kernel.decision import Refused
from hemei.ui.forms import at_fields, errors_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from django.http import QueryDict

Field = dict[str, Any]


def form(
    request: HttpRequest,
    page: Mapping[str, Any],
    fields: Sequence[Field],
    act: Callable[[QueryDict], str | None],
    template: str = "purses/form.html",
) -> HttpResponse:
    """Show a form, or do its act and go where it says, else back; `page` has title, button, done, back, crumbs."""
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            address = act(request.POST)
        except Refused as refused:
            errors = at_fields(errors_of(refused), {field["name"] for field in fields})
        else:
            if page["done"]:
                messages.success(request, page["done"])
            return HttpResponseRedirect(address or page["back"])
    typed = request.POST if request.method == "POST" else {}
    shown = [{**field, "value": typed.get(field["name"], field.get("value", ""))} for field in fields]
    return render(request, template, {**page, "fields": shown, "errors": errors}, REFUSED if errors else 200)


def page_of(title: str, button: str, done: str, back: str, lead: str = "", crumb: str = "") -> dict[str, Any]:
    """Return what the page of a form says around it."""
    crumbs = [(_("共管账户"), reverse("purses:accounts"))]
    if crumb:
        crumbs.append((crumb, back))
    return {
        "title": title,
        "button": button,
        "done": done,
        "back": back,
        "lead": lead,
        "crumbs": [*crumbs, (title, "")],
    }

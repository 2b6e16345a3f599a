"""Keys of programs: issued and shown once, stopped."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.ground.people import queries, services
from hemei.ground.people.pages.gate import REFUSED, entered, today
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.scopes import Scope
from hemei.ui.doors import signed_in
from hemei.ui.forms import day_of, errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import local_day, say

_FIELDS = ("name", "body", "role", "per_minute", "last_day")


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys, or issue one; the answer to that is the only page that ever shows it."""
    actor = entered(request, queries.Act.KEEP_KEYS)
    refused, issued = None, None
    if request.method == "POST":
        try:
            issued = _issued(request, actor)
        except Refused as error:
            refused = error
    scopes = {scope.value: say(name) for scope, name in queries.SCOPE_NAMES.items()}
    usual = {"per_minute": queries.USUAL_RATE, "last_day": today() + timedelta(days=queries.USUAL_DAYS)}
    context = {
        "rows": queries.program_keys(actor=actor),
        "issued": issued,
        "now": utc_now(),
        "last_day": lambda end: local_day(end - timedelta(microseconds=1)),
        "roles": [(role.value, say(queries.ROLE_NAMES[role])) for role in sorted(queries.SPEAKS_AS)],
        "role_names": queries.ROLE_NAMES,
        "scopes": list(scopes.items()),
        "scope_names": scopes,
        "errors": errors_of(refused) if refused else {},
        "values": {name: request.POST.get(name, "") if refused else usual.get(name, "") for name in _FIELDS},
        "chosen": request.POST.getlist("scopes") if refused else [],
    }
    return render(request, "people/program_keys.html", context, REFUSED if refused else 200)


def _issued(request: HttpRequest, actor: Actor) -> services.IssuedKey:
    said = request.POST
    bodies = queries.bodies_named(plain(said.get("body", "")))
    role = said.get("role", "")
    draft = services.KeyDraft(
        name=plain(said.get("name", "")),
        body_id=bodies[0].id if len(bodies) == 1 else 0,
        role=Role(role) if role in set(queries.SPEAKS_AS) else None,
        scopes={scope for scope in Scope if scope.value in said.getlist("scopes")},
        per_minute=whole_of(said.get("per_minute", "")),
        last_day=day_of(said.get("last_day", ""), "last_day"),
    )
    return services.issue_program_key(actor=actor, now=utc_now(), draft=draft)


@require_POST
@signed_in
def stop(request: HttpRequest, key_id: int) -> HttpResponse:
    """Stop a key."""
    actor = entered(request, queries.Act.KEEP_KEYS)
    services.stop_program_key(actor=actor, now=utc_now(), key_id=key_id)
    messages.success(request, _("密钥已停用。"))
    return HttpResponseRedirect(reverse("people:program_keys"))

"""Keys of programs: issued and shown once, stopped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.ground.people import queries, services
from hemei.ground.people.pages.gate import REFUSED, entered
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys, or issue one; the answer to that is the only page that ever shows it."""
    actor = entered(request, queries.Act.KEEP_KEYS)
    refused, issued = None, None
    if request.method == "POST":
        try:
            issued = services.issue_program_key(
                actor=actor,
                now=utc_now(),
                name=plain(request.POST.get("name", "")),
                body_id=whole_of(request.POST.get("body", "")) or 0,
                scopes={
                    scope for scope in queries.ProgramScope if scope.value in request.POST.getlist("scopes")
                },
                per_minute=whole_of(request.POST.get("per_minute", "")),
            )
        except Refused as error:
            refused = error
    context = {
        "rows": queries.program_keys(actor=actor),
        "issued": issued,
        "bodies": queries.program_bodies(),
        "scopes": [(scope.value, say(name)) for scope, name in queries.SCOPE_NAMES.items()],
        "scope_names": {scope.value: say(name) for scope, name in queries.SCOPE_NAMES.items()},
        "usual": queries.USUAL_RATE,
        "errors": errors_of(refused) if refused else {},
        "values": {
            name: request.POST.get(name, "") if refused else "" for name in ("name", "body", "per_minute")
        },
        "chosen": request.POST.getlist("scopes")
        if refused
        else [scope.value for scope in queries.ProgramScope],
    }
    return render(request, "people/program_keys.html", context, REFUSED if refused else 200)


@require_POST
@signed_in
def stop(request: HttpRequest, key_id: int) -> HttpResponse:
    """Stop a key."""
    actor = entered(request, queries.Act.KEEP_KEYS)
    services.stop_program_key(actor=actor, now=utc_now(), key_id=key_id)
    messages.success(request, _("密钥已停用。"))
    return HttpResponseRedirect(reverse("people:program_keys"))

"""Who acts, and in which transaction a view runs.

The rule: a view runs in one transaction, bound to the signed-in actor, or as the public role for
visitors. A view marked `stands_alone` runs in none and opens its own. An exception rolls everything
back, a returned answer commits, whatever its status. A refusal nobody took up becomes a page or JSON.

A department's person sees by list; on the pages of an app that declares the matters it is about, as `matters` of its
configuration, he also sees the places in which his organisation is their authority.

The session is read before and written after that transaction, by the application's role: the public
role may not see sessions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from hemei.ground.people import queries, services
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import refusal

View = Callable[..., HttpResponse]


class ActorMiddleware:
    """Set `request.actor` and run the view in the actor's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who acts."""
        session: Any = request.session
        request.actor = PUBLIC  # type: ignore[attr-defined]
        if session.session_key is not None:
            actor = queries.actor_of(session)
            if actor.account_id is not None and services.keep_session(session=session, now=utc_now()):
                request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Run the view in its transaction; Django's own handlers answer 404 and errors."""
        if getattr(view, "stands_alone", False):
            return None
        actor = request.actor = self._at_its_door(request)  # type: ignore[attr-defined]
        door = records.as_public() if actor.account_id is None else records.acting(actor)
        try:
            with door:
                return view(request, *args, **kwargs)
        except Refused as refused:
            return refusal(request, refused)

    @staticmethod
    def _at_its_door(request: HttpRequest) -> Actor:
        """Return the actor as he acts on the pages of an app: with the places of the matters it declares."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        match = request.resolver_match
        app = apps.app_configs.get(match.app_name) if match is not None and actor.matters else None
        return actor.at(*getattr(app, "matters", ()))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Take up a refusal of a view that stands alone."""
        return refusal(request, exception) if isinstance(exception, Refused) else None

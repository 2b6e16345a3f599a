"""A city with four estates, and its pages as the middleware shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hemei.ground.companies.services import Contract, ProjectDraft, begin_projects, end_project
from hemei.ground.companies.tests.conftest import Ground, ground
from hemei.ground.people.queries import places_of
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import NOW, add, draft
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor, Role
from tests.grounds import standing

__all__ = ["ground"]
SINCE = date(2024, 1, 1)


@standing
def city(ground: Ground) -> Ground:
    """Four estates, three in one county; one was managed to the end of last week."""
    near, far = ground.estates
    more = add(
        ground.town,
        draft(ground.town, "东风小区", "340102001001"),
        draft(ground.town, "长丰小区", "340102001002", built_area_dm2=900_000),
    )
    projects = begin_projects(
        actor=ground.town.actor,
        now=NOW,
        drafts=[
            ProjectDraft(ground.companies[0], estate, Contract.OWNERS, SINCE) for estate in (near, far, *more)
        ],
    )
    for project in projects[1:3]:
        end_project(actor=ground.town.actor, now=NOW, project_id=project, day=NOW.date() - timedelta(days=3))
    return ground


def actor_of(role: Role, code: str) -> Actor:
    place = places.place_by_code(code).id
    return Actor(role=role, account_id=1, places=places_of(role, place, NOW.date(), 0))


def show(
    actor: Actor,
    view: Callable[..., HttpResponse],
    address: str = "/",
    *,
    post: Mapping[str, str] | None = None,
    **kwargs: object,
) -> HttpResponse:
    """Run a view as the middleware does: in the actor's transaction, or as the public role."""
    factory = RequestFactory()
    request: HttpRequest = factory.get(address) if post is None else factory.post(address, dict(post))
    visitor = actor == PUBLIC
    request.actor = actor if visitor else replace(actor, account_id=1)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    with records.as_public() if visitor else records.acting(actor):
        return view(request, **kwargs)


def text_of(*args: object, **kwargs: object) -> str:
    return show(*args, **kwargs).content.decode()  # type: ignore[arg-type]


def id_of(code: str) -> int:
    return places.place_by_code(code).id

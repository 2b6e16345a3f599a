"""Addresses, app by app."""

from __future__ import annotations

from django.urls import include, path

from hemei.project import health

_APPS = [
    "hemei.ui",
    "hemei.ground.people",
    "hemei.ground.privacy",
    "hemei.ground.places",
    "hemei.ground.companies",
    "hemei.leadership.duties",
    "hemei.leadership.policy",
    "hemei.leadership.party",
    "hemei.leadership.volunteering",
    "hemei.community.meetings",
    "hemei.community.committees",
    "hemei.community.deliberation",
    "hemei.community.ledgers",
    "hemei.community.voting",
    "hemei.community.funds",
    "hemei.community.purses",
    "hemei.coordination.offices",
    "hemei.coordination.cases",
    "hemei.coordination.boards",
    "hemei.coordination.hotline",
    "hemei.coordination.patrols",
    "hemei.coordination.disclosure",
    "hemei.oversight.mediation",
    "hemei.oversight.renewal",
    "hemei.oversight.assessment",
    "hemei.oversight.honours",
    "hemei.oversight.credit",
    "hemei.faces.portal",
    "hemei.faces.cockpit",
    "hemei.faces.quality",
    "hemei.faces.open311",
    "hemei.faces.notices",
    "hemei.faces.api",
]

urlpatterns = [
    path("health", health.health, name="health"),
    *(path("", include(f"{app}.urls")) for app in _APPS),
]
handler400 = "hemei.ui.pages.bad_request"
handler403 = "hemei.ui.pages.forbidden"
handler404 = "hemei.ui.pages.not_found"
handler500 = "hemei.ui.pages.server_error"

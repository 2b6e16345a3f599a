"""Addresses of the open side. What lies behind `/api/` is resolved by the door, which loads it with the first call."""

from __future__ import annotations

from django.urls import path

from hemei.faces.api import door, pages

app_name = "api"
urlpatterns = [
    path("office/webhooks", pages.queue, name="queue"),
    path("office/webhooks.xlsx", pages.queue_sheet, name="queue_sheet"),
    path("office/webhooks/<int:webhook_id>/end", pages.end, name="end"),
    path("office/webhooks/deliveries/<int:delivery_id>/again", pages.again, name="again"),
    path("api/", pages.described, name="described"),
    path("api/openapi.json", pages.openapi, name="openapi"),
    path("api/<path:rest>", door.door, name="door"),
]

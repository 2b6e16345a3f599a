"""The app of the public face."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers templates; the portal has no tables."""

    name = "hemei.faces.portal"
    label = "portal"

"""The app of the cockpit."""

from __future__ import annotations

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """Registers templates; what it shows lies in the tables of the chapters."""

    name = "hemei.faces.cockpit"
    label = "cockpit"

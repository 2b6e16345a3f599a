"""Registration of the offices app."""

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """The offices app."""

    name = "hemei.coordination.offices"
    label = "offices"

"""Registration of the open311 app."""

from django.apps import AppConfig


class Open311Config(AppConfig):
    """The open311 app."""

    name = "hemei.faces.open311"
    label = "open311"

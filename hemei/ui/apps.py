"""Registration of the ui app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The ui app: templates and static files, no tables."""

    name = "hemei.ui"
    label = "ui"

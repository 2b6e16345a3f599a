"""Registration of the honours app."""

from django.apps import AppConfig


class HonoursConfig(AppConfig):
    """The honours app."""

    name = "hemei.oversight.honours"
    label = "honours"

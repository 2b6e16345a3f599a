"""Registration of the duties app."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The duties app."""

    name = "hemei.leadership.duties"
    label = "duties"

"""Registration of the disclosure app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """The disclosure app."""

    name = "hemei.coordination.disclosure"
    label = "disclosure"

"""Registration of the deliberation app."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """The deliberation app."""

    name = "hemei.community.deliberation"
    label = "deliberation"

"""Registration of the patrols app."""

from django.apps import AppConfig


class PatrolsConfig(AppConfig):
    """The patrols app."""

    name = "hemei.coordination.patrols"
    label = "patrols"

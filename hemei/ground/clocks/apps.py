"""Registration of the clocks app."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """The clocks app."""

    name = "hemei.ground.clocks"
    label = "clocks"

"""Registration of the hotline app."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """The hotline app."""

    name = "hemei.coordination.hotline"
    label = "hotline"

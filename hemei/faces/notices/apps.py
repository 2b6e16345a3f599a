"""Registration of the notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices app."""

    name = "hemei.faces.notices"
    label = "notices"

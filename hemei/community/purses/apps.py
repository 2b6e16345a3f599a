"""Registration of the purses app."""

from django.apps import AppConfig


class PursesConfig(AppConfig):
    """The purses app."""

    name = "hemei.community.purses"
    label = "purses"

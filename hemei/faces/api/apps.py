"""Registration of the api app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The api app."""

    name = "hemei.faces.api"
    label = "api"

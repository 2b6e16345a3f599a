"""Registration of the boards app."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """The boards app."""

    name = "hemei.coordination.boards"
    label = "boards"

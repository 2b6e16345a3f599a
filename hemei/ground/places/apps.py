"""Registration of the places app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The places app."""

    name = "hemei.ground.places"
    label = "places"

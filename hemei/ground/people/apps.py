"""Registration of the people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, bodies, appointments and accounts."""

    name = "hemei.ground.people"
    label = "people"

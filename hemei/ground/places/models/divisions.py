"""City, counties, streets, communities and grid cells, each through time."""

from __future__ import annotations

from django.db import models

from hemei.ground.places.rules.codes import Kind, Level


class Place(models.Model):
    """A place with its permanent id. `name` and its keys are today's; earlier ones are in `PlaceName`."""

    id = models.BigAutoField(primary_key=True)
    level = models.TextField(choices=[(level.value, level.value) for level in Level])
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in Kind])
    code = models.TextField()
    name = models.TextField()
    pinyin = models.TextField()
    initials = models.TextField()
    source = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["level", "code"], name="places_place_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlacePosition(models.Model):
    """Where a place stood in the tree during a period; `path` is its ids from the city down."""

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="positions")
    parent = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    path = models.TextField(db_collation="C")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path"], name="places_position_path")]

    def __str__(self) -> str:
        return f"{self.path} from {self.valid_from}"


class PlaceName(models.Model):
    """What a place was called during a period."""

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="names")
    name = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"


class Succession(models.Model):
    """A place that ended and one that goes on in its stead; a rename or a move needs none."""

    id = models.BigAutoField(primary_key=True)
    predecessor = models.ForeignKey("places.Place", models.PROTECT, related_name="successions")
    successor = models.ForeignKey("places.Place", models.PROTECT, related_name="origins")
    kind = models.TextField(choices=[("split", "split"), ("merge", "merge")])
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="places_succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id} ({self.kind} {self.day})"

"""Estates with their communities, buildings, entrances and property units.

`scope` and `stream` are copied from the estate into every child, so row-level security reads one row.
"""

from __future__ import annotations

from django.db import models

from hemei.ground.places.rules.estates import EstateKind, UnitUse
from hemei.ground.places.rules.positions import MapSystem


class Estate(models.Model):
    """An estate 小区. `community` is accountable today; the history is in `AccountableCommunity`.

    `token` is what the QR code on the board carries, `code` is for display only. Areas in dm2, positions in
    millionths of a degree of CGCS2000; `position_source` is the system they were given in.
    """

    id = models.BigAutoField(primary_key=True)
    token = models.TextField(unique=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    pinyin = models.TextField()
    initials = models.TextField()
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in EstateKind])
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    grid = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    address = models.TextField()
    lon = models.IntegerField(null=True)
    lat = models.IntegerField(null=True)
    position_source = models.TextField(choices=[(kind.value, kind.value) for kind in MapSystem])
    built_area_dm2 = models.BigIntegerField()
    built_year = models.SmallIntegerField(null=True)
    households = models.IntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["scope"], name="places_estate_scope")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AccountableCommunity(models.Model):
    """Which one community was accountable for an estate during a period; the periods leave no gap."""

    id = models.BigAutoField(primary_key=True)
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="accountable")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"estate {self.estate_id} in {self.community_id} from {self.valid_from}"


class TouchingCommunity(models.Model):
    """A further community that an estate lies in or borders on; any number of them."""

    id = models.BigAutoField(primary_key=True)
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="touching")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"estate {self.estate_id} touches {self.community_id} from {self.valid_from}"


class Building(models.Model):
    """A natural building 幢. Without a first day it has stood as long as its estate; pulled down, it has a last one."""

    id = models.BigAutoField(primary_key=True)
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="buildings")
    number = models.SmallIntegerField()
    name = models.TextField()
    floors = models.SmallIntegerField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["estate", "number"], name="places_building_once"),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="places_building_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entrance(models.Model):
    """An entrance 单元 of a building."""

    id = models.BigAutoField(primary_key=True)
    building = models.ForeignKey("places.Building", models.PROTECT, related_name="entrances")
    number = models.SmallIntegerField()
    name = models.TextField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["building", "number"], name="places_entrance_once")]

    def __str__(self) -> str:
        return self.name


class PropertyUnit(models.Model):
    """An exclusive part 专有部分; `unit_code` is the 28-digit real-estate unit number where it is known.

    `register_ref` is the number of the certificate. Not sold, or not delivered, is a day that has not come. A unit
    without a first day has stood as long as its estate; one that was divided or joined has a last day.
    """

    id = models.BigAutoField(primary_key=True)
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="units")
    # The constraint below begins with the building: a second index would only cost.
    building = models.ForeignKey("places.Building", models.PROTECT, related_name="units", db_index=False)
    entrance = models.ForeignKey("places.Entrance", models.PROTECT, null=True, related_name="units")
    unit_code = models.TextField(null=True)  # noqa: DJ001 - unknown is not the empty code
    room = models.TextField()
    floor = models.SmallIntegerField()
    use = models.TextField(choices=[(use.value, use.value) for use in UnitUse])
    exclusive_area_dm2 = models.IntegerField()
    register_ref = models.TextField(blank=True, default="", db_default="")
    sold_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["building", "entrance", "room"], nulls_distinct=False, name="places_unit_once"
            ),
            models.UniqueConstraint(
                fields=["unit_code"],
                condition=models.Q(unit_code__isnull=False),
                name="places_unit_code_once",
            ),
            models.CheckConstraint(
                condition=models.Q(exclusive_area_dm2__gt=0), name="places_unit_area_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.room

"""The tables of `places`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("places", "0001_places"), ("places", "0005_unit_facts"), ("places", "0006_building_periods")]

    initial = True

    dependencies = []

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "level",
                            models.TextField(
                                choices=[
                                    ("city", "city"),
                                    ("county", "county"),
                                    ("street", "street"),
                                    ("community", "community"),
                                    ("grid", "grid"),
                                ]
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("city", "city"),
                                    ("district", "district"),
                                    ("county", "county"),
                                    ("county_city", "county_city"),
                                    ("undivided", "undivided"),
                                    ("statistics_zone", "statistics_zone"),
                                    ("street", "street"),
                                    ("town", "town"),
                                    ("township", "township"),
                                    ("community_centre", "community_centre"),
                                    ("zone", "zone"),
                                    ("residents_committee", "residents_committee"),
                                    ("village", "village"),
                                    ("other", "other"),
                                    ("grid", "grid"),
                                ]
                            ),
                        ),
                        ("code", models.TextField()),
                        ("name", models.TextField()),
                        ("pinyin", models.TextField()),
                        ("initials", models.TextField()),
                        ("source", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["level", "code"], name="places_place_code")],
                    },
                ),
                migrations.CreateModel(
                    name="PlacePosition",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="positions",
                                to="places.place",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("path", models.TextField(db_collation="C")),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["path"], name="places_position_path")],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceName",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="names",
                                to="places.place",
                            ),
                        ),
                        ("name", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Succession",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "predecessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successions",
                                to="places.place",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="origins",
                                to="places.place",
                            ),
                        ),
                        ("kind", models.TextField(choices=[("split", "split"), ("merge", "merge")])),
                        ("day", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("predecessor", "successor"), name="places_succession_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Estate",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("token", models.TextField(unique=True)),
                        ("code", models.TextField(unique=True)),
                        ("name", models.TextField()),
                        ("pinyin", models.TextField()),
                        ("initials", models.TextField()),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("commodity", "commodity"),
                                    ("affordable", "affordable"),
                                    ("old", "old"),
                                    ("resettlement", "resettlement"),
                                    ("open", "open"),
                                    ("scattered", "scattered"),
                                ]
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "grid",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("address", models.TextField()),
                        ("lon", models.IntegerField(null=True)),
                        ("lat", models.IntegerField(null=True)),
                        (
                            "position_source",
                            models.TextField(
                                choices=[
                                    ("CGCS2000", "CGCS2000"),
                                    ("WGS-84", "WGS-84"),
                                    ("GCJ-02", "GCJ-02"),
                                    ("BD-09", "BD-09"),
                                ]
                            ),
                        ),
                        ("built_area_dm2", models.BigIntegerField()),
                        ("built_year", models.SmallIntegerField(null=True)),
                        ("households", models.IntegerField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="places_estate_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="AccountableCommunity",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accountable",
                                to="places.estate",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="TouchingCommunity",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="touching",
                                to="places.estate",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Building",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="buildings",
                                to="places.estate",
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        ("name", models.TextField()),
                        ("floors", models.SmallIntegerField()),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_until", models.DateField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("estate", "number"), name="places_building_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from", None),
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="places_building_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entrance",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "building",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entrances",
                                to="places.building",
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        ("name", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("building", "number"), name="places_entrance_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PropertyUnit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="places.estate",
                            ),
                        ),
                        (
                            "building",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="places.building",
                            ),
                        ),
                        (
                            "entrance",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="places.entrance",
                            ),
                        ),
                        ("unit_code", models.TextField(null=True)),
                        ("room", models.TextField()),
                        ("floor", models.SmallIntegerField()),
                        (
                            "use",
                            models.TextField(
                                choices=[
                                    ("residence", "residence"),
                                    ("shop", "shop"),
                                    ("office", "office"),
                                    ("parking", "parking"),
                                    ("storage", "storage"),
                                ]
                            ),
                        ),
                        ("exclusive_area_dm2", models.IntegerField()),
                        ("register_ref", models.TextField(blank=True, db_default="", default="")),
                        ("sold_on", models.DateField(null=True)),
                        ("delivered_on", models.DateField(null=True)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_until", models.DateField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("building", "entrance", "room"),
                                name="places_unit_once",
                                nulls_distinct=False,
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit_code__isnull", False)),
                                fields=("unit_code",),
                                name="places_unit_code_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("exclusive_area_dm2__gt", 0)),
                                name="places_unit_area_positive",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]

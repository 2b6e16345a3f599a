"""Who votes for a unit, the letters, the proxies, and the sheet a ballot came on; there were no ballots before."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_residents"),
        ("places", "0006_building_periods"),
        ("voting", "0006_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="roll", name="estate_name", field=models.TextField(default=""), preserve_default=False
        ),
        migrations.CreateModel(
            name="LetterRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField(unique=True)),
                ("scope", models.TextField(db_collation="C")),
                ("building", models.TextField(blank=True)),
                ("site", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("letters", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "estate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.estate"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(unique=True)),
                ("expires_on", models.DateField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.propertyunit",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="voting.letterrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proxy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("evidence_id", models.BigIntegerField()),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "holder",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "roll",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voting.roll",
                    ),
                ),
                (
                    "roll_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voting.rollunit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("channel", models.TextField()),
                ("basis", models.TextField()),
                ("document", models.TextField(blank=True, default="")),
                (
                    "visitors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("key", models.TextField(null=True)),
                ("secret", models.BinaryField()),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "proxy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voting.proxy",
                    ),
                ),
                (
                    "roll",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voting.roll",
                    ),
                ),
                (
                    "roll_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="voting.rollunit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ballot",
            name="sheet",
            field=models.ForeignKey(
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ballots",
                to="voting.sheet",
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="VoterBinding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField(unique=True)),
                ("scope", models.TextField(db_collation="C")),
                ("kind", models.TextField()),
                ("capacity", models.TextField()),
                ("document", models.TextField(blank=True, default="")),
                ("evidence_id", models.BigIntegerField(null=True)),
                ("valid_from", models.DateField()),
                ("expires_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("objected_at", models.DateTimeField(null=True)),
                ("objection_id", models.BigIntegerField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.propertyunit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="sheet",
            name="binding",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="voting.voterbinding",
            ),
        ),
        migrations.AddIndex(
            model_name="letterrun",
            index=models.Index(fields=["scope", "-id"], name="voting_letterrun_scope"),
        ),
        migrations.AddIndex(
            model_name="proxy",
            index=models.Index(fields=["holder", "roll"], name="voting_proxy_holder"),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("roll_unit",),
                name="voting_proxy_one_stands",
            ),
        ),
        migrations.AddIndex(
            model_name="voterbinding",
            index=models.Index(fields=["unit", "-id"], name="voting_voterbinding_unit"),
        ),
        migrations.AddConstraint(
            model_name="voterbinding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("unit",),
                name="voting_voterbinding_one_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="voterbinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__gt", models.F("valid_from"))),
                name="voting_voterbinding_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="voterbinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["register", "letter", "desk"])),
                name="voting_voterbinding_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="voterbinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__in", ["owner", "chosen", "guardian", "delegate"])),
                name="voting_voterbinding_capacity",
            ),
        ),
        migrations.AddIndex(
            model_name="sheet",
            index=models.Index(fields=["roll", "-id"], name="voting_sheet_roll"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(fields=("roll_unit", "key"), name="voting_sheet_key_once"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["desk", "doorstep", "paper", "phone"])),
                name="voting_sheet_channel",
            ),
        ),
    ]

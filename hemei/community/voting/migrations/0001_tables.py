"""The tables of `voting`, made together."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("voting", "0001_voting"),
        ("voting", "0003_rolls_of_a_person"),
        ("voting", "0004_assemblies"),
        ("voting", "0007_sheets"),
        ("voting", "0009_roots"),
        ("voting", "0012_keys"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_tables"),
        ("places", "0001_tables"),
        ("records", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        ("key", models.TextField()),
                        ("title", models.TextField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("gathering", "gathering"),
                                    ("reached", "reached"),
                                    ("overdue", "overdue"),
                                    ("ordered", "ordered"),
                                    ("unmet", "unmet"),
                                    ("called", "called"),
                                    ("closed", "closed"),
                                ]
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        ("total_area_dm2", models.BigIntegerField(default=0)),
                        ("total_heads", models.IntegerField(default=0)),
                        ("area_dm2", models.BigIntegerField(default=0)),
                        ("heads", models.IntegerField(default=0)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="voting_proposal_scope")],
                        "constraints": [
                            models.UniqueConstraint(fields=("estate", "key"), name="voting_proposal_key_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Support",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "proposal",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supports",
                                to="voting.proposal",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.propertyunit",
                            ),
                        ),
                        ("supported_at", models.DateTimeField()),
                        ("channel", models.TextField()),
                        ("taken_back_at", models.DateTimeField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at", None)),
                                fields=("proposal", "unit"),
                                name="voting_support_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assembly",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        ("key", models.TextField()),
                        ("estate_name", models.TextField()),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("first", "first"),
                                    ("regular", "regular"),
                                    ("extraordinary", "extraordinary"),
                                ]
                            ),
                        ),
                        (
                            "called_by",
                            models.TextField(
                                choices=[
                                    ("committee", "committee"),
                                    ("residents_committee", "residents_committee"),
                                    ("preparatory_group", "preparatory_group"),
                                ]
                            ),
                        ),
                        ("ground", models.TextField()),
                        ("title", models.TextField()),
                        (
                            "buildings",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("agenda", models.JSONField(default=list)),
                        ("body_id", models.BigIntegerField(null=True)),
                        (
                            "proposal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assemblies",
                                to="voting.proposal",
                            ),
                        ),
                        (
                            "repeats",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="repeated_by",
                                to="voting.assembly",
                            ),
                        ),
                        (
                            "roll",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assembly",
                                to="voting.roll",
                            ),
                        ),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("called", "called"),
                                    ("noticed", "noticed"),
                                    ("closed", "closed"),
                                    ("judged", "judged"),
                                    ("published", "published"),
                                    ("annulled", "annulled"),
                                    ("called_off", "called_off"),
                                ]
                            ),
                        ),
                        ("called_at", models.DateTimeField()),
                        ("noticed_on", models.DateField(null=True)),
                        ("opens_on", models.DateField(null=True)),
                        ("closes_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("judged_at", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("objections_until", models.DateTimeField(null=True)),
                        ("roots", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="voting_assembly_scope"),
                            models.Index(fields=["estate", "-id"], name="voting_assembly_estate"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["called", "called_off"]),
                                    models.Q(
                                        ("closes_at__isnull", False),
                                        ("noticed_on__isnull", False),
                                        ("roll__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="voting_assembly_noticed",
                            ),
                            models.UniqueConstraint(
                                fields=("estate", "key"), name="voting_assembly_key_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Outcome",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "assembly",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="voting.assembly",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="voting.vote",
                            ),
                        ),
                        ("round", models.SmallIntegerField()),
                        ("judged_at", models.DateTimeField()),
                        ("noticed_on", models.DateField()),
                        ("total_area_dm2", models.BigIntegerField()),
                        ("total_heads", models.IntegerField()),
                        ("part_area_dm2", models.BigIntegerField()),
                        ("part_heads", models.IntegerField()),
                        ("agree_area_dm2", models.BigIntegerField()),
                        ("agree_heads", models.IntegerField()),
                        ("quorum", models.BooleanField()),
                        ("passed", models.BooleanField()),
                        ("comparisons", models.JSONField()),
                        ("details", models.JSONField()),
                        ("standards", models.JSONField()),
                        ("annulled_on", models.DateField(null=True)),
                        ("annulled_by", models.TextField(blank=True, default="")),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("vote", "round"), name="voting_outcome_once"),
                            models.CheckConstraint(
                                condition=models.Q(("quorum", True), ("passed", False), _connector="OR"),
                                name="voting_outcome_quorum",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Vote",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "roll",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="voting.roll",
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        ("matter", models.TextField()),
                        ("title", models.TextField(default="")),
                        ("group", models.TextField(default="")),
                        ("seats", models.SmallIntegerField(null=True)),
                        ("candidate_id", models.BigIntegerField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("roll", "number"), name="voting_vote_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "matter__in",
                                        [
                                            "change_common_parts",
                                            "dwelling_to_business",
                                            "elect_committee",
                                            "hire_company",
                                            "management_covenant",
                                            "other_major",
                                            "raise_maintenance_fund",
                                            "rebuild",
                                            "rules_of_procedure",
                                            "use_maintenance_fund",
                                        ],
                                    )
                                ),
                                name="voting_vote_matter",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ballot",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "vote",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="voting.vote",
                            ),
                        ),
                        (
                            "roll_unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="voting.rollunit",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="voting.sheet",
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("area_dm2", models.IntegerField()),
                        ("head", models.IntegerField()),
                        ("several", models.BooleanField()),
                        ("valid", models.BooleanField()),
                        ("standing", models.BooleanField()),
                        ("struck", models.BooleanField(db_default=False, default=False)),
                        ("choice", models.TextField()),
                        ("channel", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["roll_unit", "vote"], name="voting_ballot_unit"),
                            models.Index(
                                condition=models.Q(("several", True), ("standing", True)),
                                fields=["vote"],
                                include=("head", "area_dm2", "choice", "roll_unit"),
                                name="voting_ballot_several",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("standing", True)),
                                fields=("vote", "roll_unit"),
                                name="voting_ballot_one_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("standing", False), ("valid", True), _connector="OR"),
                                name="voting_ballot_standing_valid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("standing", False), ("struck", False), _connector="OR"),
                                name="voting_ballot_struck",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("choice__in", ["abstain", "against", "for"])),
                                name="voting_ballot_choice",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallBack",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "vote",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call_back",
                                to="voting.vote",
                            ),
                        ),
                        ("seed", models.TextField()),
                        ("root", models.TextField()),
                        ("paper", models.IntegerField()),
                        ("forged", models.IntegerField(null=True)),
                        ("sample", models.IntegerField()),
                        ("drawn_at", models.DateTimeField()),
                        ("widened_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="CalledBallot",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "call_back",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="called",
                                to="voting.callback",
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.ballot",
                            ),
                        ),
                        ("place", models.IntegerField()),
                        ("code", models.TextField()),
                        ("drawn", models.BooleanField()),
                        ("state", models.TextField(default="waiting")),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("call_back", "place"), name="voting_calledballot_place"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallTry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "called",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tries",
                                to="voting.calledballot",
                            ),
                        ),
                        ("called_at", models.DateTimeField()),
                        ("answer", models.TextField()),
                        ("caller", models.BigIntegerField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="CorrectionOrder",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "assembly",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="voting.assembly",
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("ordered", "ordered"),
                                    ("answered", "answered"),
                                    ("corrected", "corrected"),
                                    ("annulled", "annulled"),
                                    ("lifted", "lifted"),
                                ]
                            ),
                        ),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("document", models.TextField()),
                        ("clause", models.TextField()),
                        (
                            "vote_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), size=None
                            ),
                        ),
                        ("ordered_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("reason_id", models.BigIntegerField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer_id", models.BigIntegerField(null=True)),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("settlement_id", models.BigIntegerField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assembly", "number"), name="voting_correctionorder_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Strike",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "assembly",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="strikes",
                                to="voting.assembly",
                            ),
                        ),
                        (
                            "ballot",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="strike",
                                to="voting.ballot",
                            ),
                        ),
                        ("round", models.SmallIntegerField()),
                        ("ground", models.TextField()),
                        ("cites", models.SmallIntegerField(null=True)),
                        ("struck_at", models.DateTimeField()),
                        ("document_id", models.BigIntegerField(null=True)),
                        ("reason_id", models.BigIntegerField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="PrintRun",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "roll",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="print_runs",
                                to="voting.roll",
                            ),
                        ),
                        ("key", models.TextField()),
                        ("number", models.SmallIntegerField()),
                        ("pages", models.JSONField()),
                        ("wording", models.JSONField()),
                        ("sheets_total", models.IntegerField()),
                        ("sheets_set", models.IntegerField(default=0)),
                        ("asked_at", models.DateTimeField()),
                        ("beat_at", models.DateTimeField(null=True)),
                        ("printed_at", models.DateTimeField(null=True)),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.file",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("roll", "number"), name="voting_printrun_once"),
                            models.UniqueConstraint(fields=("roll", "key"), name="voting_printrun_key_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintedSheet",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="voting.printrun",
                            ),
                        ),
                        (
                            "roll_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="printed",
                                to="voting.rollunit",
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("token", models.TextField(unique=True)),
                        ("voided_at", models.DateTimeField(null=True)),
                        ("entered_at", models.DateTimeField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at", None)),
                                fields=("roll_unit",),
                                name="voting_printedsheet_one_good",
                            ),
                            models.UniqueConstraint(
                                fields=("run", "number"), name="voting_printedsheet_number"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScanBatch",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "roll",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batches",
                                to="voting.roll",
                            ),
                        ),
                        ("key", models.TextField()),
                        ("received_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["roll", "-id"], name="voting_scanbatch_roll")],
                        "constraints": [
                            models.UniqueConstraint(fields=("roll", "key"), name="voting_scanbatch_key_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScanFile",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="voting.scanbatch",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.file",
                            ),
                        ),
                        ("digest", models.TextField()),
                        ("beat_at", models.DateTimeField(null=True)),
                        ("read_at", models.DateTimeField(null=True)),
                        ("problem", models.TextField(blank=True, default="")),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("read_at", None)),
                                fields=["id"],
                                name="voting_scanfile_unread",
                            ),
                            models.Index(fields=["digest"], name="voting_scanfile_digest"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scan",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "source",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="voting.scanfile",
                            ),
                        ),
                        ("place", models.SmallIntegerField()),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="voting.scanbatch",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="voting.printedsheet",
                            ),
                        ),
                        ("page", models.SmallIntegerField(default=0)),
                        ("problem", models.TextField(blank=True, default="")),
                        ("rows", models.JSONField(default=list)),
                        (
                            "picture",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.file",
                            ),
                        ),
                        ("set_aside_at", models.DateTimeField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "place"), name="voting_scan_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "scan",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="voting.scan",
                            ),
                        ),
                        ("item", models.SmallIntegerField()),
                        ("word", models.TextField()),
                        ("clerk", models.BigIntegerField()),
                        ("entered_at", models.DateTimeField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("scan", "item", "clerk"), name="voting_entry_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("word__in", ["abstain", "against", "for", "spoiled"])),
                                name="voting_entry_word",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Roll",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        ("estate_name", models.TextField()),
                        ("key", models.TextField()),
                        ("noticed_on", models.DateField()),
                        ("opens_at", models.DateTimeField(null=True)),
                        ("closes_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("salt", models.TextField(default="")),
                        ("total_area_dm2", models.BigIntegerField()),
                        ("total_heads", models.IntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="voting_roll_scope")],
                        "constraints": [
                            models.UniqueConstraint(fields=("estate", "key"), name="voting_roll_key_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RollUnit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "roll",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="voting.roll",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.propertyunit",
                            ),
                        ),
                        ("code", models.TextField()),
                        ("building", models.TextField()),
                        ("entrance", models.TextField(default="")),
                        ("area_dm2", models.IntegerField()),
                        (
                            "owner_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), size=None
                            ),
                        ),
                        ("delivered", models.BooleanField()),
                        ("head", models.IntegerField()),
                        ("several", models.BooleanField()),
                        ("corrected", models.BooleanField(default=False)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("corrected", True)),
                                fields=["id"],
                                name="voting_rollunit_corrected",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["owner_ids"], name="voting_rollunit_owners"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("roll", "unit"), name="voting_rollunit_once"),
                            models.CheckConstraint(
                                condition=models.Q(("area_dm2__gt", 0)), name="voting_rollunit_area_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                        ("channel", models.TextField()),
                        ("basis", models.TextField()),
                        (
                            "binding",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.voterbinding",
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
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["roll", "-id"], name="voting_sheet_roll")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("roll_unit", "key"), name="voting_sheet_key_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["desk", "doorstep", "paper", "phone"])),
                                name="voting_sheet_channel",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VoterBinding",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.propertyunit",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
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
                        ("kind", models.TextField()),
                        ("capacity", models.TextField()),
                        ("document", models.TextField(blank=True, default="")),
                        ("evidence_id", models.BigIntegerField(null=True)),
                        ("valid_from", models.DateField()),
                        ("expires_on", models.DateField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("objected_at", models.DateTimeField(null=True)),
                        ("objection_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit", "-id"], name="voting_voterbinding_unit")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("unit",),
                                name="voting_voterbinding_one_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expires_on__gt", models.F("valid_from"))),
                                name="voting_voterbinding_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["register", "letter", "desk"])),
                                name="voting_voterbinding_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("capacity__in", ["owner", "chosen", "guardian", "delegate"])
                                ),
                                name="voting_voterbinding_capacity",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LetterRun",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "roll",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter_runs",
                                to="voting.roll",
                            ),
                        ),
                        ("key", models.TextField(unique=True)),
                        ("number", models.SmallIntegerField()),
                        ("site", models.TextField()),
                        ("letters", models.IntegerField(default=0)),
                        ("expires_on", models.DateField()),
                        ("asked_at", models.DateTimeField()),
                        ("beat_at", models.DateTimeField(null=True)),
                        ("made_at", models.DateTimeField(null=True)),
                        ("printed_at", models.DateTimeField(null=True)),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.file",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="voting_letterrun_scope")],
                        "constraints": [
                            models.UniqueConstraint(fields=("roll", "number"), name="voting_letterrun_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="voting.letterrun",
                            ),
                        ),
                        (
                            "roll_unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="voting.rollunit",
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("digest", models.BinaryField(null=True, unique=True)),
                        ("tries", models.SmallIntegerField(default=0)),
                        ("used_at", models.DateTimeField(null=True)),
                        ("voided_at", models.DateTimeField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["roll_unit", "-id"], name="voting_letter_unit")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("used_at", None), ("voided_at", None)),
                                fields=("roll_unit",),
                                name="voting_letter_one_stands",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proxy",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                        (
                            "holder",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("evidence_id", models.BigIntegerField()),
                        ("given_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["holder", "roll"], name="voting_proxy_holder")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("roll_unit",),
                                name="voting_proxy_one_stands",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitAsk",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "roll_unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visit_asks",
                                to="voting.rollunit",
                            ),
                        ),
                        ("when", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(null=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at", None)),
                                fields=("roll_unit",),
                                name="voting_visitask_one_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("when__in", ["afternoon", "any", "evening", "morning"])),
                                name="voting_visitask_when",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]

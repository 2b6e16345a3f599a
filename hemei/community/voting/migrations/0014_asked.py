"""What owners ask an assembly for: the matter of their proposal, and for a recall the member's seat. Letters have keys of their own roll."""

import django.db.models.deletion
from django.db import migrations, models

MATTERS = (
    "", "change_common_parts", "dwelling_to_business", "elect_committee", "hire_company", "management_covenant",
    "other_major", "raise_maintenance_fund", "rebuild", "rules_of_procedure", "use_maintenance_fund",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("voting", "0013_corrections"), ("people", "0018_terms_that_never_ran")]

    operations = [
        migrations.AddField("proposal", "matter", models.TextField(default="", db_default="")),
        migrations.AddField(
            "proposal",
            "seat",
            models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.seat",
            ),
        ),
        migrations.AddField("proposal", "seat_number", models.SmallIntegerField(null=True)),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(
                condition=models.Q(matter__in=list(MATTERS))
                & (models.Q(seat=None) | models.Q(matter="elect_committee")),
                name="voting_proposal_matter",
            ),
        ),
        # A form's key holds within its roll, as those of print runs do.
        migrations.AlterField("letterrun", "key", models.TextField()),
        migrations.AddConstraint(
            "letterrun", models.UniqueConstraint(fields=["roll", "key"], name="voting_letterrun_key_once")
        ),
    ]

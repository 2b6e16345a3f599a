"""Who proposed a use or entered its bill does not approve it: domain rule that no single hand prepares and approves."""

import importlib

from django.db import migrations, models

_BEFORE = importlib.import_module("hemei.community.funds.migrations.0004_supplements").MOVES
_MOVES = _BEFORE.replace("'{bill_fen,audit,billed_on}'", "'{bill_fen,audit,billed_on,billed_by_id}'").replace(
    "then '{checked_at}'", "then '{checked_at,checked_by_id}'"
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0004_supplements")]

    operations = [
        migrations.AddField("use", "billed_by_id", models.BigIntegerField(null=True)),
        migrations.AddField("use", "checked_by_id", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "use",
            models.CheckConstraint(
                condition=models.Q(checked_by_id=None)
                | (models.Q(person_id=None) | ~models.Q(checked_by_id=models.F("person_id")))
                & (models.Q(billed_by_id=None) | ~models.Q(checked_by_id=models.F("billed_by_id"))),
                name="funds_use_two_hands",
            ),
        ),
        migrations.RunSQL(_MOVES, _BEFORE),
    ]

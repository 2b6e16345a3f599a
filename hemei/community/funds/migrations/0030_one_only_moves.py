"""Its tables ask the one function of all tables what may change of a row."""

import importlib

from django.db import migrations

from hemei.ground.records.security import moved_on

_KEPT = importlib.import_module("hemei.community.funds.migrations.0003_kept").KEPT
_CREATED = "".join(_KEPT.partition("end $$;\n")[:2])


class Migration(migrations.Migration):
    dependencies = [("funds", "0029_bill_papers"), ("records", "0013_only_moves")]

    operations = [
        migrations.RunSQL(
            moved_on("funds", "funds_only_moves", "records_only_moves") + "drop function funds_only_moves();",
            _CREATED + moved_on("funds", "records_only_moves", "funds_only_moves"),
        )
    ]

"""Its tables ask the one function of all tables what may change of a row."""

import importlib

from django.db import migrations

from hemei.ground.records.security import moved_on

_KEPT = importlib.import_module("hemei.community.purses.migrations.0002_kept").KEPT
_CREATED = "".join(_KEPT.partition("end $$;\n")[:2])


class Migration(migrations.Migration):
    dependencies = [("purses", "0023_returned_void"), ("records", "0013_only_moves")]

    operations = [
        migrations.RunSQL(
            moved_on("purses", "purses_only_moves", "records_only_moves")
            + "drop function purses_only_moves();",
            _CREATED + moved_on("purses", "records_only_moves", "purses_only_moves"),
        )
    ]

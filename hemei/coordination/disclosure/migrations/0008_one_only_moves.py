"""Its tables ask the one function of all tables what may change of a row; who owes it stays from when it was there."""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.coordination.disclosure.migrations.0006_only_moves")
_CREATED = "".join(_BEFORE.KEPT.partition("end $$;\n")[:2])


def _triggers(function: str, settled: str) -> str:
    return "".join(
        f"drop trigger disclosure_{table}_only_moves on disclosure_{table};\n"
        f"create trigger disclosure_{table}_only_moves before update or delete on disclosure_{table}\n"
        f"  for each row execute function {function}("
        f"'{{{','.join(free)}}}', '{{{','.join(once)}}}', '{settled.format(_BEFORE.THERE[table])}');\n"
        for table, (free, once) in _BEFORE.MOVING.items()
    )


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0007_undocumented"), ("records", "0013_only_moves")]

    operations = [
        migrations.RunSQL(
            _triggers("records_only_moves", "{{{},body_id}}") + "drop function disclosure_only_moves();",
            _CREATED + _triggers("disclosure_only_moves", "{}"),
        )
    ]

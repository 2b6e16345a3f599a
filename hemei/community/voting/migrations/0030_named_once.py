"""No two units of a roll have one name: files and tallies know them by it.

Where a roll of before has two alike, both get the number of their unit: its result could never be published.
"""

from django.db import migrations, models

_APART = """
update voting_rollunit unit set code = unit.code || '#' || unit.unit_id
from (select roll_id, code from voting_rollunit group by roll_id, code having count(*) > 1) alike
where unit.roll_id = alike.roll_id and unit.code = alike.code
"""
_INDEX = "create unique index concurrently voting_rollunit_named_once on voting_rollunit (roll_id, code)"
_CONSTRAINT = """
alter table voting_rollunit add constraint voting_rollunit_named_once unique using index voting_rollunit_named_once
"""
_BACK = "alter table voting_rollunit drop constraint voting_rollunit_named_once"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("voting", "0026_by_members")]

    operations = [
        migrations.RunSQL(_APART, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_INDEX, migrations.RunSQL.noop),
                migrations.RunSQL(_CONSTRAINT, _BACK),
            ],
            state_operations=[
                migrations.AddConstraint(
                    "rollunit",
                    models.UniqueConstraint(fields=["roll", "code"], name="voting_rollunit_named_once"),
                )
            ],
        ),
    ]

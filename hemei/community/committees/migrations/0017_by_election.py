"""An election may only fill free seats; terms that an election brought here say so."""

from django.db import migrations, models

KINDS = ("first", "renewal", "early", "by")
_ELECTED = """
update people_term t set elected_by = e.stream from committees_election e
where e.term_id = t.id and t.elected_by = ''
"""


class Migration(migrations.Migration):
    dependencies = [("committees", "0016_ordered_renewals"), ("people", "0020_elected_by")]

    operations = [
        migrations.AlterField("election", "kind", models.TextField(choices=[(kind, kind) for kind in KINDS])),
        migrations.RunSQL(_ELECTED, migrations.RunSQL.noop),
    ]

"""The time in which owners gather for a meeting obliges nobody, also where it began before December 2026."""

from django.db import migrations

NOBODYS = """
update clocks_deadline set body_id = 0 where kind = 'voting_gather' and state in ('running', 'paused') and body_id <> 0
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0059_signed_as"), ("clocks", "0003_when_settled")]
    operations = [migrations.RunSQL(NOBODYS, migrations.RunSQL.noop)]

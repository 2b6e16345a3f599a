"""The bodies that stand in know until when they do; there are few."""

from django.db import migrations

FILLED = """
update people_body b set serves_until = s.valid_until from committees_standin s
where s.body_id = b.id and b.serves_until is null
"""


class Migration(migrations.Migration):
    dependencies = [("committees", "0018_leavings"), ("people", "0021_serves_until")]

    operations = [migrations.RunSQL(FILLED, migrations.RunSQL.noop)]

"""Only the application may lock the events for an instant to find the last final id; the public role never."""

from django.db import migrations

OURS = """
revoke execute on function records_stable_event_id from public;
grant execute on function records_stable_event_id to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0005_imports")]

    operations = [
        migrations.RunSQL(OURS, "grant execute on function records_stable_event_id to public;"),
    ]

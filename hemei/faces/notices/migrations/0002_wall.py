"""Row-level security: a person reads his own stream, the platform all."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

WALLED = ("notices_notice", "notices_message", "notices_preference", "notices_address", "notices_feed")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_tables")]

    operations = [migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED]

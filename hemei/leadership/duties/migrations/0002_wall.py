"""Row-level security of duties."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_tables"), ("records", "0002_chain")]

    operations = [migrations.RunSQL(protect("duties_duty"), unprotect("duties_duty"))]

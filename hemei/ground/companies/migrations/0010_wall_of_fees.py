"""Who sees how fees changed."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLE = "companies_feerevision"


class Migration(migrations.Migration):
    dependencies = [("companies", "0008_one_holder_of_a_post"), ("records", "0002_chain")]

    operations = [migrations.RunSQL(protect(TABLE), unprotect(TABLE))]

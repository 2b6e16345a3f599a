"""Who sees the maintenance fund: the estate's places, its company and committee; a unit's sale is shown to both sides."""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, protect, unprotect

TABLES = ("fund", "household", "interest", "renewalnotice", "unittransfer", "use", "share")
# What was credited or written down of a sale is never changed; a household is never deleted.
KEPT = f"""
revoke update, delete on funds_interest, funds_unittransfer from {APP_ROLE};
revoke delete on funds_fund, funds_household, funds_use, funds_renewalnotice from {APP_ROLE};
"""
FREED = f"""
grant update, delete on funds_interest, funds_unittransfer to {APP_ROLE};
grant delete on funds_fund, funds_household, funds_use, funds_renewalnotice to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(KEPT, FREED),
        *(migrations.RunSQL(protect(f"funds_{table}"), unprotect(f"funds_{table}")) for table in TABLES),
    ]

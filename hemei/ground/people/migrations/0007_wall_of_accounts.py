"""A bound transaction sees its own account, its sessions, its former passwords and its second factor."""

from django.db import migrations

from hemei.ground.records.security import protect_accounts, unprotect_accounts

WALLED = {
    "people_account": "id",
    "people_session": "account_id",
    "people_formerpassword": "account_id",
    "otp_totp_totpdevice": "user_id",
}


class Migration(migrations.Migration):
    dependencies = [("people", "0006_sealed_second_factor")]

    operations = [
        migrations.RunSQL(protect_accounts(table, column), unprotect_accounts(table))
        for table, column in WALLED.items()
    ]

"""The secrets of second factors go under the vault's key, and the database takes no other any more."""

from base64 import b64encode
from typing import Any

from django.db import migrations

from hemei.ground.records.services import lock_bytes

SEALED_ONLY = """
alter table otp_totp_totpdevice add constraint people_second_factor_sealed check (key like 'sealed:%');
"""


def seal(apps: Any, schema_editor: Any) -> None:
    """Seal every secret that is still plain; two rows an account at most, and staff only."""
    devices = apps.get_model("otp_totp", "TOTPDevice").objects.using(schema_editor.connection.alias)
    for device in devices.exclude(key__startswith="sealed:"):
        locked = lock_bytes(bytes.fromhex(device.key), f"people.second_factor:{device.user_id}")
        device.key = "sealed:" + b64encode(locked).decode()
        device.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("otp_totp", "0003_add_timestamps"), ("people", "0004_former_names")]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunSQL(
            SEALED_ONLY, "alter table otp_totp_totpdevice drop constraint people_second_factor_sealed;"
        ),
    ]

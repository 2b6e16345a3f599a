"""What was stated of a sale is withdrawn, once, where the register has another; one statement of a day stands."""

from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE

KEPT = f"""
drop trigger funds_unittransfer_append_only on funds_unittransfer;
create trigger funds_unittransfer_only_moves before update or delete on funds_unittransfer
  for each row execute function records_only_moves('{{}}', '{{withdrawn_at}}');
create trigger funds_unittransfer_never_emptied before truncate on funds_unittransfer
  for each statement execute function records_append_only();
grant update (withdrawn_at) on funds_unittransfer to {APP_ROLE};
"""
FREED = f"""
revoke update (withdrawn_at) on funds_unittransfer from {APP_ROLE};
drop trigger funds_unittransfer_never_emptied on funds_unittransfer;
drop trigger funds_unittransfer_only_moves on funds_unittransfer;
create trigger funds_unittransfer_append_only before update or delete or truncate on funds_unittransfer
  for each statement execute function records_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0034_checked_anew"), ("records", "0013_only_moves")]

    operations = [
        migrations.AddField("unittransfer", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("unittransfer", "funds_unittransfer_once"),
        migrations.AddConstraint(
            "unittransfer",
            models.UniqueConstraint(
                fields=["household", "passed_on"],
                condition=models.Q(withdrawn_at=None),
                name="funds_unittransfer_once",
            ),
        ),
        migrations.RunSQL(KEPT, FREED),
    ]

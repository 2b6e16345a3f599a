"""What a proxy that came with a paper casts is asked of all rows, whatever place the writer sees."""

from django.db import migrations

FUNCTION = "alter function voting_sheet_by_paper_proxy()"


class Migration(migrations.Migration):
    dependencies = [("voting", "0064_fourth_by_two")]
    operations = [
        migrations.RunSQL(
            f"{FUNCTION} security definer; {FUNCTION} set search_path = public, pg_temp",
            f"{FUNCTION} security invoker; {FUNCTION} reset search_path",
        )
    ]

"""Anyone may say that an old print still hangs; counted once a day, and who said it is not kept."""

from django.db import migrations, models

HINT = """
create function boards_hint(asked text, today date) returns boolean
  language sql volatile security definer set search_path = public as $$
  with hinted as (
    update boards_edition d set hints = d.hints + 1, hinted_on = today
    where d.code = asked and (d.hinted_on is null or d.hinted_on < today)
      and (d.posted_on is null or d.replaced_on is not null)
      and exists (select 1 from boards_edition n where n.estate_id = d.estate_id and n.number > d.number)
    returning d.id)
  select exists (select 1 from hinted)
$$;
revoke execute on function boards_hint(text, date) from public;
grant execute on function boards_hint(text, date) to hemei_app, hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0005_what_holds_today")]

    operations = [
        migrations.AddField(
            model_name="edition", name="hints", field=models.IntegerField(db_default=0, default=0)
        ),
        migrations.AddField(model_name="edition", name="hinted_on", field=models.DateField(null=True)),
        migrations.RunSQL(HINT, "drop function boards_hint(text, date);"),
    ]

"""Anyone may say that a print hangs whose hanging was never registered, also of the latest edition."""

from django.db import migrations

HINT = """
create or replace function boards_hint(asked text, today date) returns boolean
  language sql volatile security definer set search_path = public as $$
  with hinted as (
    update boards_edition d set hints = d.hints + 1, hinted_on = today
    where d.code = asked and (d.hinted_on is null or d.hinted_on < today)
      and (d.posted_on is null or d.replaced_on is not null)
    returning d.id)
  select exists (select 1 from hinted)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0006_what_still_hangs")]

    operations = [migrations.RunSQL(HINT, migrations.RunSQL.noop)]

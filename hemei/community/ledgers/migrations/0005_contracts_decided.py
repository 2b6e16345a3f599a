"""How owners decided may be entered later; the day a contract was seen to run without it."""

from django.db import migrations, models


def kept(columns: tuple[str, ...]) -> str:
    """Return the SQL by which a contract changes in these columns only and is never deleted."""
    rest = "".join(f" - '{column}'" for column in columns)
    return f"""
create or replace function ledgers_revenuecontract_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new){rest} = to_jsonb(old){rest} then
    return new;
  end if;
  raise exception 'What a contract says is never changed or deleted; end it, and register another.' using errcode = '23514';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0004_contracts_kept")]

    operations = [
        migrations.AddField("revenuecontract", "undecided_on", models.DateField(null=True)),
        migrations.RunSQL(kept(("ended_on", "vote_id", "resolution", "undecided_on")), kept(("ended_on",))),
    ]

"""Orders of correction, and ballots that are struck: they stay as they came, and stand no more."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("voting_correctionorder", "voting_strike")
STATES = ("ordered", "answered", "corrected", "annulled", "lifted")
ADDED = """
create trigger voting_strike_append_only before update or delete or truncate on voting_strike
  for each statement execute function records_append_only();
"""
NOT_ADDED = "drop trigger voting_strike_append_only on voting_strike;"

# A ballot is displaced by another one; struck by a decision that is on record; or stands again, because the one that had
# displaced it was struck.
KEPT = """
create or replace function voting_ballot_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - '{standing,struck}'::text[] = to_jsonb(old) - '{standing,struck}'::text[]
     and not old.struck then
    if old.standing and not new.standing and not new.struck then
      return new;
    end if;
    if new.struck and not new.standing and exists (select 1 from voting_strike s where s.ballot_id = old.id) then
      return new;
    end if;
    if new.standing and not old.standing and not new.struck and exists (
      select 1 from voting_ballot b where b.vote_id = old.vote_id and b.roll_unit_id = old.roll_unit_id and b.struck)
    then
      return new;
    end if;
  end if;
  raise exception 'A ballot is never changed or deleted; another one may take its place.' using errcode = '23514';
end $$;
"""
KEPT_BEFORE = """
create or replace function voting_ballot_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.standing and not new.standing
     and to_jsonb(new) - 'standing' = to_jsonb(old) - 'standing' then
    return new;
  end if;
  raise exception 'A ballot is never changed or deleted; another one may take its place.' using errcode = '23514';
end $$;
"""
# Of several spoiled ballots of a unit the first is counted, where spoiled ones take part; a struck one is none of them.
SUMS = """
do $$ begin
  execute replace(pg_get_functiondef('voting_sums'::regproc), '{before}', '{after}');
end $$;
"""
FIRST, FIRST_SPOILED = "s.id < b.id", "not s.struck and s.id < b.id"


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0011_letters")]

    operations = [
        migrations.RunSQL(
            "".join(protect(table) for table in TABLES), "".join(unprotect(table) for table in TABLES)
        ),
        migrations.RunSQL(ADDED, NOT_ADDED),
        migrations.RunSQL(KEPT, KEPT_BEFORE),
        migrations.RunSQL(
            SUMS.format(before=FIRST, after=FIRST_SPOILED), SUMS.format(before=FIRST_SPOILED, after=FIRST)
        ),
    ]

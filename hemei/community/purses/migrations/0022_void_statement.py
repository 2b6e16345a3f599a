"""A statement that was not the bank's is void once a second person confirmed it; it stays written, its lines count not.

Who confirms neither reported it nor read it. Its lines are void with it, all of them and only they, none matched with
an entry that was made of it; what is void stays so. References and file are free for the bank's true statement.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

_RETURNED = importlib.import_module("hemei.community.purses.migrations.0012_returned")

_PERSON = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "people.person",
    "null": True,
}
_OPENS = "    if new.returned and not old.returned and"
LINES = _RETURNED.LINES.replace(
    _OPENS,
    "    if new.void and not old.void and old.order_id is null and old.matched_how = 'entry' then\n"
    "      null;  -- Its statement is void: purses_line_void asks for that.\n"
    "    els" + _OPENS.strip(),
)
_LINE_MOVES = _RETURNED._moving  # noqa: SLF001 - the trigger as the migration before made it

VOIDS = (
    _LINE_MOVES("statementline", "returned", "freed_on", "void")
    + """
drop trigger purses_statement_append_only on purses_statement;
create trigger purses_statement_only_moves before update or delete on purses_statement
  for each row execute function purses_only_moves('{doubted_by_id,doubted_at,doubt_id,voided_by_id,voided_at}');
create trigger purses_statement_never_emptied before truncate on purses_statement
  for each statement execute function records_append_only();

create function purses_statement_void() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.doubted_at is not null or new.voided_at is not null then
      raise exception 'A statement is read before anybody doubts it.'
        using errcode = '23514', constraint = 'purses_statement_void';
    end if;
  elsif old.voided_at is not null then
    raise exception 'A void statement stays void.' using errcode = '23514', constraint = 'purses_statement_void';
  elsif new.voided_at is not null and (old.doubted_at is null
      or (new.doubted_by_id, new.doubted_at, new.doubt_id) <> (old.doubted_by_id, old.doubted_at, old.doubt_id)) then
    raise exception 'A statement is void where one reported it and another confirmed that.'
      using errcode = '23514', constraint = 'purses_statement_void';
  end if;
  return new;
end $$;
create trigger purses_statement_void before insert or update on purses_statement
  for each row execute function purses_statement_void();

create function purses_statement_void_whole() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select from purses_statementline l where l.statement_id = new.id and not l.void) then
    raise exception 'All lines of a void statement are void.'
      using errcode = '23514', constraint = 'purses_statement_void_whole';
  end if;
  return null;
end $$;
create constraint trigger purses_statement_void_whole after update on purses_statement
  deferrable initially deferred for each row when (new.voided_at is not null)
  execute function purses_statement_void_whole();

create function purses_line_void() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.void then
    raise exception 'A void line stays void.' using errcode = '23514', constraint = 'purses_line_void';
  end if;
  if new.void <> exists (
      select from purses_statement s where s.id = new.statement_id and s.voided_at is not null)
     or (new.void and exists (
      select from purses_paymentreturn b where b.back_line_id = new.id and b.state <> 'refused')) then
    raise exception 'A line is void with its statement, and where no return rests on it.'
      using errcode = '23514', constraint = 'purses_line_void';
  end if;
  return new;
end $$;
create trigger purses_line_void before insert or update on purses_statementline
  for each row execute function purses_line_void();
"""
)
UNVOIDED = """
drop trigger purses_line_void on purses_statementline;
drop function purses_line_void();
drop trigger purses_statement_void_whole on purses_statement;
drop function purses_statement_void_whole();
drop trigger purses_statement_void on purses_statement;
drop function purses_statement_void();
drop trigger purses_statement_never_emptied on purses_statement;
drop trigger purses_statement_only_moves on purses_statement;
create trigger purses_statement_append_only before update or delete or truncate on purses_statement
  for each statement execute function records_append_only();
""" + _LINE_MOVES("statementline", "returned", "freed_on")


class Migration(migrations.Migration):
    dependencies = [("purses", "0021_of_a_part")]

    operations = [
        migrations.AddField("statement", "doubted_by", models.ForeignKey(**_PERSON)),
        migrations.AddField("statement", "doubted_at", models.DateTimeField(null=True)),
        migrations.AddField("statement", "doubt_id", models.BigIntegerField(null=True)),
        migrations.AddField("statement", "voided_by", models.ForeignKey(**_PERSON)),
        migrations.AddField("statement", "voided_at", models.DateTimeField(null=True)),
        migrations.AddField("statementline", "void", models.BooleanField(default=False, db_default=False)),
        migrations.RemoveConstraint("statement", "purses_statement_once"),
        migrations.AddConstraint(
            "statement",
            models.UniqueConstraint(
                fields=["account", "sha256", "first_on", "last_on", "days_told"],
                condition=Q(voided_at=None),
                name="purses_statement_once",
            ),
        ),
        migrations.AddConstraint(
            "statement",
            models.CheckConstraint(
                condition=Q(doubted_by=None, doubted_at=None, doubt_id=None)
                | Q(doubted_by__isnull=False, doubted_at__isnull=False, doubt_id__isnull=False),
                name="purses_statement_doubted",
            ),
        ),
        migrations.AddConstraint(
            "statement",
            models.CheckConstraint(
                condition=Q(voided_by=None, voided_at=None)
                | Q(voided_by__isnull=False, voided_at__isnull=False, doubted_by__isnull=False)
                & ~Q(voided_by=F("doubted_by"))
                & (Q(read_by=None) | ~Q(voided_by=F("read_by"))),
                name="purses_statement_two_hands",
            ),
        ),
        migrations.RemoveConstraint("statementline", "purses_line_once"),
        migrations.AddConstraint(
            "statementline",
            models.UniqueConstraint(
                fields=["account", "reference"], condition=Q(void=False), name="purses_line_once"
            ),
        ),
        migrations.AddConstraint(
            "statementline",
            models.CheckConstraint(
                condition=Q(void=False) | Q(matched_at=None), name="purses_line_void_unmatched"
            ),
        ),
        migrations.RunSQL(LINES, _RETURNED.LINES),
        migrations.RunSQL(VOIDS, UNVOIDED),
    ]

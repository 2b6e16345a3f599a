"""Row-level security: one policy shape for every table with a `scope` and a `stream`.

A row is visible when its place lies in the actor's places, or when the access
list names the actor's body or person for its stream. Nothing set sees nothing:
after a transaction a setting is the empty string, and no text lies between two
empty strings. The comparisons are inline and on plain text because only those
are leakproof and estimated well; containment of paths was a hundred times slower.
"""

from __future__ import annotations

APP_ROLE = "hemei_app"
PUBLIC_ROLE = "hemei_public"

_SETTING = "current_setting('app.{name}', true)"


def visible(table: str) -> str:
    """Return the SQL condition under which a row of the table may be seen or written."""
    low, high, more = (_SETTING.format(name=name) for name in ("place_from", "place_to", "place_more"))
    body, person = (f"nullif({_SETTING.format(name=name)}, '')::bigint" for name in ("body", "person"))
    return f"""(
        (scope >= {low} and scope < {high})
        or (coalesce({more}, '') <> '' and exists (
            select 1 from unnest(string_to_array({more}, ',')) as further(path)
            where scope >= further.path collate "C"
              and scope < (left(further.path, -1) || '/') collate "C"))
        or exists (
            select 1 from records_access a
            where a.stream = {table}.stream and (a.body_id = {body} or a.person_id = {person})))"""


def protect(table: str) -> str:
    """Return the SQL that puts a table behind the policy; for `migrations.RunSQL`."""
    return f"""
        alter table {table} enable row level security;
        create policy {table}_scope on {table} to {APP_ROLE} using {visible(table)};
    """


def unprotect(table: str) -> str:
    """Return the SQL that undoes :func:`protect`."""
    return f"drop policy {table}_scope on {table}; alter table {table} disable row level security;"


ALL_ACCOUNTS = "*"


def protect_accounts(table: str, column: str) -> str:
    """Return the SQL that shows a transaction the rows of its own account only; for `migrations.RunSQL`.

    Before anybody acts, at sign-in and when a session is read, nothing is set and the application sees all; who
    acts on others' accounts has `*` set. See decision 0011.
    """
    mine = _SETTING.format(name="account")
    return f"""
        alter table {table} enable row level security;
        create policy {table}_account on {table} to {APP_ROLE}
          using (coalesce({mine}, '') in ('', '{ALL_ACCOUNTS}') or {column}::text = {mine});
    """


def unprotect_accounts(table: str) -> str:
    """Return the SQL that undoes :func:`protect_accounts`."""
    return f"drop policy {table}_account on {table}; alter table {table} disable row level security;"


def moved_on(app: str, old: str, new: str) -> str:
    """Return the SQL that lets an app's triggers which call one function call another; their arguments stay."""
    return f"""
do $moved$
declare found record;
begin
  for found in select tgname, tgrelid::regclass as place, pg_get_triggerdef(oid) as said
               from pg_trigger where tgfoid = '{old}'::regproc and starts_with(tgrelid::regclass::text, '{app}_') loop
    execute format('drop trigger %I on %s', found.tgname, found.place);
    execute replace(found.said, '{old}(', '{new}(');
  end loop;
end $moved$;
"""

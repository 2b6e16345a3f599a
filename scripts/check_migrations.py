"""Say so where models and migrations differ; runs on the test cluster."""

from __future__ import annotations

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "hemei.project.testing"

import django

django.setup()

from django.core.management import call_command
from django.db import connections

from hemei.project import embedded

embedded.hold("test")
for alias in ("default", "owner"):
    connections[alias].settings_dict["NAME"] = "postgres"
try:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
except SystemExit as problem:
    if problem.code:
        print("Models and migrations differ: see above, and add the migration.", file=sys.stderr)
    raise

"""Settings of the tests: the test cluster, quick hashes, plain static files."""

import os

os.environ["HEMEI_TESTING"] = "yes"
os.environ.setdefault("HEMEI_DEMO", "yes")

from hemei.project.settings import *  # noqa: F403 - the environment must be set first

"""Settings of the tests: the test cluster, quick hashes, plain static files."""

import os

os.environ["HEMEI_TESTING"] = "yes"
os.environ.setdefault("HEMEI_DEMO", "yes")
# The browser of the journeys keeps an event loop in the main thread; nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"

from hemei.project.settings import *  # noqa: F403 - the environment must be set first

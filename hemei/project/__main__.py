"""`python -m hemei.project` is the command line."""

from hemei.project.cli import main

main()

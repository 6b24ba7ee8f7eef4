#!/usr/bin/env python3
"""Django's command line; `python3 run.py manage …` calls it in the right environment."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiportal.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

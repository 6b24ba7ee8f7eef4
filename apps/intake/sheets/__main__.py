"""See the package."""

import json
import resource
import sys
from pathlib import Path

from apps.intake.sheets.convert import main

limit = int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), json.loads(sys.argv[5]))

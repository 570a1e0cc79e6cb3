"""The benchmarks are no part of the package that is installed: they are found beside the tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent.parent))

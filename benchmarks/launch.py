"""Runs one command and prints what it took, as JSON; a script of its own, as small as it can be."""

import json
import os
import subprocess
import sys
import time

before = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
spent = time.perf_counter() - before
process.returncode = os.waitstatus_to_exitcode(status)
print(json.dumps({"seconds": spent, "peak_mb": usage.ru_maxrss / 1024}))
sys.exit(process.returncode)

"""Starts the service: `python -m serve`."""

import gc
import logging
import os
import signal
import sys

from serve.settings import SettingError, read_settings
from serve.threads import limit_threads


def main() -> int:
    # As process 1 of a container it would lose a SIGTERM that comes while the imports run.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    gc.disable()  # until the model is loaded: imports make no garbage, only work for the collector
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    try:
        settings = read_settings()
    except SettingError as error:
        logging.getLogger("serve").critical("%s", error)
        return 2
    limit_threads()  # before numpy is imported: its thread pools read this once

    from serve.server import run

    return run(settings)


if __name__ == "__main__":
    code = main()
    logging.shutdown()
    os._exit(code)  # an interpreter waits for its threads, and a model may never answer

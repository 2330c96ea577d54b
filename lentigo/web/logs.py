"""What the server writes to its output: our own words from the level that is set, and of libraries only warnings.

At their debug level libraries write what they are handed: the MongoDB driver whole records, an HTTP client whole
bodies. Ours write numbers, codes and patterns of addresses, never a name, a password or a clinical text; so `debug`
may be set on a service that is in use.
"""

import logging
import sys
from typing import Literal

Level = Literal["debug", "info", "warning", "error"]

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def init_logs(level: Level) -> None:
    """Set up logging for a server; for the process that it has to itself."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORM))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("lentigo").setLevel(level.upper())
    logging.captureWarnings(True)

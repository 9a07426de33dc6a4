"""The way in which a test says that it cannot run here: ctest reads the code and the reason."""

import signal
import sys
from typing import Callable

SKIPPED = 77  # SKIP_RETURN_CODE in CMakeLists.txt


class Skip(Exception):
    """Its text is the reason."""


def run(main: Callable[[], int]) -> None:
    """Ends the program with what main says; whoever ends it from outside, what it has started ends
    too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped from outside"))
    try:
        sys.exit(main())
    except Skip as reason:
        print(f"SKIPPED: {reason}")
        sys.exit(SKIPPED)

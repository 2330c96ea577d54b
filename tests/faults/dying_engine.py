"""`lentigo serve` with a network whose thread dies when a file says so; a fault that only tests can bring about.

Run as `python -m tests.faults.dying_engine serve`. Where the file `die` is in the working folder, the thread that runs
the next batch takes it away and ends, as a thread does that is torn down from outside; `hang` makes it stand still.
"""

import time
from pathlib import Path

from lentigo.cli import main
from lentigo.vision.engine import Engine, Outputs, Squares

DIE, HANG = Path("die"), Path("hang")
HANG_SECONDS = 3.0

_run = Engine.run


def _faulty(self: Engine, squares: Squares) -> Outputs:
    if HANG.exists():
        HANG.unlink()
        time.sleep(HANG_SECONDS)
    if DIE.exists():
        DIE.unlink()
        raise SystemExit  # no Exception, so nothing that catches those keeps the thread alive
    return _run(self, squares)


if __name__ == "__main__":
    Engine.run = _faulty  # type: ignore[method-assign]
    main()

"""`python -m publish.alone LOCK COMMAND...` runs a command, unless somebody else holds the lock.

The command takes the place of this process, and holds the lock with all that it runs: a kill lets go of it.
Ends as the command does, or with 1 and one line if somebody else is at work.
"""

import os
import sys
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path


def main(lock: Path, command: list[str]) -> None:
    lock.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(lock, os.O_RDWR | os.O_CREAT)
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        sys.exit("another build is at work in this folder; wait until it is done")
    os.set_inheritable(file, True)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

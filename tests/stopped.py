"""Publishes again and again, each time stopped a step later: `python tests/stopped.py HOW SITE DIR STEP...`.

A step is a change to the disk. HOW is 'kill', or 'full' for a disk on which nothing new finds room from then
on. Each try has a process of its own, and one line tells its exit code. DIR may hold '{}' for the step.
"""

import errno
import os
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from itertools import count
from unittest.mock import patch

from publish.__main__ import main

REMOVALS = {"os.remove", "os.rmdir"}
CHANGES = {"os.mkdir", "os.rename", "os.link", "os.symlink", *REMOVALS}


def try_all(how: str, site: str, folder: str, steps: list[int]) -> None:
    for step in steps:
        child = os.fork()
        if not child:
            os._exit(attempt(how, [site, folder.format(step)], step))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def attempt(how: str, arguments: list[str], step: int) -> int:
    """Publish, and stop at this step; the exit code."""
    done = count()

    def hook(event: str, details: tuple[object, ...]) -> None:
        is_writing = event == "open" and int(str(details[2])) & (os.O_WRONLY | os.O_RDWR)
        if not (is_writing or event in CHANGES) or next(done) < step:
            return
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif event not in REMOVALS:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    said = StringIO()
    # Who is killed loses nothing that is written, so nobody waits for the disk: that is for a power cut.
    with redirect_stdout(said), redirect_stderr(said), patch("os.fsync"):
        sys.addaudithook(hook)
        return main(arguments)


if __name__ == "__main__":
    how, site, folder, *steps = sys.argv[1:]
    try_all(how, site, folder, [int(step) for step in steps])

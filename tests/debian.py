"""Installs Debian's packages, where this machine is Debian and lets us."""

import os
import shutil
import subprocess


def install(*packages: str) -> None:
    """Install packages, or leave the machine as it is: whoever needs them says what is missing."""
    if not shutil.which("apt-get"):
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if sudo and not shutil.which("sudo"):
        return
    print(f"installing Debian's {', '.join(packages)}", flush=True)
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run([*sudo, *environment, "apt-get", "--quiet=2", *command], stdout=subprocess.DEVNULL)

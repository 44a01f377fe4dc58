"""What ends the work with a sentence for the user instead of a traceback, and how programs are called."""

import os
import shutil
import subprocess


class Problem(Exception):
    """Something that the user can mend; the text says how."""


def call(*command, package, accept=(0,), **options):
    """What a program prints. `package`: the Debian package to install when the program is missing.

    The environment is a fixed one: neither LD_LIBRARY_PATH nor a locale may change what goes into the image.
    """
    if shutil.which(command[0]) is None:
        raise Problem(f"{command[0]} is missing: apt-get install {package}")
    environment = {"PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, **options)
    if done.returncode not in accept:
        said = (done.stderr or done.stdout).strip()
        raise Problem(f"{' '.join(command[:4])} ended with {done.returncode}: {said[-2000:]}")
    return done.stdout

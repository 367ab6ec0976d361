"""Shuts the process itself, before anything heavy is imported: environment, import path, memory.

Only the standard library is used here, and little of it: this runs before the first frame.
Threats catalogue: the shared terminal, hardening checklist, lines 5 and 7; cases B02, B03, C20.
"""

import os
import sys
from collections.abc import MutableMapping, Sequence

# TEXTUAL_SCREENSHOT writes a picture of the screen by itself, TEXTUAL_PRESS types by itself,
# TEXTUAL_LOG writes what passes; PYTHON* changes what is imported and what is printed.
SHUT_OUT = ("TEXTUAL", "PYTHON")

# Handed to the isolated interpreter in place of a script, so that neither the working folder nor
# the script's folder is ever on the import path.
BOOT = (
    "import sys; sys.path.append(sys.argv.pop(1)); from wardsafe.__main__ import start; start(True)"
)

NOT_ISOLATED = "wardsafe did not start: Python would not run isolated. Ask whoever looks after it."


def scrub_environment(environ: MutableMapping[str, str] | None = None) -> tuple[str, ...]:
    """Delete every TEXTUAL* and PYTHON* variable; returns the names that were deleted."""
    environ = os.environ if environ is None else environ
    gone = tuple(name for name in environ if name.upper().startswith(SHUT_OUT))
    for name in gone:
        del environ[name]
    return gone


def isolated_command(arguments: Sequence[str]) -> list[str]:
    """The command that starts wardsafe with `arguments` in an isolated interpreter (`python -I`).

    The folder that holds the wardsafe package goes last on the import path: it is there already
    when wardsafe is installed, and it must never come before the standard library.
    """
    root = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    return [sys.executable, "-I", "-c", BOOT, root, *arguments]


def isolate(*, already: bool) -> None:
    """Make sure this process is isolated: go on as it is, or start again with `python -I`.

    `already` says that this is the second start: if even that is not isolated, refuse (exit 70).
    """
    scrub_environment()
    if sys.flags.isolated:
        return
    if already:
        sys.stderr.write(NOT_ISOLATED + "\n")
        raise SystemExit(70)
    command = isolated_command(sys.argv[1:])
    if sys.platform == "win32":  # execv there returns the prompt to the shell at once
        import subprocess

        raise SystemExit(subprocess.call(command))  # noqa: S603 - our own interpreter and words
    os.execv(command[0], command)  # noqa: S606 - likewise, and no shell is meant


def refuse_dumps() -> None:
    """No core file on a crash and, on Linux, no reading of this process's memory by others.

    Swap is not covered: the deployment guide asks for encrypted swap.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        pr_set_dumpable = 4
        ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)

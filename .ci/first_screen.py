"""Run a command in a terminal of its own until wardsafe's lock screen is drawn, then leave it."""

import os
import pty
import select
import sys
import time

LIMIT = 600
WANTED = (b"Who are you?", b"DEMO", b"Grace Okafor")


def main(command: list[str]) -> int:
    """0 when every wanted word was drawn and the program then left cleanly."""
    began = time.monotonic()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="30", LANG="C.UTF-8")
        os.execvp(command[0], command)
    seen = b""
    while not all(word in seen for word in WANTED):
        if time.monotonic() - began > LIMIT or not select.select([terminal], [], [], 60)[0]:
            sys.stderr.write("no lock screen was drawn:\n" + seen[-2000:].decode(errors="replace"))
            return 1
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            sys.stderr.write("it ended early:\n" + seen[-2000:].decode(errors="replace"))
            return 1
    print(f"first screen after {time.monotonic() - began:.1f} s")
    os.write(terminal, b"\x11")  # Ctrl+Q
    while True:  # what it still prints must be read, or it waits to print it
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:
            break
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

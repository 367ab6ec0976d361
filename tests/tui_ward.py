"""A ward to look at without any data layer: a door of our own, a screen with secrets, a terminal.

Run as a script it is the app in a real terminal: `python tui_ward.py SCENARIO [TEXT]`.
"""

import asyncio
import os
import pty
import select
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from fcntl import ioctl
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget
from textual.worker import WorkerCancelled

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.tui.app import WardApp
from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

PIN, NHS, NOTE = "482913", "9994182207", "Rosa Whitfield kicked the door"
HERE = Path(__file__).resolve()


@dataclass(frozen=True)
class FakeFace:
    staff_id: str
    name: str
    job_title: str


@dataclass
class FakePerson:
    id: str = "gokafor7"
    name: str = "Grace Okafor"
    job_title: str = "nurse in charge"


@dataclass
class FakeSession:
    person: FakePerson = field(default_factory=FakePerson)
    closed: bool = False

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeDoor:
    ward_name: str = "Ashdown Ward"
    terminal_name: str = "PC 2"
    environment: str = "live"
    people: tuple[tuple[str, str, str], ...] = (
        ("Grace Okafor", "nurse in charge", PIN),
        ("Emeka Okoro", "nurse", "739164"),
        ("Oksana Bilyk", "healthcare assistant", "205871"),
        ("Dev Shah", "nurse", "918273"),
    )
    trouble: Exception | None = None
    answer: Exception | None = None
    tried: list[tuple[str, str]] = field(default_factory=list)
    sessions: list[FakeSession] = field(default_factory=list)

    def demo_people(self) -> tuple[tuple[str, str, str], ...]:
        return self.people if self.environment == "demo" else ()

    def faces(self) -> tuple[FakeFace, ...]:
        if self.trouble is not None:
            raise self.trouble
        return tuple(FakeFace(f"s{n}", name, job) for n, (name, job, _) in enumerate(self.people))

    def unlock(self, staff_id: str, pin: str) -> FakeSession:
        self.tried.append((staff_id, pin))
        if self.answer is not None:
            raise self.answer
        name, job, _ = self.people[int(staff_id[1:])]
        self.sessions.append(FakeSession(FakePerson(staff_id, name, job)))
        return self.sessions[-1]


class Painter(Widget):
    """Draws a note, unless told to fail while drawing."""

    DEFAULT_CSS = "Painter { height: 1; }"
    fails = False

    def render(self) -> Any:
        pin, nhs = PIN, NHS
        if self.fails:
            raise ValueError(f"{pin}{nhs}")
        return drawn(NOTE)


class RichTrouble(Exception):
    """An error that wants to draw itself, as Textual's own style sheet errors do."""

    def __rich__(self) -> str:
        return PIN + NHS


class SecretScreen(WardScreen[None]):
    """Shows a record, and fails wherever it is told to."""

    TITLE_WORDS = "Board"
    HELP = "What is due."
    SHOWS_RECORD = True
    BINDINGS = (
        Binding("n", "new", "new record", tooltip="Record something."),
        Binding("enter", "do", "do this"),
        Binding("ctrl+s", "save", "save now"),
        Binding("l", "app.lock", "lock"),
    )

    def __init__(self, fails: str = "", text: str = NOTE) -> None:
        super().__init__()
        self.fails, self.text, self.away = fails, text, 0

    def compose_body(self) -> ComposeResult:
        if self.fails == "compose":
            self._break()
        yield Plain(drawn(self.text, lines=True), id="note")
        yield Painter()
        yield SaveStatus()

    def _break(self) -> None:
        pin, nhs = PIN, NHS
        raise ValueError(f"bad {pin} {nhs}")

    async def _break_later(self) -> None:
        self._break()

    def on_mount(self) -> None:
        if self.fails == "mount":
            self._break()
        if self.fails == "timer":
            self.set_timer(0.01, self._break)
        if self.fails == "thread worker":
            self.run_worker(self._break, thread=True)
        if self.fails == "worker":
            self.run_worker(self._break_later())
        if self.fails == "task":
            self.lost = asyncio.get_running_loop().call_soon(self._break)
        if self.fails == "thread":
            threading.Thread(target=self._break).start()
        if self.fails == "render":
            self.query_one(Painter).fails = True
        if self.fails == "callback":
            self.call_after_refresh(self._break)

    def on_key(self) -> None:
        if self.fails == "key":
            self._break()
        if self.fails == "rich":
            raise RichTrouble

    def action_new(self) -> None:
        if self.fails == "action":
            self._break()

    def put_away(self) -> None:
        self.away += 1
        if self.fails == "put away":
            self._break()


class Crashes(list[tuple[str, str]]):
    """What the app said of each crash: reference and sealed words. A test can wait for one."""

    def __init__(self) -> None:
        super().__init__()
        self._is_here = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def came(self, reference: str, words: str) -> None:
        """From any thread."""
        self.append((reference, words))
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._is_here.set)

    async def wait(self) -> None:
        self._loop = asyncio.get_running_loop()
        if not self:
            await asyncio.wait_for(self._is_here.wait(), 20)


class FakeWardApp(WardApp):
    """The app, whose rooms are all the screen with secrets."""

    fails = ""
    text = NOTE
    signed_in: FakeSession | None = None  # as soon as the app has started

    def on_mount(self) -> None:
        super().on_mount()
        if self.signed_in is not None:
            self.call_after_refresh(self._sign_in, self.signed_in)

    def _sign_in(self, session: FakeSession) -> None:
        self.unlocked(session)
        if self.text != NOTE:
            self.notify(self.text, title=self.text)

    def __init__(self, door: Any, clock: Any, chance: Any, **options: Any) -> None:
        self.crashes = Crashes()
        self.refused: list[str] = []
        super().__init__(
            door,
            clock,
            chance,
            on_crash=self.crashes.came,
            on_refusal=self.refused.append,
            **options,
        )

    def go(self, name: str, **arguments: Any) -> None:
        if name == "help":
            super().go(name, **arguments)
        else:
            self.went = name
            self.push_screen(SecretScreen(self.fails, self.text))


def seen(app: WardApp) -> str:
    """What stands on the screen, row by row."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def time_passes(app: WardApp, seconds: float) -> None:
    """On a clock of our own, while somebody is at work: otherwise the program, which looks once a
    second whether nobody is there, may lock before what the test waits for is drawn."""
    app.clock.pass_(seconds)
    app.idle.touch()


async def settled(app: WardApp) -> None:
    """Wait for what is being read. A reading whose place a later one took is no fault."""
    with suppress(WorkerCancelled):
        await app.workers.wait_for_complete()


async def until(pilot: Any, true: Callable[[], bool]) -> None:
    """Let the app work until `true`; fails when that has not come, however busy the computer is."""
    end = time.monotonic() + 20
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"it never came true; the screen says:\n{seen(pilot.app)}")
        await pilot.pause(0.01)


class Terminal:
    """A scenario in a real terminal (a pty)."""

    def __init__(
        self, scenario: str, text: str = "", *, command: list[str] | None = None, **environ: str
    ) -> None:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(HERE.parents[1] / "src"),
            **environ,
        }
        self.out, self.since = b"", 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:  # pragma: no cover
            words = command or [sys.executable, str(HERE), scenario, text]
            os.execve(sys.executable, words, env)
        self.size(24, 80)

    def size(self, rows: int, columns: int) -> None:
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def wait_for(self, mark: bytes, seconds: float = 20) -> "Terminal":
        """Until `mark` has been written since the last key or signal was sent."""
        end = time.monotonic() + seconds
        while mark not in self.out[self.since :]:
            if time.monotonic() > end or not self._read(1.0):
                raise AssertionError(f"{mark!r} never came; last: {self.out[-400:]!r}")
        return self

    def send(self, keys: bytes) -> "Terminal":
        self.since = len(self.out)
        os.write(self.fd, keys)
        return self

    def signal(self, number: int) -> "Terminal":
        self.since = len(self.out)
        os.kill(self.pid, number)
        return self

    def end(self, seconds: float = 20) -> bytes:
        """Read to the end; everything that was written after the alternate screen was left."""
        stop = time.monotonic() + seconds
        while time.monotonic() < stop and self._read(1.0):
            pass
        self.kill()
        return self.out.rpartition(b"\x1b[?1049l")[2]

    def kill(self) -> None:
        """Wait until the process has ended, and end it where it does not do so by itself."""
        waiting = threading.Thread(target=self._wait)
        waiting.start()
        waiting.join(5)
        if waiting.is_alive():
            os.kill(self.pid, signal.SIGKILL)
            waiting.join()
        with suppress(OSError):
            os.close(self.fd)

    def _wait(self) -> None:
        with suppress(ChildProcessError):  # somebody else has seen its end already
            os.waitpid(self.pid, 0)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.fd], [], [], seconds)
        try:
            piece = os.read(self.fd, 65536) if ready else b""
        except OSError:
            return False
        self.out += piece
        return bool(piece) or not ready


def _scenario(name: str, text: str) -> int:
    """The app in this process's own terminal, already unlocked unless the name is "locked"."""
    text = text.encode().decode("unicode_escape")
    door = FakeDoor(ward_name=text[:40], terminal_name=text[:40]) if text else FakeDoor()
    app = FakeWardApp(door, SystemClock(), SystemChance())
    app.fails, app.text = name, text or NOTE
    if name != "locked":
        app.signed_in = FakeSession(FakePerson(name=text or "Grace Okafor"))
    return app.run_to_end()


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    raise SystemExit(_scenario(sys.argv[1], sys.argv[2]))

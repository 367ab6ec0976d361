"""Gathering facts into a network's folder: from one unlocked ward, or from what a hub was sent."""

import re
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from wardsafe.bundles.checking import undisturbed
from wardsafe.errors import NotSaved
from wardsafe.isolate import refuse_dumps
from wardsafe.ledger.entry import Entry
from wardsafe.network.files import WardOf, joining, list_wards, read_wards, write, write_rows
from wardsafe.records.moments import local
from wardsafe.records.nil_return import SEXUAL
from wardsafe.services.access import note
from wardsafe.services.closing import may_see
from wardsafe.services.network import facts, nights
from wardsafe.services.network.facts import Namer, nobody
from wardsafe.services.recording import PSEUDONYM_KEY, pseudonym
from wardsafe.services.session import Session

MAY = "gather facts"
Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
EntriesOf = Callable[[WardOf], Iterable[Entry]]


def gather(session: Session, folder: Path) -> int:
    """Put the facts of this ward into a network's folder; how many rows. That it was done is an
    entry first. Raises NotAllowed, BadInput, NotSaved."""
    session.require(MAY)
    about = session.about
    key = session.ledger.key(PSEUDONYM_KEY)
    note(session, "export", detail="facts for a network")
    return gather_ward(
        folder,
        about.ward,
        WardOf(
            about.ward_name, trust_of(about.site), about.environment.partition("-")[0],
            (about.terminal,), f"{local(session.now()).date() - timedelta(days=1)}",
        ),
        session.ledger.walk(),
        (lambda known: pseudonym(key, known)) if key else nobody,
        restricted=may_see(session, SEXUAL),
    )  # fmt: skip


def gather_ward(
    folder: Path,
    ward: str,
    about: WardOf,
    entries: Iterable[Entry],
    name: Namer = nobody,
    *,
    restricted: bool = False,
) -> int:
    """Put the facts of one ward, out of the entries of any, into a network's folder; how many rows.

    Raises BadInput, NotSaved.
    """
    return write(folder, ward, about, rows_of(ward, about, entries, name, restricted=restricted))


def rows_of(
    ward: str,
    about: WardOf,
    entries: Iterable[Entry],
    name: Namer = nobody,
    *,
    restricted: bool = False,
) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table of one ward, out of the entries of any."""
    until = date.fromisoformat(about.until)
    said = facts.told(ward, about.trust, entries, until, name, restricted=restricted)
    return {**facts.rows(said), **nights.rows(said)}


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many rows were written, the facts of how many wards; and whose were left as they were."""

    rows: int
    wards: int
    left: tuple[str, ...] = ()


def gather_all(
    folder: Path,
    wards: Mapping[str, WardOf],
    entries_of: EntriesOf,
    *,
    processes: int = 1,
    restricted: bool = False,
    on_progress: Progress = lambda done, of: None,
    stop: Stop = lambda: False,
) -> Gathered:
    """Put the facts of every ward of a ledger of many into a network's folder.

    `entries_of` gives a ward's own entries. With 2 processes or more it is handed to them: each
    reads its ward for itself, makes its rows and writes its files. Told to stop, it finishes the
    wards under way and begins no other; those whose facts are oldest come first the next time.
    Raises BadInput, NotSaved, Damaged; the wards that are done then stay done.
    """
    whole = joining(folder, wards)
    jobs = [(folder, w, whole[w], entries_of, restricted) for w in _oldest_first(folder, whole)]
    total, written = 0, dict[str, WardOf]()
    try:
        with closing(_made(jobs, processes, stop)) as made:
            for done, (ward, count, terminals) in enumerate(made, 1):
                total += count
                written[ward] = replace(whole[ward], terminals=terminals)
                on_progress(done, len(whole))
    finally:
        if written:
            list_wards(folder, written)
    return Gathered(total, len(written), tuple(sorted(whole.keys() - written.keys())))


_Job = tuple[Path, str, WardOf, EntriesOf, bool]
_Done = tuple[str, int, tuple[str, ...]]


def _oldest_first(folder: Path, wards: Iterable[str]) -> list[str]:
    before = read_wards(folder)
    return sorted(wards, key=lambda ward: before[ward].until if ward in before else "")


def _made(jobs: Sequence[_Job], processes: int, stop: Stop) -> Generator[_Done]:
    """Each ward as it is done. One more than there are processes is handed out, so that none waits
    for work; told to stop, or left, it waits for those that have begun."""
    if processes < 2:
        yield from (_one(job) for job in jobs if not stop())
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin) as pool:
        left, under_way = iter(jobs), set[Future[_Done]]()
        try:
            while True:
                while len(under_way) <= processes and not stop() and (job := next(left, None)):
                    with _unheard():
                        under_way.add(pool.submit(_one, job))
                if stop():
                    under_way -= {each for each in under_way if each.cancel()}
                if not under_way:
                    return
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        except BrokenProcessPool:
            raise NotSaved(
                _BROKEN, do="Collect again: the wards that are done stay done."
            ) from None


_BROKEN = "A process that made facts was ended from outside."


def _begin() -> None:
    """In each process: a key is in its memory, and Ctrl-C is for whoever began it."""
    refuse_dumps()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _unheard() -> Iterator[None]:
    """A process that is begun meanwhile does not hear Ctrl-C before `_begin` has shut its ears."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _one(job: _Job) -> _Done:
    """The facts of one ward made and written: the whole work of one process at a time."""
    folder, ward, about, entries_of, restricted = job
    with undisturbed():
        found = rows_of(ward, about, entries_of(about), restricted=restricted)
        return (ward, *write_rows(folder, about, found))


def trust_of(site: str) -> str:
    """The trust of a site: its code begins with the trust's three characters (ODS ≈); else ""."""
    return site[:3] if re.fullmatch(r"[A-Z0-9]{3}[A-Z0-9]{2,3}", site) else ""

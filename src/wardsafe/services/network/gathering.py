"""Gathering facts into a network's folder: from one unlocked ward, or from what a hub was sent."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    as_completed,
    wait,
)
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from wardsafe.ledger.entry import Entry
from wardsafe.network.files import WardOf, joining, list_wards, write, write_rows
from wardsafe.records.moments import local
from wardsafe.records.nil_return import SEXUAL
from wardsafe.services import closing
from wardsafe.services.access import note
from wardsafe.services.network import facts, nights
from wardsafe.services.network.facts import Namer, nobody
from wardsafe.services.recording import PSEUDONYM_KEY, pseudonym
from wardsafe.services.session import Session

MAY = "gather facts"
Progress = Callable[[int, int], None]


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
        restricted=closing.may_see(session, SEXUAL),
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


def gather_all(
    folder: Path,
    wards: Mapping[str, WardOf],
    entries_of: Callable[[WardOf], Iterable[Entry]],
    *,
    processes: int = 1,
    restricted: bool = False,
    on_progress: Progress = lambda done, of: None,
) -> int:
    """Put the facts of every ward of a ledger of many into a network's folder; how many rows.

    `entries_of` gives a ward's own entries, read one ward after the other; with more `processes`
    other ones make the rows and write them meanwhile, each of its own ward. Raises BadInput,
    NotSaved.
    """
    whole = joining(folder, wards)
    jobs = ((folder, ward, one, list(entries_of(one)), restricted) for ward, one in whole.items())
    total, written = 0, dict(whole)
    for done, (ward, count, terminals) in enumerate(_made(jobs, processes), 1):
        total += count
        written[ward] = replace(whole[ward], terminals=terminals)
        on_progress(done, len(whole))
    list_wards(folder, written)
    return total


_Job = tuple[Path, str, WardOf, list[Entry], bool]
_Done = tuple[str, int, tuple[str, ...]]


def _made(jobs: Iterator[_Job], processes: int) -> Iterator[_Done]:
    """Each ward as it is done; no more wards are held in memory than there are processes to use
    them, and one that is being read."""
    if processes < 2:
        yield from map(_one, jobs)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        under_way: set[Future[_Done]] = set()
        for job in jobs:
            under_way.add(pool.submit(_one, job))
            if len(under_way) > processes:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        yield from (each.result() for each in as_completed(under_way))


def _one(job: _Job) -> _Done:
    """The facts of one ward made and written: the whole work of one process at a time."""
    folder, ward, about, entries, restricted = job
    found = rows_of(ward, about, entries, restricted=restricted)
    return (ward, *write_rows(folder, about, found))


def trust_of(site: str) -> str:
    """The trust of a site: its code begins with the trust's three characters (ODS ≈); else ""."""
    return site[:3] if re.fullmatch(r"[A-Z0-9]{3}[A-Z0-9]{2,3}", site) else ""

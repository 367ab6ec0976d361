"""Checking, backing up, restoring and rescuing a ward, with who may do it."""

import threading
from collections.abc import Callable
from pathlib import Path

from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.backup import BackupReport, backup
from wardsafe.ledger.keys import device_secret
from wardsafe.ledger.rescue import RescueReport, rescue
from wardsafe.ledger.sealed import seal
from wardsafe.ledger.verify import Report, verify
from wardsafe.places import WardFolder, make_private, write_whole
from wardsafe.services.about import About
from wardsafe.services.access import note
from wardsafe.services.session import Session


def check(session: Session, on_progress: Callable[[int, int], None]) -> Report:
    """Walk every chain, and write down that it was done and how many problems there were."""
    report = verify(session.ledger, on_progress)
    note(session, "verify", count=len(report.problems))
    return report


_REST = 0.02
"""Seconds between two batches of what is checked in the background."""


def look_after(session: Session, should_stop: Callable[[], bool]) -> None:
    """After opening, in the background: bring views up that are behind, then check every entry.

    What is wrong becomes a notice of the session; nothing is mended silently.
    """
    for view in session.ledger.views_behind():
        session.ledger.rebuild(view)
    report = verify(session.ledger, should_stop=lambda: _rested(should_stop))
    if report.problems:
        more = (
            f" {len(report.problems)} in all; run wardsafe verify." if report.problems[1:] else ""
        )
        session.notices += (f"{report.problems[0]}{more}",)


def _rested(should_stop: Callable[[], bool]) -> bool:
    """Leave the ledger, and the processor, to whoever waits for a screen: a million entries take
    minutes to check, and a thread that takes its turn again at once lets nobody else in."""
    threading.Event().wait(_REST)
    return should_stop()


def copy_to(session: Session, target: Path) -> BackupReport:
    """Back the ward up into the new folder `target`, opened again and verified there."""
    session.require("back up")
    note(session, "backup")
    return backup(session.ledger, session.where, target, data_key=session.data_key)


def save_what_is_left(
    where: WardFolder, data_key: bytes, target: Path, on_line: Callable[[], None] = lambda: None
) -> RescueReport:
    """Write every entry that can still be read to `target`, beside the untouched ledger."""
    anchor = AnchorFile(where, device_secret(where)).read()
    with target.open("x", encoding="utf-8") as out:
        return rescue(
            where.ledger,
            data_key=data_key,
            out=out,
            workspace=where.folder,
            expected=anchor.count if anchor else 0,
        )


def keep_fault(where: WardFolder, about: About, reference: str, traceback: str) -> None:
    """Keep what is known of a crash, sealed to this terminal: it may quote a record."""
    make_private(where.faults)
    sealed = seal({"reference": reference, "traceback": traceback}, [about.public_key])
    write_whole(where.faults / f"{reference}.age", sealed)

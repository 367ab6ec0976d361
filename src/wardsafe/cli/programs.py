"""`wardsafe record`, `list` and `show`: for programs, one JSON object a line."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from wardsafe.cli.signing_in import has_terminal, sign_in
from wardsafe.errors import BadInput, NotSaved
from wardsafe.places import WardFolder
from wardsafe.records.moments import fixed, local
from wardsafe.records.text import show
from wardsafe.services import finding, programs
from wardsafe.services.session import Session
from wardsafe.views.log import LogFilter

MOST_BYTES = 64_000_000
"""Of one file that is read whole, because it may hold one record over many lines."""
PAGE = 100


def record_file(
    where: WardFolder, kind: str, file: str, staff: str | None, pin_fd: int | None
) -> int:
    """Record what a file holds and print a verdict for each record.

    Returns 0, or the exit code of the gravest verdict: not saved before refused.
    """
    if file != "-" and not Path(file).is_file():
        raise BadInput("There is no such file.", do="Give the path of a file, or - for input.")
    if file == "-" and (staff is None or (pin_fd is None and not has_terminal())):
        raise BadInput(
            "Standard input holds the records, so nobody can be asked there.",
            do="Give --staff and --pin-fd.",
        )
    programs.kind_named(kind, programs.TAKEN)
    session = sign_in(where, staff, pin_fd)
    try:
        codes = {0}
        for verdict in programs.record_lines(session, kind, _lines(_whole(file))):
            codes.add(verdict.exit_code)
            _print(verdict.as_json())
        return NotSaved.exit_code if NotSaved.exit_code in codes else max(codes)
    finally:
        session.close()


def _whole(file: str) -> bytes:
    if file == "-":
        return _limited(sys.stdin.buffer)
    with Path(file).open("rb") as source:
        return _limited(source)


def _limited(source: BinaryIO) -> bytes:
    found = source.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise BadInput(f"The file is longer than {MOST_BYTES:,} bytes.", do="Split it by lines.")
    return found


def _lines(found: bytes) -> Iterator[tuple[int, bytes]]:
    """One object over many lines, or an object a line; blank lines are left out."""
    first = found.strip().partition(b"\n")[0]
    if first and not first.rstrip().endswith(b"}"):
        yield 1, found
        return
    for number, line in enumerate(found.split(b"\n"), 1):
        if line.strip():
            yield number, line


def list_records(
    session: Session, chosen: LogFilter, *, after: int | None, limit: int, as_json: bool
) -> None:
    """Print rows of the log, newest first, page after page until `limit`."""
    left = limit
    while left > 0:
        rows = finding.page(session, chosen, below=after, limit=min(PAGE, left))
        for row in rows:
            said = (row.happened, row.title, row.initials, row.what, row.state, f"#{row.number}")
            if as_json:
                _print(programs.row_as_json(row))
            else:
                click.echo(show(", ".join(filter(None, said))))
        if len(rows) < min(PAGE, left):
            return
        left, after = left - len(rows), rows[-1].position


def filter_of(
    session: Session,
    *,
    kind: str | None,
    since: str | None,
    until: str | None,
    words: str,
    person: str | None,
) -> LogFilter:
    """What to list. Raises BadInput naming the option."""
    kinds = (programs.kind_named(kind, programs.listed_kinds()).kind,) if kind else ()
    return LogFilter(
        kinds=kinds,
        since=_moment(session, since, "--since"),
        until=_moment(session, until, "--until"),
        person=programs.person_of(session, person, "--person") if person else None,
        words=words,
    )


def _moment(session: Session, said: str | None, option: str) -> datetime | None:
    if said is None:
        return None
    try:
        found = datetime.fromisoformat(said)
        zone = local(session.now()).tzinfo
        return fixed(found if found.tzinfo else found.replace(tzinfo=zone))
    except ValueError:
        raise BadInput(
            f"{option} is not a time.", do="Write 2026-11-23 or 2026-11-23T03:04:00+00:00."
        ) from None


def show_record(session: Session, word: str, *, as_json: bool) -> None:
    """Print one record with its history; that it was opened is written down."""
    opened = finding.open_record(session, programs.record_named(session, word))
    if as_json:
        _print(programs.opened_as_json(opened))
        return
    from wardsafe.plain.record import lines_of_record

    for line in lines_of_record(opened, session.now()):
        click.echo(line)


def _print(said: dict[str, Any]) -> None:
    """One line, in ASCII: no locale and no terminal can spoil it."""
    click.echo(json.dumps(said, ensure_ascii=True, separators=(",", ":")))

"""`wardsafe import patients FILE.csv`."""

from pathlib import Path

import click

from wardsafe.cli.signing_in import sign_in
from wardsafe.places import WardFolder
from wardsafe.records.patient import initials
from wardsafe.services import importing


def import_people(where: WardFolder, file: Path, *, ask: bool) -> None:
    """Show what would be added and what would not, ask, and add it."""
    session = sign_in(where)
    try:
        found = importing.preview(session, file)
        for one in found.good:
            bed = one.admission.bed if one.admission and one.admission.bed else "no bed"
            click.echo(f"Line {one.line}: {initials(one.patient.name or '')}, {bed}")
        for row in found.bad:
            click.echo(str(row), err=True)
        click.echo(f"{len(found.good)} people can be added, {len(found.bad)} problems.")
        if found.good and (not ask or click.confirm("Add them?")):
            click.echo(f"Added {importing.add(session, found)} people.")
        else:
            click.echo("Nothing was added.")
    finally:
        session.close()

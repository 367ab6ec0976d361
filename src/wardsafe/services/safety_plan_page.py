"""A person's safety plan on paper: a text or web page, written only where somebody says.

The page is the person's own: their words under six headings, with room to write where nothing is
said yet. It carries no telephone numbers of its own, and nothing about any review.
"""

import html
from collections.abc import Iterator
from pathlib import Path

from wardsafe.errors import BadInput, WardsafeError
from wardsafe.places import write_whole
from wardsafe.records.moments import local, say_date
from wardsafe.records.safety_plan import HEADINGS, SafetyPlan
from wardsafe.records.text import show
from wardsafe.services.access import note
from wardsafe.services.recording import current
from wardsafe.services.session import Session
from wardsafe.views import people
from wardsafe.views.folding import record_at
from wardsafe.views.log import LogFilter, page

ROOM = 4
"""Empty lines under a heading that nobody has written under, for a pen."""

_WEB = (".html", ".htm")


def plan_of(session: Session, person: str) -> tuple[str, SafetyPlan] | None:
    """The newest safety plan recorded of a person, with its record id; None if there is none."""
    with session.ledger.reading() as db:
        rows = page(db, LogFilter(kinds=(SafetyPlan.kind,), person=person), limit=10)
    for row in rows:
        said = record_at(current(session, row.record).shown) if row.state != "void" else None
        if isinstance(said, SafetyPlan):
            return row.record, said
    return None


def write_plan(session: Session, person: str, typed: str) -> Path:
    """Write the plan of a person into the file that was typed: a web page for .html, else text.

    Raises BadInput for a place that is not there or a file that is, NotSaved. It is written down
    that the plan was read out of the ledger.
    """
    found = plan_of(session, person)
    if found is None:
        raise BadInput("No safety plan is recorded.", do="Record that there is one first.")
    target = _target(typed)
    with session.ledger.reading() as db:
        known = people.person(db, person)
    name = known.name if known else ""
    text = web_page(name, found[1]) if target.suffix.lower() in _WEB else text_page(name, found[1])
    write_whole(target, text.encode())
    note(session, "printed", record=found[0])
    return target


def text_page(name: str, plan: SafetyPlan) -> str:
    """The plan as plain text."""
    lines = [*_head(name, plan), ""]
    for heading, words in _parts(plan):
        lines += [heading.upper(), "", *(words.split("\n") if words else [""] * ROOM), ""]
    return "\n".join([*lines, *_foot(plan), ""])


def web_page(name: str, plan: SafetyPlan) -> str:
    """The plan as one web page that needs nothing from anywhere else."""
    title, *rest = (html.escape(line) for line in _head(name, plan))
    body = [f"<h1>{title}</h1>", *(f"<p>{line}</p>" for line in rest)]
    for heading, words in _parts(plan):
        said = html.escape(words).replace("\n", "<br>\n") if words else "<br>" * ROOM
        body.append(f"<h2>{html.escape(heading)}</h2>\n<p>{said}</p>")
    body += [f"<p><small>{html.escape(line)}</small></p>" for line in _foot(plan)]
    return "\n".join([_WEB_HEAD, *body, "</body></html>", ""])


_WEB_HEAD = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>My safety plan</title>
<style>body { font: 14pt/1.5 sans-serif; max-width: 40em; margin: 2em auto; }
h2 { font-size: 1.1em; margin: 1.5em 0 0.2em; } p { margin: 0; }</style></head><body>"""


def _head(name: str, plan: SafetyPlan) -> Iterator[str]:
    yield "My safety plan"
    if name:
        yield show(name)
    if plan.when:
        yield f"Gone through together on {say_date(local(plan.when).date())}"


def _parts(plan: SafetyPlan) -> Iterator[tuple[str, str]]:
    for field, heading in HEADINGS.items():
        yield heading, show(getattr(plan, field) or "", lines=True)


def _foot(plan: SafetyPlan) -> Iterator[str]:
    yield "This plan is mine. I can change it, and I say who sees it."
    if plan.shared_with:
        yield f"Shared with: {show(plan.shared_with)}"


def _target(typed: str) -> Path:
    bare = typed.strip()
    if not bare:
        raise BadInput("A file is needed.", do="Type where it should be written.")
    try:
        target = Path(bare).expanduser()
        if not target.is_absolute():
            raise BadInput("That is not a whole path.", do="Begin it with / or ~.")
        if not target.parent.is_dir():
            raise BadInput("There is no such folder.", do="Type a folder that is there.")
        if target.exists() or target.is_symlink():
            raise BadInput("There is a file of that name already.", do="Type another name.")
    except WardsafeError:
        raise
    except (OSError, ValueError, RuntimeError):
        raise BadInput("That is no place for a file.", do="Type another one.") from None
    return target

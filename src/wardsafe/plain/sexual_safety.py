"""Sexual safety in lines: what this person may read, a new record, and the *tell now* lists.

Rows hold no name and no narrative, and there is no word about what this person may not see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.plain import glass
from wardsafe.plain.form import Form, say_saved
from wardsafe.plain.recording import write
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import at_time, dated
from wardsafe.records.base import Record
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.tell_now import DONE, NOT_APPLICABLE, TellNow
from wardsafe.services import finding, letting_in, sealing
from wardsafe.services import sexual_safety as service
from wardsafe.services.session import Session
from wardsafe.services.sexual_safety import OPEN, Receipt, Row, TellLine
from wardsafe.tui import writing
from wardsafe.tui.forms.task import FormTask

PROMPT = "wardsafe tells nobody. A line says what somebody says they did."
CLOSED = "You keep a receipt of what you wrote. Tell a safety lead now; they tick this list."
CHILD = "Somebody here is under 18: child safeguarding as well."
TICKS = {
    "d": "done, by you, now",
    "w": "done, with a few words",
    "o": "done by somebody else, or at another time",
    "x": "does not apply",
}


def sexual_safety(talk: Talk, session: Session) -> None:
    """The room: what may be read, and what may be done."""

    def read() -> tuple[str, Sequence[Row], Sequence[str]]:
        rows = sorted(service.listed(session), key=lambda row: row.outstanding == 0)
        talk.say(*map(_receipt, service.receipts(session)))
        title = "Sexual safety: what you may read." if rows else "Nothing that you may read."
        return title, rows, [_row(row) for row in rows]

    def act(chosen: Row | str) -> None:
        if isinstance(chosen, Row):
            _open(talk, session, chosen.record)
        elif chosen == "n":
            record_event(talk, session)
        else:
            glass.act(talk, session, chosen)

    def letters() -> Mapping[str, str]:
        return {"n": "new record", **glass.letters(session)}

    with talk.about_a_record():
        letting_in.take_back_from_leavers(session)
        talk.room(read, "Which record", letters, act)


def record_event(talk: Talk, session: Session, person: str = "") -> None:
    """Write one, then the list of what to do now."""
    what = writing.new(session, SexualSafety, person)
    if not person and not talk.yes("Is it about a patient of the list?"):
        what = replace(what, nobody=True)
    saved = write(talk, session, what)
    if isinstance(saved, Saved):
        mine = sealing.may_read(session, saved.record)
        tell_now(talk, session, saved.record if mine else "")


def tell_now(talk: Talk, session: Session, record: str) -> None:
    """What to do now, line by line; `record` "" for an author who may not read it: prompts only."""
    if not record:
        talk.say("Tell now.", *(f"- {one.text}. {one.detail}" for one in service.prompts()), CLOSED)
        return

    def read() -> tuple[str, Sequence[TellLine], Sequence[str]]:
        found = service.tell_now(session, record)
        still = sum(one.state == OPEN for one in found)
        title = f"Tell now: {still} outstanding. {PROMPT}"
        return title, found, [_line(one, session) for one in found]

    def act(chosen: TellLine | str) -> None:
        if isinstance(chosen, TellLine):
            _tick(talk, session, record, chosen)

    talk.room(read, "Which line (back leaves it outstanding)", dict, act)


def _tick(talk: Talk, session: Session, record: str, line: TellLine) -> None:
    talk.say(f"{line.text}. {line.detail}".rstrip())
    at = talk.choose((), "What became of it", TICKS)
    if at == "o":
        Form(talk, _task(session, record, line), session, drafts=False).write()
        return
    words = talk.ask(
        "Why does it not apply" if at == "x" else "Whom did you speak to, or what came of it"
    ) if at in ("w", "x") else ""  # fmt: skip
    said = TellNow(
        action=line.action,
        state=NOT_APPLICABLE if at == "x" else DONE,
        when=session.now(),
        by=session.person.name,
        why=words or None,
    )
    say_saved(talk, session.now(), service.tick(session, record, said))
    still = service.outstanding(session, record)
    talk.say(f"{still} outstanding." if still else "Nothing is outstanding.")


def _task(session: Session, record: str, line: TellLine) -> FormTask:
    """The questions of one line: what, when, by whom. No draft: it is only a few words."""
    base = writing.new(session, TellNow).task()
    return replace(
        base,
        title=line.text,
        people=None,
        typed={"state": DONE, "when": "now"},
        on_save=partial(_save, session, record, line.action),
        on_draft=lambda typed: None,
        suggest={"by": base.suggest["staff.name"]},
    )


def _save(session: Session, record: str, action: str, said: Record, why: str | None) -> Saved:
    if not isinstance(said, TellNow):
        raise BadInput("This is no line of the list.", do="Choose it again.")
    return service.tick(session, record, said.model_copy(update={"action": action}))


def _open(talk: Talk, session: Session, record: str) -> None:
    from wardsafe.plain.record import open_one

    said = finding.look(session, record).said
    if isinstance(said, SexualSafety) and said.names_a_child():
        talk.say(CHILD)
    if talk.choose((), "What now", {"o": "open it, which is written down", "t": "tell now"}) == "o":
        open_one(talk, session, record)
    else:
        tell_now(talk, session, record)


def _row(row: Row) -> str:
    who = row.initials or {"staff": "staff", "environment": "place"}.get(row.stream, "")
    told = " told" if row.by_telling else ""
    to_do = f"{row.outstanding} to do or tell" if row.outstanding and not row.state else ""
    said = (
        f"#{row.number}",
        f"{dated(row.happened)}{told}",
        row.category or "kind not recorded",
        row.place,
        who,
        row.state,
        to_do,
    )
    return f"{', '.join(filter(None, said))}."


def _receipt(one: Receipt) -> str:
    return f"Receipt #{one.number}, {dated(one.entered)}: you wrote it, safety leads read it."


def _line(one: TellLine, session: Session) -> str:
    local = " (local standard)" if one.local else ""
    if one.state == OPEN:
        return f"{one.text}{local}: OUTSTANDING."
    when = f" {at_time(one.when, session.now())}" if one.when else ""
    why = f", {one.why}" if one.why else ""
    return f"{one.text}{local}: {one.state}, {one.by}{when}{why}."

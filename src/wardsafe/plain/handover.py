"""The handover in lines: all that the next shift must know, kept when it is handed over."""

from wardsafe.plain.form import say_saved
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import dated
from wardsafe.services.handover import Handover, hand_over, write_page
from wardsafe.services.handover import handover as read
from wardsafe.services.handover_page import page_html, page_text
from wardsafe.services.session import Session

LETTERS = {"e": "hand over", "i": "names or initials", "w": "write the page to a file"}


def handover(talk: Talk, session: Session) -> None:
    """Say the page; hand it over, or write it to a file."""
    seen, names = read(session), False
    _say(talk, seen, names=names)
    while True:
        at = talk.choose((), "What now", LETTERS)
        with talk.one_thing():
            if at == "e":
                say_saved(talk, session.now(), hand_over(session, seen))
            elif at == "i":
                names = not names
                _say(talk, seen, names=names)
            else:
                _write(talk, session, seen, names=names)


def _write(talk: Talk, session: Session, seen: Handover, *, names: bool) -> None:
    typed = talk.ask("Which file (a whole path, ends in .txt or .html)")
    make = page_html if typed.lower().endswith((".html", ".htm")) else page_text
    write_page(session, typed, make(seen, names=names), names=names)
    talk.say("The page is written. Handle it with care.")


def _say(talk: Talk, seen: Handover, *, names: bool) -> None:
    talk.say(f"Handover, {seen.ward}, {dated(seen.now)}, by {seen.by}. {seen.numbers}.")
    talk.say(*seen.notices)
    for part in seen.parts:
        talk.say("", f"{part.title}." if part.lines else f"{part.title}. {part.none}")
        for line in part.lines:
            said = (line.lead, line.what, seen.who(line, names=names), line.right)
            talk.say(f"- {', '.join(filter(None, said))}.")
        if part.more:
            talk.say(f"- {part.more} more.")

"""Records taken without a PIN: what was typed, as it was typed; claim it or decline it."""

from collections.abc import Iterator

from wardsafe.plain.form import say_saved
from wardsafe.plain.recording import write
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import dated
from wardsafe.services import claiming as service
from wardsafe.services.claiming import Unclaimed
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.vocabulary.code_lists import code_list


def claiming(talk: Talk, session: Session) -> None:
    """Choose one that waits."""
    found = service.unclaimed(session)
    if not found:
        talk.say("No record waits to be claimed.")
        return
    with talk.about_a_record():
        lines = [_line(one) for one in found]
        one = found[talk.pick("Recorded without a PIN:", lines, "Which")]
        talk.say(*_typed(one))
        session.require("claim")
        if talk.choose((), "What now", {"c": "claim it", "d": "decline it"}) == "c":
            write(talk, session, writing.claimed(session, one))
        else:
            _decline(talk, session, one)


def _decline(talk: Talk, session: Session, one: Unclaimed) -> None:
    codes = code_list("decline-reason").offered()
    title = "Why does it not become a record? It stays readable."
    reason = codes[talk.pick(title, [code.text for code in codes], "Why")].code
    say_saved(talk, session.now(), service.decline(session, one.record, reason))


def _line(one: Unclaimed) -> str:
    who = str(one.typed.get("who_wrote", "")).strip()
    by = f"by “{who}”, a name nobody has checked" if who else "by somebody who gave no name"
    return f"{dated(one.taken)}, {by}"


def _typed(one: Unclaimed) -> Iterator[str]:
    """Every field in which something stands, rows included."""
    for name, value in one.typed.items():
        if name.endswith("@"):
            continue
        label = name.replace("_", " ")
        if isinstance(value, list):
            for row in value:
                said = (f"{k} {v}" for k, v in row.items() if v and not k.endswith("@"))
                yield f"{label}: {'; '.join(said)}"
        elif str(value).strip():
            yield f"{label}: {value}"

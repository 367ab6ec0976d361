"""A person's own drafts: go on with one, or throw it away."""

from wardsafe.ledger.drafts import Draft
from wardsafe.plain.form import Form
from wardsafe.plain.recording import write
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import dated
from wardsafe.records.registry import KINDS
from wardsafe.records.restricted_review import RestrictedReview
from wardsafe.records.review import Review
from wardsafe.services import drafting
from wardsafe.services.session import Session
from wardsafe.tui import reviewing, writing
from wardsafe.tui.duty_writing import taken_up

GONE = "The duty no longer waits; its draft is let go."


def drafts(talk: Talk, session: Session) -> None:
    """Choose one."""
    found = drafting.offered(session).drafts
    if not found:
        talk.say("There is no draft of yours.")
        return
    lines = [f"{_title(one)}, kept {dated(one.kept)}" for one in found]
    one = found[talk.pick("Your drafts:", lines, "Which")]
    if talk.choose((), "What now", {"g": "go on", "d": "throw it away"}) == "d":
        if talk.yes("Throw it away?"):
            drafting.drop_draft(session, one.name)
            talk.say("It is thrown away.")
        return
    _go_on(talk, session, one)


def _go_on(talk: Talk, session: Session, one: Draft) -> None:
    from wardsafe.plain import reviews

    if "duty" in one.fields:
        found = taken_up(session, one)
        if found is None:
            talk.say(GONE)
        else:
            Form(talk, found[0], session).write()
    elif one.fields.get("kind") in (Review.kind, RestrictedReview.kind):
        job = reviewing.resumed(session, one)
        if job is None:
            talk.say(GONE)
        else:
            Form(talk, job.task(), session).write()
    elif "review" in one.fields:
        typed = one.fields.get("typed")
        reviews.review(talk, session, str(typed["person"]) if isinstance(typed, dict) else "")
    else:
        write(talk, session, writing.resumed(session, one))


def _title(one: Draft) -> str:
    model = KINDS.get(str(one.fields.get("kind")))
    return model.title if model else "a kind of a later wardsafe"

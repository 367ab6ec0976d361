"""Opens any screen of the program, with what it needs to have something on it."""

from typing import Any

from sealed_ward import event
from tui_ward import settled, until
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import changing
from wardsafe.services.claiming import unclaimed
from wardsafe.services.recording import amend, record_new
from wardsafe.tui import writing
from wardsafe.tui.rooms import room
from wardsafe.tui.screens.form import FormScreen

WITHOUT_A_PIN = "record-now"


async def opened(ward: Any, pilot: Any, name: str) -> None:
    """The screen of this name on top, with what it needs."""
    app = pilot.app
    if name == WITHOUT_A_PIN:
        app.go(name)
    else:
        if name == "claim":
            ward.door.hold("restrictive-practice/1", {"when": "now"})
        who = {"staff": "owain", "sexual-safety": "ingrid", "sexual-safety-record": "ingrid",
               "queue": "ingrid", "review": "ingrid"}  # fmt: skip
        app.unlocked(ward.unlock(who.get(name, "grace")))
        session = app.session
        if name == "queue":
            record_new(session, RestrictivePractice(person=ward.rosa, when=ward.clock.now()))
        if name == "sexual-safety":
            record_new(session, event(ward))
        if name == "form":
            app.push_screen(FormScreen(writing.new(session, person=ward.rosa).task()))
        elif name == "record":
            app.go(name, record=two_versions(session))
        elif name == "claim":
            app.go(name, held=unclaimed(session)[0])
        elif name == "help":
            app.action_explain()
        elif name == "safety-review":
            app.go(name, person=ward.rosa)
        elif name == "change-test":
            said = changing.from_idea(changing.ideas(session).idea("soft-words"))
            app.go(name, record=changing.plan(session, said).record)
        elif name == "review":
            app.go(name, record=two_versions(session))
        elif name == "sexual-safety-record":
            app.go(name, record=record_new(session, event(ward)).record)
        elif name != "board":
            app.go(name)
    await until(pilot, lambda: isinstance(app.screen, room(name)))
    for _ in range(4):
        await settled(app)
        await pilot.pause()


def two_versions(session: Any) -> str:
    """A record that two corrections met on."""
    saved = record_new(session, Patient(name="Ada Bright"))
    for called in ("Ada", "A."):
        said = Patient(name="Ada Bright", preferred_name=called)
        amend(session, saved.record, said, "mistyped", (saved.id,))
    return saved.record

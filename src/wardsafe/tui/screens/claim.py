"""A record taken without a PIN: what was typed, as it was typed; claim it or decline it."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.records.moments import local, say_moment
from wardsafe.records.registry import KINDS
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import claiming
from wardsafe.services.claiming import Unclaimed
from wardsafe.services.without_pin import WithoutPin
from wardsafe.tui import writing
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.forms.choices import Choice, Choices
from wardsafe.tui.forms.parts import DESCRIBED
from wardsafe.tui.forms.sheet import Sheet
from wardsafe.tui.forms.task import SavedEntry, Typed
from wardsafe.tui.forms.typed_text import AT
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.vocabulary.code_lists import code_list

GUTTER = 16
LABELS = {DESCRIBED: "Patient"}
REASONS = "decline-reason"


class DeclineScreen(AskScreen[str]):
    """Why it does not become a record: dismissed with a code, None on Esc."""

    TITLE_WORDS = "Decline"
    LABEL = "Why"
    HELP = "Choose why it does not become a record. What was typed stays readable in the log."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "decline it", tooltip="Decline, for the reason chosen."),
        Binding("escape", "leave", "leave it waiting", tooltip="Leave; it goes on waiting."),
    ]

    def offered(self, typed: str) -> Choices:
        """The reasons that fit."""
        found = tuple(
            Choice(code.code, "", code.text) for code in code_list(REASONS).match(typed.strip())
        )
        return Choices(found, 0, len(found))

    def taken(self, choice: Choice | None, typed: str) -> None:
        """A reason of the list, or none."""
        if choice is None:
            self.say("Choose a reason.")
        else:
            self.dismiss(choice.typed)


class ClaimScreen(WardScreen[None]):
    """Read only. Claiming opens the form with everything in it."""

    TITLE_WORDS = "Waiting to be claimed"
    SHOWS_RECORD = True
    CSS_PATH = "../styles/claim.tcss"
    HELP = (
        "Somebody wrote this while the terminal was locked. It is kept as they typed it.\n\n"
        "Claim it if you can answer for it: the form opens with what they typed, you choose the "
        "person, complete it and save it under your name. Decline it with a reason if it should "
        "not become a record; it stays readable in the log."
    )
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (110, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "claim", "claim", tooltip="Complete it and save it under your name."),
        Binding("d", "decline", "decline", tooltip="Say why it does not become a record."),
        Binding("escape", "back", "back", tooltip="Leave it waiting."),
        Binding("down", "scroll(1)", "scroll", key_display="↑↓", show=False),
        Binding("up", "scroll(-1)", "scroll", show=False),
        Binding("pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, held: Unclaimed) -> None:
        super().__init__()
        self._held = held

    def compose_body(self) -> ComposeResult:
        """What it is and when it was taken; what was typed; what was said."""
        with Vertical(id="claim-head"):
            yield Plain(drawn(f"Recorded without a PIN, {self._kind()}", "bold $strong"))
            yield Plain(self._taken(), id="claim-taken")
        with VerticalScroll(id="claim", can_focus=False):
            yield Plain(id="claim-typed")
        yield Plain(id="claim-said")

    def on_mount(self) -> None:
        """Draw the fields."""
        self.query_one("#claim-typed", Plain).update(Content("\n").join(self._lines()))

    # --- what was typed ------------------------------------------------------------------------

    def _kind(self) -> str:
        model = KINDS.get(self._held.kind, RestrictivePractice)
        return model.title[:1].lower() + model.title[1:]

    def _taken(self) -> Content:
        said = str(self._held.typed.get("who_wrote", "")).strip()
        by = f"by “{said}”, a name nobody has checked" if said else "by somebody who gave no name"
        return drawn(f"Taken at {say_moment(local(self._held.taken))} {by}", "$ink")

    def _lines(self) -> Iterator[Content]:
        typed = cast("Typed", dict(self._held.typed))
        model = KINDS.get(self._held.kind, RestrictivePractice)
        sheet = Sheet(
            WithoutPin if model is RestrictivePractice else model, self._held.taken, typed
        )
        lines = list(_said(sheet))
        yield from lines or [drawn("Nothing was typed.", "$quiet")]

    # --- keys ----------------------------------------------------------------------------------

    def action_scroll(self, by: int) -> None:
        """A long text."""
        self.query_one("#claim").scroll_relative(y=by, animate=False)

    def action_back(self) -> None:
        """Esc: it goes on waiting."""
        self.app.pop_screen()

    def action_claim(self) -> None:
        """C: the form, with what was typed."""
        if self.session is None or not self._may():
            return
        form = FormScreen(writing.claimed(self.session, self._held).task())
        self.app.push_screen(form, self._claimed)

    def _claimed(self, saved: SavedEntry | None) -> None:
        if saved is not None and self.is_current:
            self.app.pop_screen()

    def action_decline(self) -> None:
        """D: why not."""
        if self.session is not None and self._may():
            asked = drawn("Why does it not become a record? It stays readable.", "$ink")
            self.app.push_screen(DeclineScreen(asked), self._declined)

    def _declined(self, reason: str | None) -> None:
        if reason is None or self.session is None:
            return
        try:
            claiming.decline(self.session, self._held.record, reason)
        except WardsafeError as problem:
            self.say(str(problem))
        else:
            self.app.pop_screen()

    def _may(self) -> bool:
        try:
            if self.session is not None:
                self.session.require("claim")
        except WardsafeError as problem:
            self.say(str(problem))
            return False
        return True

    def say(self, sentence: str) -> None:
        """One sentence above the footer."""
        self.query_one("#claim-said", Plain).update(drawn(f"{glyphs().alert} {sentence}", "$over"))

    def put_away(self) -> None:
        """Let go of what was typed."""
        self._held = Unclaimed(self._held.record, self._held.taken, "", {})


def _said(sheet: Sheet) -> Iterator[Content]:
    """Label and words of every field in which something stands, rows indented below theirs."""
    asked = [field for field in sheet.fields if field.name != "who_wrote"]
    for field in sorted(asked, key=lambda field: field.name != DESCRIBED):
        label = LABELS.get(field.name, field.label)
        if field.input != "rows":
            if sheet.typed(field.name).strip():
                yield from _line(label, _words(sheet, field.name))
            continue
        for n, at in enumerate(sheet.filled(field.name)):
            cells = [f"{field.name}.{at}.{part.name}" for part in field.rows if not part.derived]
            words = [_words(sheet, path) for path in cells if sheet.typed(path).strip()]
            yield from _line("" if n else label, "   ".join(words))
    yield from _unknown(sheet)


def _words(sheet: Sheet, path: str) -> str:
    """How it reads; as it was typed where it cannot be read."""
    reading = sheet.read(path)
    typed = sheet.typed(path)
    if reading.error or not reading.said:
        return typed
    return reading.said if sheet.field(path).input not in ("text", "words") else typed


def _unknown(sheet: Sheet) -> Iterator[Content]:
    """What another wardsafe asked and this one has no field for: shown, never dropped."""
    known = {field.name for field in sheet.fields}
    for name, said in cast("Mapping[str, Any]", sheet.to_keep()).items():
        if name.rstrip(AT) not in known and isinstance(said, str):
            yield from _line(name.replace("_", " "), said)


def _line(label: str, words: str) -> Iterator[Content]:
    for n, line in enumerate(words.splitlines() or [""]):
        lead = label if n == 0 else ""
        yield joined(drawn(f"{lead:<{GUTTER}}", "$quiet"), drawn(line, "$ink"))

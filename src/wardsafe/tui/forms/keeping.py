"""Handing over what was written, in workers: drafts while it is written, the record once."""

from collections.abc import Callable
from typing import Any, Protocol

from textual.app import App
from textual.worker import Worker

from wardsafe.errors import WardsafeError
from wardsafe.records.base import Record
from wardsafe.records.moments import local
from wardsafe.services.duplicates import Alike
from wardsafe.tui.forms.pin import mentions_pin
from wardsafe.tui.forms.task import FormTask, SavedEntry, Typed
from wardsafe.tui.status import SaveStatus

PIN_SENTENCE = "That looks like your PIN in the text. ^S again if it is something else."


class Form(Protocol):
    """The screen, as far as keeping needs it: it is told how things went."""

    @property
    def app(self) -> App[Any]:
        """The app it is on."""

    def run_worker(self, work: Callable[[], None], *, thread: bool, group: str) -> Worker[Any]:
        """Work in a thread."""

    def refuse(self, sentence: str) -> None:
        """Say that something stands in the way."""

    def keep_draft(self) -> None:
        """Keep a draft now."""

    def is_saved(self) -> None:
        """The record is in the ledger."""

    def show_alike(self, found: Alike, record: Record) -> None:
        """Others may tell of the same event: nothing is saved before they were seen."""


class Keeping:
    """One form's way to the ledger. `busy` from handing over until the answer, and for ever once
    it is `saved`: nothing is handed over twice."""

    def __init__(self, screen: Form, job: FormTask, status: SaveStatus) -> None:
        self._screen, self._job, self._status = screen, job, status
        self.busy = self._failed = self._pin_said = False
        self._asked: set[str] = set()
        self._seen: frozenset[str] = frozenset()
        self._same_as = ""
        self.saved: SavedEntry | None = None

    def draft(self, typed: Typed) -> None:
        """Keep a draft in a worker; never a tick."""
        if not self.busy:
            self._screen.run_worker(lambda: self._kept(typed), thread=True, group="draft")

    def store(self, record: Record, reason: str | None, texts: list[str]) -> None:
        """Hand the record over, once; `texts` are looked through for a PIN first."""
        if self.busy:
            return
        self.busy, self._failed = True, False
        self._status.clear()
        looked = [] if self._pin_said else texts
        self._screen.run_worker(
            lambda: self._handed_over(record, reason, looked), thread=True, group="save"
        )

    def seen(self, found: Alike, same_as: str) -> None:
        """Somebody has looked at what may be the same event; `same_as` is what it is linked to."""
        self._seen = _records(found)
        self._same_as = same_as

    def _kept(self, typed: Typed) -> None:
        tell = self._screen.app.call_from_thread
        try:
            self._job.on_draft(typed)
        except WardsafeError as problem:
            tell(self._screen.refuse, f"No draft was kept. {problem}")
        else:
            tell(self._say_draft)

    def _say_draft(self) -> None:
        if self.saved is None and not self._failed:
            self._status.draft(local(self._job.now()))

    def _handed_over(self, record: Record, reason: str | None, texts: list[str]) -> None:
        tell = self._screen.app.call_from_thread
        try:
            if self._is_stopped(record, texts):
                return
            saved = self._job.on_save(record, reason)
            not_linked = self._linked(saved)
        except WardsafeError as problem:
            tell(self._not_saved, str(problem))
        except Exception as fault:
            # Whatever it was, it is not in the ledger, and its words may hold somebody's text.
            tell(self._not_saved, f"A fault stopped it ({type(fault).__name__}).")
        else:
            tell(self._is_saved, saved, not_linked)

    def _is_stopped(self, record: Record, texts: list[str]) -> bool:
        """Whether something is to be seen or confirmed first; each thing stops it once."""
        tell = self._screen.app.call_from_thread
        if mentions_pin(texts, self._job.looks_like_pin):
            self._pin_said = True
            tell(self._refuse, PIN_SENTENCE)
            return True
        doubt = self._job.doubt(record) if self._job.doubt else ""
        if doubt and doubt not in self._asked:
            self._asked.add(doubt)
            tell(self._refuse, f"{doubt} ^S again if it must stand.")
            return True
        found = self._job.alike(record) if self._job.alike else None
        there = _records(found) if found else frozenset()
        self._same_as = self._same_as if self._same_as in there else ""
        if found is not None and not there <= self._seen:
            tell(self._show, found, record)
            return True
        return False

    def _linked(self, saved: SavedEntry) -> str:
        """Link it as somebody said; why that failed, or "". The record is saved whatever comes."""
        if not self._same_as or self._job.link is None:
            return ""
        try:
            self._job.link(saved, self._same_as)
        except WardsafeError as problem:
            return f"It is saved and not linked. {problem}"
        return ""

    def _refuse(self, sentence: str) -> None:
        self.busy = False
        self._screen.refuse(sentence)

    def _show(self, found: Alike, record: Record) -> None:
        self.busy = False
        self._screen.keep_draft()
        self._screen.show_alike(found, record)

    def _not_saved(self, sentence: str) -> None:
        self.busy, self._failed = False, True
        self._status.not_saved(sentence)
        self._screen.keep_draft()

    def _is_saved(self, saved: SavedEntry, not_linked: str) -> None:
        self.saved = saved
        if not_linked:
            self._screen.app.notify(not_linked)
        self._status.saved(saved.number, local(self._job.now()), saved.code)
        self._screen.is_saved()


def _records(found: Alike) -> frozenset[str]:
    return frozenset(one.row.record for one in found.likely)

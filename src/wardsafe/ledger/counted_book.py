"""The slots file and the counts in the anchor, read and kept together.

Neither alone can be trusted with the counts of wrong PINs: a file can be put back, an anchor can
be deleted, and a full disk still has to let people in. So both are read, the larger count holds,
and a try counts as counted when one of them keeps it.
"""

from collections.abc import Mapping

from wardsafe.clock import Chance, Clock
from wardsafe.errors import NotSaved, WardsafeError
from wardsafe.ledger import slot_file
from wardsafe.ledger.attempts import EDITION, Attempts, Counts
from wardsafe.ledger.slot_file import Book
from wardsafe.places import WardFolder


class CountedBook:
    """The book as last read, with `attempts` for its counts. `anchor` is None where none is used.

    Raises Damaged or TooNew where the slots file cannot be used.
    """

    def __init__(
        self,
        where: WardFolder,
        ward: str,
        device_secret: bytes,
        clock: Clock,
        chance: Chance,
        anchor: Counts | None,
    ) -> None:
        self._where, self._ward, self._secret = where, ward, device_secret
        self._chance, self._anchor = chance, anchor
        self.attempts = Attempts(clock)
        self.reread()

    def reread(self) -> None:
        """Read both copies again, since another process may have counted. Raises as above."""
        book = slot_file.read(self._where, self._ward, self._secret)
        anchored = self._anchored()
        self.book = book.model_copy(update={"anchored": book.anchored or anchored is not None})
        self.attempts.compare(book.wrong, self._second(book, anchored))

    def keep(self, book: Book) -> None:
        """Keep the book, and its counts in the anchor where there is one. Raises NotSaved."""
        if book.slots != self.book.slots:
            edition = self.attempts.wrong(EDITION) + 1
            book = book.model_copy(update={"wrong": book.wrong | {EDITION: edition}})
        slot_file.write(self._where, book, self._secret, self._chance)
        self.book = book
        self._keep_in_anchor(book)

    def keep_counts(self, counts: Mapping[str, int]) -> None:
        """Keep counts in at least one of the two. Raises NotSaved where neither took them."""
        book = self.book.model_copy(update={"wrong": dict(counts)})
        try:
            self.keep(book)
        except NotSaved:
            if not self._keep_in_anchor(book):
                raise

    def keep_cleared(self, who: str) -> None:
        """Clear the count of a right PIN; where nothing can be written it stays too high."""
        try:
            self.keep_counts(self.attempts.clear(who, was_right=True))
        except NotSaved:
            return

    def _second(self, book: Book, anchored: Mapping[str, int] | None) -> Mapping[str, int] | None:
        if anchored is None and self._anchor and book.anchored:
            return None
        # Until an anchor has held counts, the file is the only copy, and nothing is missing.
        first_meeting = not anchored and not book.anchored
        return book.wrong if anchored is None or first_meeting else anchored

    def _anchored(self) -> Mapping[str, int] | None:
        try:
            return self._anchor.failures() if self._anchor else None
        except WardsafeError:  # an anchor that cannot be read is as good as none
            return None

    def _keep_in_anchor(self, book: Book) -> bool:
        if self._anchor is None or self._anchored() is None:
            return False
        try:
            self._anchor.set_failures(book.wrong)
        except WardsafeError:
            return False
        return True

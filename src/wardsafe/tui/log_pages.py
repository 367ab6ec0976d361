"""The rows of the log for the screen: what cannot be read is told, and shown as nothing."""

from collections.abc import Callable, Sequence

from wardsafe.errors import WardsafeError
from wardsafe.services import finding
from wardsafe.services.session import Session
from wardsafe.views.log import LogFilter, LogRow


class LogPages:
    """The rows of a filter. What cannot be read is told, and shown as nothing."""

    def __init__(
        self, session: Session, chosen: Callable[[], LogFilter], on_trouble: Callable[[str], None]
    ) -> None:
        self._session, self._chosen, self._on_trouble = session, chosen, on_trouble

    def page(
        self, *, below: int | None = None, above: int | None = None, limit: int
    ) -> Sequence[LogRow]:
        """At most `limit` rows."""
        chosen = self._chosen()
        try:
            return finding.page(self._session, chosen, below=below, above=above, limit=limit)
        except WardsafeError as problem:
            self._on_trouble(str(problem))
            return []

    def row(self, record: str) -> LogRow | None:
        """Where a record stands now."""
        try:
            return finding.row(self._session, record)
        except WardsafeError as problem:
            self._on_trouble(str(problem))
            return None

"""The one tree of things that can go wrong for a person using wardsafe.

Every message is one clear sentence: what happened, then what to do. None ever carries text from
a record: the caller names the field or the file, never its content.
"""


class WardsafeError(Exception):
    """Something a person can be told plainly. `do` says what they can do about it."""

    exit_code = 1

    def __init__(self, what: str, *, do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.do = do

    def __str__(self) -> str:
        return f"{self.what} {self.do}".strip()


class BadInput(WardsafeError):
    """A value that cannot be kept as typed; `field` is the name of the field it was typed into."""

    exit_code = 2

    def __init__(self, what: str, *, field: str = "", do: str = "") -> None:
        super().__init__(what, do=do)
        self.field = field


class NotAllowed(WardsafeError):
    """The person's role does not allow this; nothing was shown or changed."""

    exit_code = 3


class WrongPin(WardsafeError):
    """The name and PIN do not fit together; the text never says which was wrong."""

    exit_code = 4


class MustWait(WardsafeError):
    """Too many wrong PINs: wait `seconds`, or, when `seconds` is 0, ask a supervisor to unlock."""

    exit_code = 4

    def __init__(self, what: str, *, seconds: int, do: str = "") -> None:
        super().__init__(what, do=do)
        self.seconds = seconds


class NotSaved(WardsafeError):
    """The entry is not in the ledger; what was typed is still with the caller."""

    exit_code = 5


class Damaged(WardsafeError):
    """Bytes on disk are not what was written there, or are missing."""

    exit_code = 6


class TooNew(WardsafeError):
    """A file written by a later version of wardsafe; it is left exactly as it is."""

    exit_code = 7


class InUse(WardsafeError):
    """Another wardsafe process holds this ward folder."""

    exit_code = 8


class UnsafePlace(WardsafeError):
    """A folder where a ward's ledger cannot be kept safely."""

    exit_code = 9

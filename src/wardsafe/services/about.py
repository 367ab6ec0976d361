"""What the terminal says of itself while it is locked: names and ids, nothing about people."""

import json
from dataclasses import asdict, dataclass, fields

from wardsafe.errors import Damaged, TooNew
from wardsafe.places import WardFolder, write_whole

FORMAT = 1


@dataclass(frozen=True, slots=True)
class About:
    """The ward and terminal of one ward folder.

    `environment` is in every entry: "live-…" or "demo-…". `public_key` is the terminal's, to
    which a record taken without a PIN is sealed. `details` are the ward's attributes of MHSDS
    table 903, by code list: setting, age group, sex, security.
    """

    format: int
    environment: str
    ward: str
    ward_name: str
    site: str
    terminal: str
    terminal_name: str
    public_key: str
    details: dict[str, str]

    @property
    def is_demo(self) -> bool:
        """Whether everything here is invented."""
        return self.environment.startswith("demo-")


def write_about(where: WardFolder, about: About) -> None:
    """Keep what the terminal says of itself. Raises NotSaved."""
    write_whole(where.about, json.dumps(asdict(about), indent=1, ensure_ascii=False).encode())


def read_about(where: WardFolder) -> About:
    """What the terminal says of itself. Raises Damaged, or TooNew for a later format."""
    try:
        held = json.loads(where.about.read_bytes())
        if isinstance(held["format"], int) and held["format"] > FORMAT:
            raise TooNew(
                f"{where.about.name} was written by a later wardsafe (format {held['format']}).",
                do="Update wardsafe on this computer; nothing was changed.",
            )
        names = [field.name for field in fields(About)]
        if any(not isinstance(held[name], str) for name in names[1:-1]):
            raise TypeError
        return About(**{name: held[name] for name in names})
    except (OSError, ValueError, KeyError, TypeError):
        raise Damaged(
            f"{where.about.name} in {where.folder} is missing or damaged.",
            do="Put it back from a back-up with `wardsafe restore`; the ledger is untouched.",
        ) from None

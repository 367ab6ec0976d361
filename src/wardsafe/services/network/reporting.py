"""Reading a network's folder, or its server, and writing its report."""

from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from wardsafe.clock import Clock
from wardsafe.errors import BadInput
from wardsafe.measures.periods import QUARTER, Period
from wardsafe.network.engine import Engine, fill, on_files, on_server
from wardsafe.network.files import read_wards
from wardsafe.places import write_whole
from wardsafe.services.network.figures import ask
from wardsafe.services.network.shown import Shown, shown
from wardsafe.services.reports.network_report import network_report
from wardsafe.services.reports.page import html


def read_quarter(folder: Path, period: Period, server: str | None = None) -> Shown:
    """A quarter of a network as it may be shown, from its files or from a server that was filled.

    Raises BadInput for no wards, another period, a server that cannot be used; SuppressionDoubt.
    """
    wards = read_wards(folder)
    if period.kind != QUARTER or not wards:
        what = "A network report is of a quarter." if wards else "No ward's facts are here."
        do = "Name one, like 2026-Q3." if wards else "Gather some with `wardsafe network facts`."
        raise BadInput(what, do=do)
    engine: AbstractContextManager[Engine]
    engine = on_server(_address(server)) if server else on_files(folder)
    with engine as opened:
        return shown(ask(opened, wards, period))


def write_network_report(
    folder: Path, period: Period, target: Path, clock: Clock, server: str | None = None
) -> Path:
    """Write the report of a quarter as one HTML page. Raises BadInput, NotSaved and the rest of
    `read_quarter`."""
    whole = target.expanduser().absolute()
    if not whole.parent.is_dir():
        raise BadInput("There is no such folder.", do="Name a folder that is there.")
    if whole.exists() or whole.is_symlink():
        raise BadInput(f"{whole.name} is there already.", do="Choose another name.")
    found = read_quarter(folder, period, server)
    demo = any(one.environment != "live" for one in found.wards.values())
    write_whole(whole, html(network_report(found, clock.now(), demo=demo)).encode())
    return whole


def fill_server(folder: Path, server: str) -> int:
    """Put the rows of a folder on a server, over those there; how many. Raises BadInput."""
    if not read_wards(folder):
        raise BadInput("No ward's facts are here.", do="Gather some with `wardsafe network facts`.")
    return fill(_address(server), folder)


def _address(server: str) -> str:
    """An address without a password: other programs of a computer can read a command line."""
    if urlsplit(server).password:
        raise BadInput(
            "An address with a password can be read by others on this computer.",
            do="Leave the password out and put it into ~/.pgpass.",
        )
    return server

"""The report in a real browser: nothing is fetched, every picture speaks, it prints on A4."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wardsafe.measures.periods import period_of
from wardsafe.places import WardFolder
from wardsafe.services.about import read_about
from wardsafe.services.demo_ward import make_demo
from wardsafe.services.reports.writing import write_report
from wardsafe.services.unlocking import Keyhole

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")
A4 = (595, 842)
"""Points."""


def browse(page: Path, home: Path, *options: str) -> str:
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        f"--user-data-dir={home}", *options, page.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the last whole month of a demo ward."""
    from wardsafe.services.demo_ward import SeededChance, StandingClock

    home = tmp_path_factory.mktemp("report")
    where = WardFolder(home / "ward", home / "device")
    clock = StandingClock(datetime(2026, 11, 23, 3, 14, tzinfo=UTC))
    make_demo(where, clock, days=120)
    session = Keyhole(where, read_about(where), clock, SeededChance(7)).unlock("s-lund", "758294")
    try:
        quarter = period_of("quarter", datetime(2026, 8, 1, tzinfo=UTC).date())
        return write_report(session, quarter, home / "report.html")
    finally:
        session.close()


def test_no_request_leaves_the_file(page: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    browse(page, tmp_path / "home", f"--log-net-log={log}", "--dump-dom")
    asked = set(re.findall(r'"url":"(\w+)://([^"/]*)', log.read_text()))
    ours = {host for scheme, host in asked if scheme in ("http", "https", "ws", "wss", "ftp")}
    calls_home = {host for host in ours if host.split(":")[0].endswith(GOOGLE)}
    assert ours - calls_home == set()


GOOGLE = ("google.com", "googleapis.com", "gstatic.com", "gvt1.com")
"""What the browser itself looks for when it starts, whatever the page."""


def test_every_picture_has_alternative_text_in_the_page_as_drawn(
    page: Path, tmp_path: Path
) -> None:
    drawn = browse(page, tmp_path / "home", "--dump-dom")
    pictures = re.findall(r"<svg .*?</svg>", drawn, re.DOTALL)
    assert len(pictures) >= 5
    for picture in pictures:
        named = re.search(r'aria-labelledby="([\w-]+) ([\w-]+)"', picture)
        assert named is not None
        assert re.search(rf'<title id="{named[1]}">[^<]+</title>', picture)
        assert re.search(rf'<desc id="{named[2]}">[^<]{{20,}}</desc>', picture)
    assert "<img" not in drawn
    assert "<script" not in drawn


def test_it_prints_on_a4(page: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    browse(page, tmp_path / "home", f"--print-to-pdf={target}", "--no-pdf-header-footer")
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", target.read_bytes())
    assert boxes
    for wide, high in boxes:
        assert (float(wide), float(high)) == pytest.approx(A4, abs=1.5)

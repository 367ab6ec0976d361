"""Lets the fault tests import the harness beside them, and skips them where it cannot work."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fault_disk import supported

MEMORY = Path("/dev/shm")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if Path(item.fspath).parent == Path(__file__).parent and (why := supported()):
        pytest.skip(why)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory, gone afterwards: thousands of ledgers are opened and synced in it."""
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=where, prefix="wardsafe-faults-") as folder:
        yield Path(folder)

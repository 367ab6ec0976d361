"""Lets the fault tests import the harness beside them, and skips them where it cannot work."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fault_disk import supported


def pytest_runtest_setup(item: pytest.Item) -> None:
    if "faults" in Path(item.fspath).parent.name and (why := supported()):
        pytest.skip(why)

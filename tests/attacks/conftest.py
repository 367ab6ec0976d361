"""What the attacks on exchanging begin with: two terminals of a ward and a stick between them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from two_terminals import second_terminal
from wardsafe.services.session import Session


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def first(ward: Any) -> Session:
    """The ward's terminal, with its steward signed in."""
    return ward.unlock("owain")


@pytest.fixture
def second(first: Session, tmp_path: Path, clock: Any, chance: Any) -> Iterator[Session]:
    """Another terminal of the ward, invited by the first."""
    session = second_terminal(first, tmp_path / "second", clock, chance)
    yield session
    session.close()

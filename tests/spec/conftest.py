"""Stories of the ward, told by tests and rendered into docs/stories.md.

Run `python ward.py tests tests/spec --write-docs` to write the page anew after a change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "stories.md"
HEAD = """# Stories

What wardsafe does for the people of a ward, step by step. Each story is a test: this page is
written by `python3 ward.py tests tests/spec --write-docs` and compared at every run.
"""


@dataclass
class Story:
    """The steps of one story, as they will stand on the page."""

    title: str
    steps: list[str] = field(default_factory=list)

    def tell(self, step: str) -> None:
        self.steps.append(step)

    def render(self) -> str:
        return "\n".join([f"## {self.title}", "", *(f"- {step}" for step in self.steps), ""])


_TOLD: dict[str, str] = {}


@pytest.fixture
def story(request: pytest.FixtureRequest) -> Iterator[Story]:
    told = Story((request.function.__doc__ or "").strip().rstrip("."))
    yield told
    _TOLD[told.title] = told.render()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--write-docs") and _TOLD:
        PAGE.write_text("\n".join([HEAD, *_TOLD.values()]), encoding="utf-8")


@pytest.fixture
def told() -> dict[str, str]:
    return _TOLD


@pytest.fixture
def page() -> str:
    return PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""

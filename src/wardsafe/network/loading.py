"""Loads what the network alone needs, when it is needed; a ward can do without."""

from importlib import import_module
from typing import Any

from wardsafe.errors import BadInput


def load(name: str) -> Any:
    """A module of the extra "network". Raises BadInput where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise BadInput(
            "The packages that the network needs are not installed.",
            do="Install them: pip install 'wardsafe[network]'.",
        ) from None

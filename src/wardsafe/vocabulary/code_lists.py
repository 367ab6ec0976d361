"""The code lists that wardsafe was given, by name: each is a file in the seed folder.

`code_list("restrictive-type").match("se")` is all that a picker needs. A list is read the first
time it is asked for and kept.
"""

from functools import cache

from wardsafe.errors import BadInput
from wardsafe.vocabulary.code_list_file import read_code_list
from wardsafe.vocabulary.codes import Code, CodeList

__all__ = ["Code", "CodeList", "code_list", "list_names"]


@cache
def list_names() -> tuple[str, ...]:
    """The names of all lists, sorted: the files in the seed's codes folder without .toml."""
    from wardsafe import places

    return tuple(sorted(file.stem for file in (places.seed() / "codes").glob("*.toml")))


@cache
def code_list(name: str) -> CodeList:
    """The list of this name. Raises BadInput when there is none, or its file is not right."""
    from wardsafe import places

    if name not in list_names():
        raise BadInput(
            f"There is no code list called {name}.", do="Use one of those in docs/code-lists.md."
        )
    return read_code_list(places.seed() / "codes" / f"{name}.toml")

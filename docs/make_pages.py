"""Writes what the pages say of keys, commands and kinds from the program itself.

    .venv/bin/python docs/make_pages.py            write docs/records.md and every marked block
    .venv/bin/python docs/make_pages.py --check    say which pages are out of date (exit 1)

A block stands between `<!-- keys: LogScreen -->` or `<!-- commands -->` and `<!-- end -->`.
"""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
from textual.binding import Binding
from textual.screen import Screen

from wardsafe.cli.main import main as command_line
from wardsafe.records.base import Record
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.registry import KINDS
from wardsafe.tui.app import WardApp
from wardsafe.tui.chrome import key_word
from wardsafe.tui.screens.form import FormScreen

DOCS = Path(__file__).resolve().parent
BLOCK = re.compile(r"(<!-- (keys|commands)(?:: (\w+))? -->\n).*?(<!-- end -->)", re.DOTALL)
RECORDS = DOCS / "records.md"
INPUTS = {
    "code": "one code",
    "codes": "several codes",
    "moment": "a time",
    "date": "a date",
    "text": "one line",
    "words": "several lines",
    "number": "a whole number",
    "person": "somebody",
    "rows": "rows",
    "yes_no": "yes or no",
}


# --- keys -----------------------------------------------------------------------------------


def screen(name: str) -> type:
    """The class that a block names: `LogScreen`, or `app`. Raises SystemExit if there is none."""
    if name == "app":
        return WardApp
    found = {cls.__name__: cls for cls in all_screens()}
    if name not in found:
        raise SystemExit(f"A page names the keys of {name}, and there is no such screen.")
    return found[name]


def keys_of(cls: type) -> list[tuple[str, str, str]]:
    """Key, verb, sentence: the hints of the footer of a screen, then its keys."""
    own = FormScreen in cls.__mro__[1:]  # a form that another is made from says only what differs
    found = cls.__dict__.get("BINDINGS", ()) if own else merged(cls)
    hints = () if own else getattr(cls, "HINTS", ())
    keys = [
        (key_word(each), each.description, each.tooltip)
        for each in found
        if each.description and (each.show or each.tooltip)
    ]
    return [*((word, verb, "") for word, verb in hints), *keys]


def merged(cls: type) -> Iterator[Binding]:
    """The bindings of a class with those of its bases, as an instance of it has them."""
    for found in cls._merged_bindings.key_to_bindings.values():  # type: ignore[attr-defined]
        yield from found


def key_table(cls: type) -> str:
    """A table of the keys of a screen, one line a key."""
    lines = ["| key | verb | what it does |", "|---|---|---|"]
    return "\n".join(
        [*lines, *(f"| `{key}` | {verb} | {tip} |" for key, verb, tip in keys_of(cls))]
    )


# --- commands -------------------------------------------------------------------------------


def commands(group: click.Group, before: str = "wardsafe") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, the bare program first."""
    if before == "wardsafe":
        yield before, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def command_table() -> str:
    """A table of every command, its arguments and its options."""
    lines = ["| command | what it does | options |", "|---|---|---|"]
    for name, command in commands(command_line):
        words = [p.human_readable_name for p in command.params if isinstance(p, click.Argument)]
        options = "<br>".join(_option(p) for p in command.params if isinstance(p, click.Option))
        said = " ".join((command.help or "").split("\n\n")[-1 if name == "wardsafe" else 0].split())
        lines.append(f"| `{' '.join([name, *words])}` | {said} | {options} |")
    return "\n".join(lines)


def _option(option: click.Option) -> str:
    default = f" (default {option.default})" if isinstance(option.default, int) else ""
    return f"`{option.opts[0]}` {option.help}{'' if option.is_flag else default}"


# --- kinds ----------------------------------------------------------------------------------


def records_page() -> str:
    """Every kind with its fields, as the forms ask for them."""
    said = [
        "# Kinds of record",
        "What each kind holds. This page is made from the models in `src/wardsafe/records/`, which",
        "the forms, the import and the checks read as well; `docs/make_pages.py` writes it.",
        "",
        "*Now* is on the first page of the form; the other sections can wait. *Part* says how far",
        "a field may travel ([the entry](formats/entry.md)). *Act* is the letter of section 6(5)",
        "of the Mental Health Units (Use of Force) Act 2018 that a field helps to answer. Codes",
        "are in [the code lists](code-lists.md). Any field may be left blank, but for those that",
        "are marked *needed*.",
    ]
    return "\n".join([said[0], "", *said[1:], *map(_kind, KINDS.values())]) + "\n"


def _kind(model: type[Record]) -> str:
    head = f"\n## {model.kind}\n\n{model.title}. {_first_sentence(model)}\n"
    lines = ["| field | asks for | when | part | Act | help |", "|---|---|---|---|---|---|"]
    return "\n".join([head, *lines, *_rows(fields_of(model), "")])


def _rows(fields: tuple[Field, ...], before: str) -> Iterator[str]:
    for field in fields:
        when = "now" if field.order is not None else field.section or "–"
        codes = f", [{field.codes}](code-lists.md#{field.codes})" if field.codes else ""
        asks = "worked out" if field.derived else INPUTS[field.input] + codes
        needed = ", *needed*" if field.required else ""
        letters = ", ".join(field.statutory)
        yield (
            f"| {before}{field.label} `{field.name}` | {asks}{needed} | {when} | {field.part} "
            f"| {letters} | {field.help} |"
        )
        yield from _rows(field.rows, f"{field.label} → ")


def _first_sentence(model: type[Record]) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())


# --- pages ----------------------------------------------------------------------------------


def filled(text: str) -> str:
    """A page with its marked blocks as the program is now."""

    def fill(block: re.Match[str]) -> str:
        start, what, name, end = block.groups()
        table = key_table(screen(name)) if what == "keys" else command_table()
        return f"{start}{table}\n{end}"

    return BLOCK.sub(fill, text)


def pages() -> dict[Path, str]:
    """Every page that is made, as it should be."""
    found = {path: filled(path.read_text(encoding="utf-8")) for path in DOCS.rglob("*.md")}
    return {**found, RECORDS: records_page()}


def documented_screens() -> set[type]:
    """The screens whose keys stand on some page."""
    texts = [path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")]
    return {
        screen(block.group(3))
        for text in texts
        for block in BLOCK.finditer(text)
        if block.group(2) == "keys"
    }


def all_screens() -> set[type]:
    """Every screen of the program that declares keys of its own."""
    found = set()
    for package in ("wardsafe.tui.screens", "wardsafe.tui.forms"):
        for path in Path(import_module(package).__path__[0]).glob("[!_]*.py"):
            module = import_module(f"{package}.{path.stem}")
            found |= {one for one in vars(module).values() if _declares_keys(one, module.__name__)}
    return found


def _declares_keys(found: object, module: str) -> bool:
    if not (isinstance(found, type) and issubclass(found, Screen) and found.__module__ == module):
        return False
    return any(vars(found).get(name) for name in ("BINDINGS", "HINTS"))


def main(words: list[str]) -> int:
    """Write, or compare."""
    old = []
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            old.append(path.name)
            if "--check" not in words:
                path.write_text(text, encoding="utf-8")
    if "--check" not in words:
        sys.stdout.write(f"Written: {', '.join(old) or 'nothing; all was up to date'}\n")
        return 0
    if old:
        sys.stdout.write(f"Write anew with docs/make_pages.py: {', '.join(old)}\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

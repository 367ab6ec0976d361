"""Writes the reference page of all code lists from the lists themselves.

`python -m wardsafe.vocabulary.reference` prints it; docs/code-lists.md is its output.
"""

import sys

from wardsafe.vocabulary.code_lists import Code, CodeList, code_list, list_names

HEAD = """\
# Code lists

Every list that a form offers, as wardsafe was given it. This page is made from the files in
`data/seed/codes/`; change those, then run
`python -m wardsafe.vocabulary.reference > docs/code-lists.md`.

Marks: **✓** read in the primary source · **≈** a local choice or an inference · **?** unverified.
Codes are text: `07` is not 7. There is no order in the numbers.
"""


def page() -> str:
    """The whole page as Markdown, ending in one newline."""
    lists = [code_list(name) for name in list_names()]
    index = "\n".join(f"- [{one.name}](#{one.name}): {one.title}, {_count(one)}" for one in lists)
    return "\n".join([HEAD, index, "", *(_section(one) for one in lists)]).rstrip() + "\n"


def _count(codes: CodeList) -> str:
    offered, held = len(codes.offered()), len(codes.codes)
    return f"{offered} codes" if offered == held else f"{offered} codes offered, {held} held"


def _section(codes: CodeList) -> str:
    facts = f"Mark {codes.mark} · Version: {codes.version} · Licence: {codes.licence}"
    lines = [f"## {codes.name}", "", f"{codes.title}. {codes.note}".strip(), ""]
    lines += [f"Source: {codes.source}", "", facts, ""]
    lines += ["| Code | Text | In rows | Family | Remarks |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(codes, code) for code in codes.codes), ""])


def _row(codes: CodeList, code: Code) -> str:
    cells = (f"`{code.code}`", code.text, code.short, code.family, _remarks(codes, code))
    return f"| {' | '.join(cells)} |"


def _remarks(codes: CodeList, code: Code) -> str:
    remarks = [code.mark] if code.mark != codes.mark else []
    if code.retired:
        remarks.append(f"retired {code.retired}")
    elif not code.offered:
        remarks.append("readable, not offered")
    if code.not_known:
        remarks.append("says not known")
    return "; ".join([*remarks, code.note] if code.note else remarks)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page())

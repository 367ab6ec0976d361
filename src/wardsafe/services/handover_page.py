"""The handover as a page to print: plain text, or one HTML file that loads nothing from anywhere.

The program writes it and never opens it. Initials only, unless names were chosen.
"""

from html import escape

from wardsafe.records.moments import local, say_date
from wardsafe.records.text import show
from wardsafe.services.handover import Handover
from wardsafe.services.handover_parts import Line, Part

LEAD, WHAT, WHO = 16, 38, 18
PAPER = "Handle as patient information. Destroy it when the shift is over."

_STYLE = (
    "body{font:11pt/1.35 sans-serif;margin:15mm;color:#000}h1{font-size:15pt;margin:0}"
    "h2{font-size:11.5pt;margin:1.1em 0 .2em}p{margin:.2em 0}table{border-collapse:collapse;"
    "width:100%}td{padding:.1em .6em .1em 0;vertical-align:top}td:first-child{width:7.5em}"
    "td:last-child{text-align:right;white-space:nowrap}.quiet{color:#444}"
)


def page_text(seen: Handover, *, names: bool) -> str:
    """The page in plain text, 80 columns wide where the words allow it."""
    lines = [seen.ward, *_facts(seen)]
    for part in seen.parts:
        lines += ["", part.title]
        lines += [_text_line(seen, line, names) for line in part.lines] or [f"  {part.none}"]
        lines += [f"  {_more(part)}"] if part.more else []
    return "\n".join([*(show(line) for line in [*lines, "", PAPER]), ""])


def page_html(seen: Handover, *, names: bool) -> str:
    """The page as one HTML file without scripts, links or anything to be loaded."""
    body = [f"<h1>{_html(seen.ward)}</h1>"]
    body += [f"<p>{_html(fact)}</p>" for fact in _facts(seen)]
    for part in seen.parts:
        body += [f"<h2>{_html(part.title)}</h2>"]
        rows = [_html_row(seen, line, names) for line in part.lines]
        body += ["<table>", *rows, "</table>"] if rows else [f"<p>{_html(part.none)}</p>"]
        body += [f"<p>{_html(_more(part))}</p>"] if part.more else []
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>Handover</title><style>{_STYLE}</style>"
    )
    body.append(f'<p class="quiet">{_html(PAPER)}</p>')
    return "\n".join([f'<!doctype html><html lang="en"><head>{head}</head><body>', *body, END, ""])


END = "</body></html>"


def _facts(seen: Handover) -> list[str]:
    here = local(seen.now)
    return [
        f"Handover, {say_date(here.date())} {here:%H:%M}",
        f"Handed over by {seen.by}",
        seen.numbers,
        *seen.notices,
    ]


def _text_line(seen: Handover, line: Line, names: bool) -> str:
    who = seen.who(line, names=names)
    return f"  {line.lead:<{LEAD}}{line.what:<{WHAT}}  {who:<{WHO}}{line.right}".rstrip()


def _html_row(seen: Handover, line: Line, names: bool) -> str:
    cells = (line.lead, line.what, seen.who(line, names=names), line.right)
    return f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in cells)}</tr>"


def _more(part: Part) -> str:
    return f"{part.more} more"


def _html(text: str) -> str:
    return escape(show(text))

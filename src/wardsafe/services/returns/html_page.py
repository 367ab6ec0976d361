"""A printable HTML page: one file that loads nothing from anywhere, with every text escaped."""

from collections.abc import Iterable
from html import escape

from wardsafe.records.text import show

_STYLE = (
    "@page{{size:A4;margin:18mm}}body{{font:{size}pt/1.4 sans-serif;color:#000;max-width:46em;"
    "margin:12mm auto}}@media print{{body{{margin:0}}}}h1{{font-size:1.5em;margin:0 0 .3em}}"
    "h2{{font-size:1.1em;margin:1.2em 0 .2em;break-after:avoid}}p{{margin:.2em 0}}"
    "dl{{margin:0}}dt{{font-weight:bold;margin-top:.7em;break-after:avoid}}"
    "dd{{margin:0 0 0 1.2em}}.quiet{{color:#444}}.alert{{border:2px solid #000;padding:.4em}}"
    ".open{{font-style:italic}}.lines p{{border-bottom:1px solid #777;height:1.9em;margin:0}}"
    "blockquote{{margin:.2em 0 .2em 1.2em;font-style:italic}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(text: str) -> str:
    """Text as it is to be seen: cleaned, escaped, its line ends kept."""
    return escape(show(text, lines=True)).replace("\n", "<br>")


def page(title: str, body: Iterable[str], *, size: int = 11) -> str:
    """A whole page. `body` is markup of our own, made with `html` from anything else."""
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{html(title)}</title><style>{_STYLE.format(size=size)}</style>"
    )
    top = f'<!doctype html><html lang="en-GB"><head>{head}</head><body>'
    return "\n".join([top, *body, "</body></html>", ""])


def heading(text: str, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{html(text)}</h{level}>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph, `kind` one of the classes of the style."""
    return f'<p class="{kind}">{html(text)}</p>' if kind else f"<p>{html(text)}</p>"


def quoted(text: str) -> str:
    """A person's own words."""
    return f"<blockquote>{html(text)}</blockquote>"


def lines_to_write_on(count: int) -> str:
    """Room for a pen."""
    return f'<div class="lines">{"<p></p>" * count}</div>'

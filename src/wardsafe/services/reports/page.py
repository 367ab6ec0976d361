"""A report as one HTML file that loads nothing from anywhere and prints on A4.

Every picture has its sentence as alternative text, and the numbers behind it stand below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from wardsafe.measures.chart import Chart
from wardsafe.records.text import show
from wardsafe.services.closing import Cross
from wardsafe.services.reports.chart_svg import Mark, svg
from wardsafe.services.reports.month_cross import KEY, cross_table
from wardsafe.services.reports.numbers import columns, rows, said


@dataclass(frozen=True, slots=True)
class Table:
    """Words and figures in rows; `note` stands below. The first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with the notes on its time line."""

    chart: Chart
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that is drawn already, as SVG, with its title, method and sentence, and the
    numbers behind it."""

    title: str
    method: str
    markup: str
    said: str
    numbers: Table


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report: sentences, then tables, a cross of each month, drawings, charts."""

    title: str
    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    crosses: tuple[Cross, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says. `facts` stand below its title; `notice` on every page's foot; `name` is
    what a browser calls it."""

    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    notice: str
    name: str = "Ward report"


_STYLE = """
@page{size:A4;margin:16mm 15mm}
body{font:10.5pt/1.45 "Segoe UI","Liberation Sans",Arial,sans-serif;color:#111;max-width:180mm;
margin:12mm auto;padding:0 6mm}
h1{font-size:19pt;margin:0 0 .1em}h2{font-size:13pt;margin:1.6em 0 .3em;break-after:avoid}
h3{font-size:10.5pt;margin:1.1em 0 .1em;break-after:avoid}
p{margin:.25em 0}.quiet,figcaption .quiet{color:#555}.notice{margin-top:2em;color:#555}
table{border-collapse:collapse;margin:.4em 0;break-inside:avoid}
th{font-weight:normal;color:#555;text-align:left}
th,td{padding:.12em 1.1em .12em 0;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:.7em 0 1.1em;break-inside:avoid}figcaption{margin:.1em 0}
figcaption b{display:block}svg{width:100%;max-width:180mm;height:auto;font:10px sans-serif}
.tables{display:flex;flex-wrap:wrap;gap:0 2.4em;align-items:flex-start}
.tables>div{break-inside:avoid}
details{margin:.2em 0}summary{color:#555}
.grid{stroke:#e2e2e2}.centre{stroke:#111;fill:none;stroke-width:1.4}
.limit{stroke:#555;stroke-dasharray:5 4;fill:none}
.l95{stroke-dasharray:2 3}.target{stroke:#00703c;stroke-dasharray:1 3;stroke-width:1.6}
.series{fill:none;stroke:#777;stroke-dasharray:1.5 2.5}
.common,.no-denominator,.open-gap{fill:#555}.concern{fill:#b85000}.improvement{fill:#005eb8}
.high,.low{fill:#6a3d9a}.gap{fill:#eee}.mark{stroke:#005eb8;stroke-dasharray:3 2}
.mark-words{fill:#005eb8}.letter{font-weight:bold}text.quiet{fill:#555}
.crosses{display:flex;flex-wrap:wrap;gap:0 2.2em}
.cross td{width:1.9em;height:1.9em;padding:0;text-align:center;border:1px solid #bbb;
line-height:1.05;font-size:8.5pt}
.cross td.out{border:0}.cross .event{background:#f3d9c4}.cross .none{background:#d9e8d4}
.cross .open{background:repeating-linear-gradient(45deg,#eee,#eee 3px,#fff 3px,#fff 6px)}
.cross b{display:block;font-size:10pt}
@media print{body{margin:0;padding:0;max-width:none}details>*{display:revert}}
"""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(report: Report) -> str:
    """The whole file."""
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{_said(report.name)}</title><style>{_STYLE}</style>"
    )
    body = [f"<h1>{_said(report.title)}</h1>"]
    body += [f'<p class="quiet">{_said(fact)}</p>' for fact in report.facts]
    for number, section in enumerate(report.sections):
        body += _section(section, number)
    body.append(f'<p class="notice">{_said(report.notice)}</p>')
    top = f'<!doctype html><html lang="en-GB"><head>{head}</head><body>'
    return "\n".join([top, *body, "</body></html>", ""])


def _section(section: Section, number: int) -> Iterator[str]:
    yield f"<h2>{_said(section.title)}</h2>"
    yield from (f"<p>{_said(words)}</p>" for words in section.words)
    if section.tables:
        yield '<div class="tables">'
        for table in section.tables:
            yield "<div>"
            yield from _table(table)
            yield "</div>"
        yield "</div>"
    if section.crosses:
        yield f'<div class="crosses">{"".join(map(cross_table, section.crosses))}</div>'
        yield f'<p class="quiet">{_said(KEY)}</p>'
    for drawing in section.drawings:
        yield from _drawing(drawing)
    for place, picture in enumerate(section.pictures):
        yield from _picture(picture, f"c{number}-{place}")


def _drawing(drawing: Drawing) -> Iterator[str]:
    yield f"<figure><figcaption><b>{_said(drawing.title)}</b>"
    yield f'<span class="quiet">{_said(drawing.method)}</span></figcaption>'
    yield drawing.markup
    yield f"<p><b>{_said(drawing.said)}</b></p>"
    yield "<details><summary>The numbers</summary>"
    yield from _table(drawing.numbers)
    yield "</details></figure>"


def _picture(picture: Picture, name: str) -> Iterator[str]:
    chart = picture.chart
    yield "<figure><figcaption>"
    yield f"<b>{_said(chart.title)}</b>"
    yield f'<span class="quiet">{_said(chart.method)} {_said(chart.completeness.said)}.</span>'
    yield "</figcaption>"
    yield svg(chart, name, picture.marks)
    yield f"<p><b>{_said(chart.said)}</b></p>"
    yield from (f"<p>{flag.letter}: {_said(flag.said)}</p>" for flag in chart.flags)
    for note in dict.fromkeys((chart.why, *chart.notes)):
        if note and note not in chart.said:
            yield f'<p class="quiet">{_said(note)}</p>'
    yield "<details><summary>The numbers</summary>"
    yield from _table(Table("", columns(chart), tuple(map(said, rows(chart)))))
    yield "</details></figure>"


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield f"<h3>{_said(table.title)}</h3>"
    if not table.rows:
        yield "<p>None.</p>"
        return
    styles = [' class="n"' if place and _is_figures(column) else "" for place, column in
              enumerate(zip(*table.rows, strict=True))]  # fmt: skip
    yield "<table>"
    if any(table.columns):
        yield f"<tr>{_cells(table.columns, styles, 'th')}</tr>"
    yield from (f"<tr>{_cells(row, styles, 'td')}</tr>" for row in table.rows)
    yield "</table>"
    if table.note:
        yield f'<p class="quiet">{_said(table.note)}</p>'


def _cells(row: Sequence[str], styles: Sequence[str], tag: str) -> str:
    cells = zip(row, styles, strict=True)
    return "".join(f"<{tag}{style}>{_said(text)}</{tag}>" for text, style in cells)


def _is_figures(column: Sequence[str]) -> bool:
    return not any(sign.isalpha() for text in column for sign in text)


def _said(text: str) -> str:
    return escape(show(text))

"""The record in the guide of the plain mode is what is said; `--write-docs` writes it anew."""

import re
from pathlib import Path

from plain_ward import Plain

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "plain.md"
BLOCK = re.compile(r"(<!-- plain: a record -->\n).*?(<!-- end -->)", re.DOTALL)
TYPED = (
    "r", "1", "rosa", "-15m", "day", "standing", "", "+5m", "n", "seclusion", "-10m", "", "n",
    "", "10", "emeka", "", "y", "save",
)  # fmt: skip


def test_the_record_of_the_guide_is_what_is_said(ward, request) -> None:
    text = Plain(ward).as_("emeka", *TYPED)
    begin = text.index("What now (a letter")
    end = text.index("\n", text.index("Saved #"))
    said = re.sub(r"(Saved #\d+ at [\d:]+, )[0-9a-f]{8}", r"\g<1>0a1b2c3d", text[begin:end])
    block = rf"\g<1>```text\n{said}\n```\n\g<2>".replace("\\n", "\n")
    page = GUIDE.read_text(encoding="utf-8")
    wanted = BLOCK.sub(lambda found: found.expand(block), page)
    if request.config.getoption("--write-docs"):
        GUIDE.write_text(wanted, encoding="utf-8")
    else:
        assert page == wanted, "docs/guide/plain.md is behind: run with --write-docs"

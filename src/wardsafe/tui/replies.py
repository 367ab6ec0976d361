"""What arrives from the terminal, before it is read as keys: answers nobody asked for are dropped.

A terminal answers queries (cursor position, clipboard, title) by typing. Text from a record never
reaches the terminal raw, but another program may have asked: an answer must not type into a
field. Likewise what a paste holds is text, even where it holds the end of a paste.
Threats catalogue: cases A11, A19; hardening checklist, line 13.
"""

import re

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
SHOWN_END = "␛[201~"
LONGEST_PASTE = 200_000  # characters; a narrative is at most 64 KiB
SETTLED = 0.03  # seconds of quiet after which a paste has really ended

# Device attributes (c), status (n), window reports (t, but not the in-band resize 48;…) and mode
# reports (y, but not the two that Textual asks for: 2026 and 2048).
_REPLY = re.compile(
    r"\x1b\[(?:[?>=]|(?!48;)(?=[0-9]))[0-9;:]*[cnt]"
    r"|\x1b\[\?(?!2026;|2048;)[0-9;]*(?:\$y|u)"
)
_STRING = re.compile(r"\x1b[\]PX^_](?:[^\x07\x1b\x9c]|\x1b(?![\\\[\]PX^_O]))*(\x07|\x1b\\|\x9c)?")
_END = re.compile(r"\x07|\x1b\\|\x9c")
_STRING_LIMIT = 4096


class Incoming:
    """A filter over the characters that arrive, in pieces of any length."""

    def __init__(self) -> None:
        self.refused_pastes = 0  # since last asked: longer than LONGEST_PASTE
        self._in_paste = False
        self._in_string = 0  # characters of an unterminated OSC, DCS, … so far
        self._last = ""  # its last character: half of ESC backslash may have come
        self._paste = ""
        self._ended_at: float | None = None

    def take(self, data: str, now: float) -> str:
        """What of `data`, which arrived at `now` (steady seconds), may be read as input."""
        if self._ended_at is not None and now - self._ended_at < SETTLED:
            # Still the same paste: no hand is that quick, so its first end was part of its text.
            self._in_paste, self._ended_at = True, None
            self._paste += SHOWN_END
            return self._take_paste(data, now)
        return self.settle(now) + (
            self._take_paste(data, now) if self._in_paste else self._take_keys(data, now)
        )

    def settle(self, now: float) -> str:
        """The paste that has ended, once nothing more has followed it; otherwise nothing."""
        if self._ended_at is None or now - self._ended_at < SETTLED:
            return ""
        whole, self._paste, self._ended_at = self._paste, "", None
        if len(whole) > LONGEST_PASTE:
            self.refused_pastes += 1
            return ""
        return PASTE_BEGINS + whole.replace("\x1b", "␛") + PASTE_ENDS

    def _take_paste(self, data: str, now: float) -> str:
        text, end, rest = data.rpartition(PASTE_ENDS)
        if not end:
            self._keep(data)
            return ""
        self._keep(text.replace(PASTE_ENDS, SHOWN_END))
        self._in_paste, self._ended_at = False, now
        if rest and not rest.startswith("\x1b"):
            # Behind the end, in the same breath: text of the paste as well, not keys.
            self._keep(SHOWN_END + rest)
        return ""

    def _keep(self, text: str) -> None:
        if len(self._paste) <= LONGEST_PASTE:
            self._paste += text

    def _take_keys(self, data: str, now: float) -> str:
        before, begins, pasted = data.partition(PASTE_BEGINS)
        keys = _REPLY.sub("", self._without_strings(before))
        if begins:
            self._in_paste = True
            keys += self._take_paste(pasted, now)
        return keys

    def _without_strings(self, data: str) -> str:
        if self._in_string:
            end = _END.search(self._last + data)
            if end is None:
                self._in_string += len(data)
                self._last = data[-1:]
                if self._in_string > _STRING_LIMIT:  # nothing answers at such length: give up
                    self._in_string = 0
                return ""
            data = (self._last + data)[end.end() :]
            self._in_string = 0
        for match in _STRING.finditer(data):
            if match.group(1) is None and match.end() == len(data) and len(match.group()) > 2:
                self._in_string, self._last = len(match.group()), match.group()[-1]
        return _STRING.sub(lambda found: "" if len(found.group()) > 2 else found.group(), data)

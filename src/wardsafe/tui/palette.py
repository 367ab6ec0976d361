"""The colours of the screens by role, at night and by day, as two Textual themes.

A style sheet or a span names the role (`$quiet`, `bold $strong`), never a colour. `due` and
`over` belong to a process, a field or a day, never to a person.
"""

from textual.theme import Theme

NIGHT = {
    "ground": "#10151B",
    "raised": "#18202A",
    "line": "#2C3743",
    "ink": "#D6DDE5",
    "strong": "#F5F8FB",
    "quiet": "#93A0AE",
    "faint": "#5E6B79",
    "accent": "#86BBEE",
    "accent-ground": "#1B3349",
    "on-accent": "#0B1218",
    "due": "#E8B964",
    "due-ground": "#2F2918",
    "over": "#F28B7E",
    "over-ground": "#47211F",
    "declared": "#79BF9A",
    "declared-ground": "#17342A",
    "unrecorded": "#A9B4C0",
    "unrecorded-ground": "#28313B",
    "concern": "#EE9A5C",
    "better": "#86BBEE",
}

DAY = {
    "ground": "#FCFCFA",
    "raised": "#F1F3F4",
    "line": "#D3D9DF",
    "ink": "#26323D",
    "strong": "#0B1620",
    "quiet": "#56636F",
    "faint": "#87939E",
    "accent": "#005EB8",
    "accent-ground": "#DDEAF6",
    "on-accent": "#FFFFFF",
    "due": "#8A5A00",
    "due-ground": "#FBEBCB",
    "over": "#B3261E",
    "over-ground": "#FADEDA",
    "declared": "#1D7448",
    "declared-ground": "#DCEFE3",
    "unrecorded": "#4E5A66",
    "unrecorded-ground": "#E3E7EA",
    "concern": "#B4500F",
    "better": "#005EB8",
}

NIGHT_NAME, DAY_NAME = "wardsafe-night", "wardsafe-day"


def theme(name: str) -> Theme:
    """The Textual theme `name`, one of NIGHT_NAME and DAY_NAME; every role becomes a variable."""
    roles = {NIGHT_NAME: NIGHT, DAY_NAME: DAY}[name]
    return Theme(
        name=name,
        primary=roles["accent"],
        secondary=roles["accent"],
        accent=roles["accent"],
        foreground=roles["ink"],
        background=roles["ground"],
        surface=roles["raised"],
        panel=roles["raised"],
        warning=roles["due"],
        error=roles["over"],
        success=roles["declared"],
        dark=name == NIGHT_NAME,
        variables={
            **roles,
            "block-cursor-background": roles["accent"],
            "block-cursor-foreground": roles["on-accent"],
            "block-cursor-text-style": "none",
            "input-cursor-background": roles["accent"],
            "input-cursor-foreground": roles["on-accent"],
            "input-selection-background": roles["accent-ground"],
            "scrollbar": roles["line"],
            "scrollbar-hover": roles["faint"],
            "scrollbar-active": roles["faint"],
            "scrollbar-background": roles["ground"],
            "scrollbar-background-hover": roles["ground"],
            "scrollbar-background-active": roles["ground"],
            "scrollbar-corner-color": roles["ground"],
        },
    )

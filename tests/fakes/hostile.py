"""Text that attacks a terminal or a markup parser, and how to see whether it got through."""

from __future__ import annotations

from typing import Any

MARKUP = "[/] [/ [b]bold[/b] [link=http://evil.example]y[/link]"
CLICK = "[@click=app.quit]press[/]"
TERMINAL = (
    "\x1b]0;evil\x07 \x1b[2J \x1b]52;c;aGk=\x07 \x9b2J \x1b]8;;http://evil.example\x1b\\z\x1b]8;;\x1b\\ \x1bc \x85"
)
BIDI = "\u202eexe.gnp\u2066 \u200b"
HOSTILE = f"{CLICK} {MARKUP} {TERMINAL} {BIDI}"


def got_through(app: Any) -> list[str]:
    """What of the hostile text acts: control characters, actions and links in what is drawn."""
    found = []
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            found += [f"{ord(c):#x} in {segment.text!r}" for c in segment.text if acts(c)]
            meta = segment.style.meta if segment.style else {}
            if "quit" in str(meta.get("@click", "")):
                found.append(f"action {meta}")
            if segment.style and segment.style.link:
                found.append(f"link {segment.style.link}")
    return found


def acts(character: str) -> bool:
    """C0, C1, or a character that reorders or hides text."""
    code = ord(character)
    return code < 0x20 or 0x7F <= code <= 0x9F or character in "\u200b\u202a\u202b\u202d\u202e\u2066\u2067\u2068"

"""From the plain text of the demo's files to the blocks of a page."""

import re
from html import escape

HEADING = re.compile(r"^## (.+)$")


def blocks_of(text: str) -> list[tuple[str, str]]:
    """Return heading and rich-text paragraph blocks; what stands between two headings is one paragraph."""
    blocks: list[tuple[str, str]] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        heading = HEADING.match(part.strip())
        if heading:
            blocks.append(("heading", heading[1]))
            continue
        paragraph = f"<p>{escape(part.strip())}</p>"
        if blocks and blocks[-1][0] == "paragraph":
            blocks[-1] = ("paragraph", blocks[-1][1] + paragraph)
        else:
            blocks.append(("paragraph", paragraph))
    return blocks

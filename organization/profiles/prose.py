"""The plain form of the notice's text: `## ` begins a heading, `- ` an item, an empty line a paragraph."""

from dataclasses import dataclass, field


@dataclass
class Part:
    """A heading, a paragraph, or a list."""

    kind: str
    text: str = ""
    items: list[str] = field(default_factory=list)


def paragraphs_of(text: str) -> list[Part]:
    """Return the parts of a text in order; nothing in it is taken for markup of the page."""
    parts: list[Part] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("## "):
            parts.append(Part("heading", line[3:]))
        elif line.startswith("- "):
            if not parts or parts[-1].kind != "list":
                parts.append(Part("list"))
            parts[-1].items.append(line[2:])
        elif line and parts and parts[-1].kind == "paragraph" and parts[-1].text:
            parts[-1].text += f" {line}"
        elif line:
            parts.append(Part("paragraph", line))
        else:
            parts.append(Part("paragraph"))
    return [part for part in parts if part.text or part.items]

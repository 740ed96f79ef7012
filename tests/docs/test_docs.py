"""The documents say what is true: links lead somewhere, commands and names exist."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]+`")
FOREIGN_FOLDER = re.compile("/" + r"(?:work/(?:main|shared)|root|home/[a-z]+|Users/[A-Za-z]+)" + "/")
TEXT_SUFFIXES = {
    ".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".mjs", ".json", ".yaml", ".yml", ".po", ".sql",
    ".sh", ".cfg", ".ini", ".svg", "",
}  # fmt: skip


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files that belong to the project: those git knows, or all but the ignored folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:  # an unpacked archive
        ignored = {"var", ".venv", "node_modules", ".vnode", ".git", "__pycache__", "dist"}
        paths = [path for path in ROOT.rglob("*") if not ignored.intersection(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def markdown_files() -> list[Path]:
    """Return the project's own Markdown pages."""
    return [path for path in tracked_files() if path.suffix == ".md"]


def prose(text: str) -> str:
    """Return a Markdown text without its code, in which brackets mean something else."""
    return INLINE_CODE.sub("", FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as the common viewers make them."""
    headings = re.findall(r"^#{1,6} +(.+?) *#*$", FENCE.sub("", text), re.MULTILINE)
    plain = [re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def broken_links(page: Path, text: str) -> list[str]:
    """Return the links of a page that lead nowhere in the project."""
    broken = []
    for target in LINK.findall(prose(text)):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        path = (page.parent / name).resolve() if name else page
        if name and not path.exists():
            broken.append(target)
        elif anchor and path.suffix == ".md":
            content = text if path == page else path.read_text(encoding="utf-8")
            if anchor not in anchors(content):
                broken.append(target)
    return broken


def wheel_packages() -> list[Path]:
    """Return the folders of the packages that the wheel holds."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [ROOT / name for name in settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]


@pytest.mark.parametrize("page", markdown_files(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


def test_broken_link_is_found() -> None:
    # given
    text = "# One two\n[a](README.md) [b](gone.md) [c](#one-two) [d](#three) ![e](gone.png)\n`[f](x.md)`"

    # when / then
    assert broken_links(ROOT / "page.md", text) == ["gone.md", "#three", "gone.png"]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_begins_with_the_two_commands(name: str) -> None:
    # given
    lines = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.strip()]

    # when: after the title comes one block of code
    block = lines[1 : lines.index("```", 2) + 1]

    # then
    assert lines[0].startswith("# ")
    assert block[0].startswith("```")
    assert [line.split("#")[0].strip() for line in block[1:-1]] == ["make run", "make test"]


def test_the_commands_of_the_documents_exist() -> None:
    # given
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    # when
    used = {
        (page.name, target)
        for page in markdown_files()
        for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    }

    # then
    assert {target for _, target in used} >= {"run", "test"}
    assert {(page, target) for page, target in used if target not in targets} == set()


def test_the_management_commands_of_the_documents_exist() -> None:
    # given
    ours = {
        path.stem
        for path in tracked_files()
        if path.match("management/commands/*.py") and not path.stem.startswith("_")
    }
    djangos = {"migrate", "check", "test", "shell", "makemigrations", "runserver", "collectstatic"}

    # when
    used = {
        command
        for page in markdown_files()
        for command in re.findall(r"manage\.py ([a-z_]+)", page.read_text(encoding="utf-8"))
    }

    # then
    assert used - ours - djangos == set()


def test_no_file_names_a_folder_of_one_machine() -> None:
    # given
    texts = {
        path: path.read_text(encoding="utf-8", errors="ignore")
        for path in tracked_files()
        if path.suffix in TEXT_SUFFIXES and path.name != "package-lock.json"
    }

    # when
    found = {
        path.relative_to(ROOT).as_posix(): FOREIGN_FOLDER.findall(text)
        for path, text in texts.items()
        if FOREIGN_FOLDER.search(text)
    }

    # then
    assert found == {}


@pytest.mark.parametrize("package", wheel_packages(), ids=lambda package: package.name)
def test_package_says_what_it_holds_and_what_others_may_import(package: Path) -> None:
    # given
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""

    # then
    assert len(docstring) > 120, "it says what the package holds"
    assert "import" in docstring, "it says what others may import"


def glossary() -> list[str]:
    """Return the identifiers in the second column of the glossary's tables."""
    rows = re.findall(
        r"^\| [^|\n]+ \| ([^|\n]+) \| [^|\n]+ \|$",
        (ROOT / "CONTEXT.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return [identifier for cell in rows for identifier in re.findall(r"`([^`]+)`", cell)]


@cache
def source_words() -> frozenset[str]:
    """Return every word of the packages' Python sources."""
    words: set[str] = set()
    for package in wheel_packages():
        for path in package.rglob("*.py"):
            words.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    return frozenset(words)


def test_glossary_holds_identifiers() -> None:
    assert len(glossary()) >= 40


def test_identifiers_of_the_glossary_exist_in_the_code() -> None:
    assert [name for name in glossary() if set(re.findall(r"\w+", name)) - source_words()] == []


def test_decisions_are_numbered_without_gaps_and_complete() -> None:
    # given
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))

    # then
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. "), page.name
        parts = ["\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"]
        assert [part for part in parts if part not in text] == [], page.name


def settings_of_the_readme(name: str) -> set[str]:
    """Return the variables in the first column of a README's table of settings."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_both_readmes_name_the_settings_that_the_program_reads() -> None:
    # given
    sources = [*(ROOT / "site" / "config").rglob("*.py"), ROOT / "Makefile"]
    sources += (ROOT / "core" / "management").rglob("*.py")
    read = " ".join(path.read_text(encoding="utf-8") for path in sources)

    # when
    named = settings_of_the_readme("README.md")

    # then
    assert named == settings_of_the_readme("README.zh-CN.md")
    assert {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "ELASTICSEARCH_URL"} <= named
    assert {name for name in named if not re.search(rf"\b{name}\b", read)} == set()

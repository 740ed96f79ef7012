"""What somebody may do, `organization.authority` says: nobody else reads the grants or compares roles."""

import re
from pathlib import Path

import pytest

from organization.types import Role

ROOT = Path(__file__).resolve().parents[2]
APPS = [
    "accounts",
    "cms_pages",
    "core",
    "evidence",
    "learning",
    "media",
    "organization",
    "outreach",
    "search",
    "site",
]
DECIDES = ("organization/authority.py", "organization/matrix.py", "organization/grants/")
"""The one place: the questions, the table, and the room that gives and takes."""
TOLD_ELSEWHERE = {
    "accounts/conf.py": "which roles need a second factor and one session only; it opens nothing",
    "organization/models.py": "defines the table",
    "organization/types.py": "names the roles",
    "organization/groups.py": "makes one group of Wagtail's for each role that the matrix lets work there",
    "organization/services.py": "ends the grants that hang on a post with it",
    "organization/units/reorganizing.py": "ends the grants of a unit with it",
    "organization/profiles/overview.py": "shows people what they hold and held",
    "organization/profiles/receivers.py": "writes what they hold and held into their personal export",
    "organization/management/commands/create_admin.py": "names the roles of the first two administrators",
    "organization/management/commands/recover_admin.py": "names the roles that two people can recover",
    "outreach/tasks.py": "tells the holder that something changed",
}
"""Who names roles or reads grants and decides nothing by it."""
READS_GRANTS = re.compile(
    r"^from organization\.models import [^\n]*\bGrant\b"
    r"|^    Grant,$"
    r"|\bGrant\.objects\b"
    r"|get_model\(.*Grant"
    r"|\.grants\.(?:all|filter|exclude|exists|get|first|count|values|values_list|effective)\b"
    r"|grants__",
    re.MULTILINE,
)
_NAMES = "|".join(role.value for role in Role if "_" in role.value)
COMPARES_ROLES = re.compile(
    rf"\bRole\.[A-Z]|\broles_that\(|\bholds\(|\bheld\.roles\b|\.role (?:==|!=|in)\b|[\"'](?:{_NAMES})[\"']"
)


def _modules():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and not name.startswith(DECIDES):
                yield name, path.read_text(encoding="utf-8")


def _offends(text):
    return [found.group().strip() for rule in (READS_GRANTS, COMPARES_ROLES) for found in rule.finditer(text)]


@pytest.mark.capability("F043")
def test_nobody_else_reads_the_grants_or_compares_roles():
    offences = {name: _offends(text) for name, text in _modules()}
    found = {name: told for name, told in offences.items() if told}
    assert {name: told for name, told in found.items() if name not in TOLD_ELSEWHERE} == {}, (
        "ask organization.authority (allows, units_allowed, people_allowed, users_allowed, officers_of)"
    )
    assert set(TOLD_ELSEWHERE) - set(found) == set(), "needs no exception any more"


@pytest.mark.parametrize(
    "line",
    [
        "from organization.models import Grant, Unit",
        "held = Grant.objects.effective(today, today)",
        "if user.grants.filter(role=wanted).exists():",
        "people = Person.objects.filter(user__grants__role=x)",
        "if grant.role in wanted:",
        "if authority.holds(user, wanted):",
        "if held.roles & wanted:",
        'if name == "final_reviewer":',
        "if Role.EDITOR in found:",
    ],
)
def test_the_rule_finds_what_it_forbids(line):
    assert _offends(line)

"""The page about security levels tells what the table in the code asks for."""

import re
from pathlib import Path

import pytest

from accounts.conf import PROFILES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security-profile.md"
ROLES = {
    "administrators": {"system_admin", "security_admin", "audit_admin"},
    "secretaries": {"party_committee_admin", "general_branch_secretary", "branch_secretary"},
    "study auditors": {"study_auditor"},
}


def _told(item: str, level: int) -> str:
    row = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {item}"))
    return row.strip("| ").split("|")[level - 1].strip()


def _roles(text: str) -> set[str]:
    return set().union(*(ROLES[name] for name in re.split(r",\s*", text)))


@pytest.mark.parametrize("level", [2, 3])
def test_page_tells_what_a_level_asks_for(level: int) -> None:
    profile = PROFILES[level]
    assert profile.level == level
    assert _told("Idle minutes", level) == str(profile.idle_minutes)
    assert _told("Longest session", level) == str(profile.absolute_hours)
    assert _told("Days before a password", level) == str(profile.password_days)
    assert _roles(_told("Second factor", level)) == profile.second_factor_roles
    assert _roles(_told("One session", level)) == profile.one_session_roles

"""The words of the organization app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitKind(models.TextChoices):
    """What a unit is; group organizations hang on the same tree."""

    PARTY_COMMITTEE = "party_committee", _("Party committee")
    GENERAL_BRANCH = "general_branch", _("General branch")
    BRANCH = "branch", _("Branch")
    PARTY_GROUP = "party_group", _("Party group")
    UNION = "union", _("Trade union")
    YOUTH_LEAGUE = "youth_league", _("Youth league")


class PartyStatus(models.TextChoices):
    """How a person stands to the party; sensitive, shown only where it is needed."""

    FULL_MEMBER = "full_member", _("Full member")
    PROBATIONARY = "probationary", _("Probationary member")
    DEVELOPMENT_CANDIDATE = "candidate", _("Development candidate")
    ACTIVIST = "activist", _("Activist")
    EMPLOYEE = "employee", _("Employee")


class MembershipKind(models.TextChoices):
    """Which relation a membership is; a person has at most one open membership of a kind."""

    RELATION = "relation", _("Organization relation")
    GROUP = "group", _("Party group")
    UNION = "union", _("Trade union")
    YOUTH_LEAGUE = "youth_league", _("Youth league")

    @classmethod
    def of_unit(cls, kind: str) -> "MembershipKind":
        """Return the kind of membership that a unit of this kind gives."""
        special = {
            UnitKind.PARTY_GROUP.value: cls.GROUP,
            UnitKind.UNION.value: cls.UNION,
            UnitKind.YOUTH_LEAGUE.value: cls.YOUTH_LEAGUE,
        }
        return special.get(str(kind), cls.RELATION)


class PostKind(models.TextChoices):
    """A post in a unit."""

    SECRETARY = "secretary", _("Secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("Deputy secretary")
    ORGANIZATION_COMMISSIONER = "organization_commissioner", _("Organization commissioner")
    PUBLICITY_COMMISSIONER = "publicity_commissioner", _("Publicity commissioner")
    DISCIPLINE_COMMISSIONER = "discipline_commissioner", _("Discipline commissioner")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    GROUP_LEADER = "group_leader", _("Party group leader")


class Role(models.TextChoices):
    """What a grant lets a user be in its scope."""

    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")
    STUDY_AUDITOR = "study_auditor", _("Study record auditor")
    PARTY_COMMITTEE_ADMIN = "party_committee_admin", _("Party committee administrator")
    GENERAL_BRANCH_SECRETARY = "general_branch_secretary", _("General branch secretary")
    BRANCH_SECRETARY = "branch_secretary", _("Branch secretary")
    ORGANIZATION_COMMISSIONER = "organization_commissioner", _("Organization commissioner")
    PUBLICITY_COMMISSIONER = "publicity_commissioner", _("Publicity commissioner")
    DISCIPLINE_COMMISSIONER = "discipline_commissioner", _("Discipline commissioner")
    MASS_ORG_OFFICER = "mass_org_officer", _("Mass organization officer")
    PARTY_GROUP_LEADER = "party_group_leader", _("Party group leader")
    EDITOR = "editor", _("Editor")
    FIRST_REVIEWER = "first_reviewer", _("First reviewer")
    SECOND_REVIEWER = "second_reviewer", _("Second reviewer")
    FINAL_REVIEWER = "final_reviewer", _("Final reviewer and publisher")
    TRAINER = "trainer", _("Trainer")
    MODERATOR = "moderator", _("Moderator")
    MEMBER = "member", _("Member")


ADMINISTRATOR_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""The three administrators, who watch each other: nobody holds two of these roles, nobody gives one alone."""


class GrantScope(models.TextChoices):
    """How far a grant reaches from its unit: the unit, its direct children too, or all below it too."""

    SELF = "self", _("This unit")
    CHILDREN = "children", _("This unit and its direct children")
    SUBTREE = "subtree", _("This unit and everything below")


class Verb(models.TextChoices):
    """What a grant lets its holder do with the records of its scope."""

    VIEW = "view", pgettext_lazy("verb of a grant", "View")
    MANAGE = "manage", pgettext_lazy("verb of a grant", "Manage")
    SERVE = "serve", pgettext_lazy("verb of a grant", "Serve")


class GrantVerbs(models.TextChoices):
    """To which verbs a grant narrows what its role may do; who manages or serves also views."""

    VIEW = "view", pgettext_lazy("verbs of a grant", "View only")
    MANAGE = "view,manage", pgettext_lazy("verbs of a grant", "View and manage")
    SERVE = "view,serve", pgettext_lazy("verbs of a grant", "View and serve")
    ALL = "view,manage,serve", pgettext_lazy("verbs of a grant", "All that the role may")


class Subject(models.TextChoices):
    """What a verb is about."""

    CHART = "chart", _("Organization chart")
    UNITS = "units", _("Units and terms")
    ROSTER = "roster", _("Roster")
    ROSTER_DETAILS = "roster_details", _("Roster with names and particulars")
    ROSTER_MASKED = "roster_masked", _("Roster with masked names")
    GROUP_NAMES = "group_names", _("Names of a party group")
    CONTACTS = "contacts", _("Contact data")
    DEVELOPMENT = "development", _("Member development")
    TRANSFERS = "transfers", _("Transfers of organization relations")
    MOBILE = "mobile", _("Mobile members")
    MOBILE_SUMS = "mobile_sums", _("Numbers of mobile members")
    STUDY_RECORDS = "study_records", _("Study records")
    STUDY_NAMES = "study_names", _("Names in study records")
    TEXTS = "texts", _("Texts")
    FIRST_REVIEW = "first_review", _("First review")
    SECOND_REVIEW = "second_review", _("Second review")
    FINAL_REVIEW = "final_review", _("Final review")
    CONTENT_ADMIN = "content_admin", _("Content admin")
    GRANTS = "grants", _("Grants")
    ADMINISTRATORS = "administrators", _("Administrators")
    ACCOUNTS = "accounts", _("Accounts")
    CODES = "codes", _("One-time codes")
    AUDIT_LOG = "audit_log", _("Audit log")

"""Which role may do what with which sort of record: the table behind `organization.authority`.

What is one's own everybody may see; that needs no row here. A role that is not named for a subject may
do nothing with it.
"""

from organization.types import Role, Subject, Verb

VIEW, MANAGE, SERVE = Verb.VIEW, Verb.MANAGE, Verb.SERVE

MATRIX: dict[Subject, dict[Role, frozenset[Verb]]] = {
    Subject.CHART: dict.fromkeys(Role, frozenset({VIEW})),
    Subject.UNITS: {
        Role.PARTY_COMMITTEE_ADMIN: frozenset({VIEW, MANAGE, SERVE}),
        Role.GENERAL_BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, SERVE}),
        Role.SYSTEM_ADMIN: frozenset({VIEW, MANAGE}),
    },
    Subject.ROSTER: {
        Role.PARTY_COMMITTEE_ADMIN: frozenset({VIEW}),
        Role.GENERAL_BRANCH_SECRETARY: frozenset({VIEW}),
        Role.BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, MANAGE, SERVE}),
        Role.PARTY_GROUP_LEADER: frozenset({VIEW}),
        Role.SYSTEM_ADMIN: frozenset({VIEW, MANAGE}),
    },
    Subject.CONTACTS: {
        Role.BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, MANAGE, SERVE}),
    },
    Subject.DEVELOPMENT: {
        Role.PARTY_COMMITTEE_ADMIN: frozenset({VIEW, SERVE}),
        Role.GENERAL_BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, MANAGE, SERVE}),
    },
    Subject.TRANSFERS: {
        Role.PARTY_COMMITTEE_ADMIN: frozenset({VIEW, SERVE}),
        Role.GENERAL_BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.BRANCH_SECRETARY: frozenset({VIEW, MANAGE, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, MANAGE, SERVE}),
    },
    Subject.MOBILE: {
        Role.BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, MANAGE, SERVE}),
        Role.PARTY_GROUP_LEADER: frozenset({VIEW}),
    },
    Subject.STUDY_RECORDS: {
        Role.BRANCH_SECRETARY: frozenset({VIEW}),
        Role.STUDY_AUDITOR: frozenset({VIEW}),
    },
    Subject.CODES: {
        Role.BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, SERVE}),
        Role.SYSTEM_ADMIN: frozenset({VIEW, SERVE}),
    },
    Subject.GRANTS: {
        Role.SECURITY_ADMIN: frozenset({VIEW, MANAGE}),
        Role.SYSTEM_ADMIN: frozenset({VIEW}),
        Role.AUDIT_ADMIN: frozenset({VIEW}),
    },
    Subject.ACCOUNTS: {
        Role.SYSTEM_ADMIN: frozenset({VIEW, MANAGE}),
        Role.SECURITY_ADMIN: frozenset({VIEW, SERVE}),
        Role.BRANCH_SECRETARY: frozenset({SERVE}),
    },
    Subject.AUDIT_LOG: {Role.AUDIT_ADMIN: frozenset({VIEW})},
}


def roles_that(verb: Verb | str, subject: Subject | str) -> frozenset[Role]:
    """Return the roles that may do this with records of this sort."""
    rows = MATRIX[Subject(subject)]
    return frozenset(role for role, verbs in rows.items() if Verb(verb) in verbs)

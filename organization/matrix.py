"""Which role may do what with which sort of record: the table behind `organization.authority`.

What is one's own everybody may see; that needs no row here. A role that is not named for a subject may
do nothing with it.
"""

from organization.types import Role, Subject, Verb

VIEW, MANAGE, SERVE = Verb.VIEW, Verb.MANAGE, Verb.SERVE
LOOK, WORK = frozenset({VIEW}), frozenset({VIEW, MANAGE})

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
    Subject.ROSTER_DETAILS: {
        Role.BRANCH_SECRETARY: LOOK,
        Role.ORGANIZATION_COMMISSIONER: LOOK,
        Role.SYSTEM_ADMIN: LOOK,
    },
    Subject.ROSTER_MASKED: {Role.PARTY_COMMITTEE_ADMIN: LOOK, Role.GENERAL_BRANCH_SECRETARY: LOOK},
    Subject.GROUP_NAMES: {Role.PARTY_GROUP_LEADER: LOOK},
    Subject.CONTACTS: {
        Role.BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, MANAGE, SERVE}),
    },
    # A case is kept by its branch (manage); a superior records its own steps and plans (serve). The
    # secretary keeps cases too: a branch of fewer than seven members has no commissioner.
    Subject.DEVELOPMENT: {
        Role.PARTY_COMMITTEE_ADMIN: frozenset({VIEW, SERVE}),
        Role.GENERAL_BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.BRANCH_SECRETARY: frozenset({VIEW, MANAGE, SERVE}),
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
    Subject.MOBILE_SUMS: {Role.PARTY_COMMITTEE_ADMIN: LOOK, Role.GENERAL_BRANCH_SECRETARY: LOOK},
    Subject.STUDY_RECORDS: {
        Role.BRANCH_SECRETARY: frozenset({VIEW}),
        Role.STUDY_AUDITOR: frozenset({VIEW}),
    },
    Subject.CODES: {
        Role.BRANCH_SECRETARY: frozenset({VIEW, SERVE}),
        Role.ORGANIZATION_COMMISSIONER: frozenset({VIEW, SERVE}),
        Role.SYSTEM_ADMIN: frozenset({VIEW, SERVE}),
    },
    Subject.STUDY_NAMES: {Role.BRANCH_SECRETARY: LOOK},
    Subject.TEXTS: {
        Role.EDITOR: WORK,
        Role.FIRST_REVIEWER: LOOK,
        Role.SECOND_REVIEWER: LOOK,
        Role.FINAL_REVIEWER: LOOK,
    },
    Subject.FIRST_REVIEW: {Role.FIRST_REVIEWER: WORK},
    Subject.SECOND_REVIEW: {Role.SECOND_REVIEWER: WORK},
    Subject.FINAL_REVIEW: {Role.FINAL_REVIEWER: WORK},
    Subject.CONTENT_ADMIN: {
        Role.EDITOR: WORK,
        Role.FIRST_REVIEWER: WORK,
        Role.SECOND_REVIEWER: WORK,
        Role.FINAL_REVIEWER: WORK,
        Role.SYSTEM_ADMIN: WORK,
    },
    Subject.GRANTS: {
        Role.SECURITY_ADMIN: frozenset({VIEW, MANAGE}),
        Role.SYSTEM_ADMIN: frozenset({VIEW}),
        Role.AUDIT_ADMIN: frozenset({VIEW}),
    },
    Subject.ADMINISTRATORS: {Role.SECURITY_ADMIN: WORK, Role.SYSTEM_ADMIN: WORK},
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

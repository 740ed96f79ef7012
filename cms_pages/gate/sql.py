"""The parts of SQL that the invariant and the triggers share, for SQLite and PostgreSQL alike."""


def candidate_texts() -> str:
    """Return candidates as a table with their stages and makers as text, named `candidate`."""
    return """(SELECT id, page_id, revision_id, digest, author_id, submitter_id, editor_id,
                       CAST(stages AS TEXT) AS stages_text,
                       REPLACE(REPLACE(REPLACE(CAST(contributors AS TEXT), ' ', ''), '[', ','), ']', ',')
                         AS makers_text
                FROM cms_pages_candidate) AS candidate"""


APPROVALS_COUNTED = """(SELECT COUNT(DISTINCT approval.approver_id)
                 FROM cms_pages_approval AS approval
                 WHERE approval.candidate_id = candidate.id
                   AND approval.approver_id <> candidate.author_id
                   AND approval.approver_id <> candidate.submitter_id
                   AND approval.approver_id <> candidate.editor_id
                   AND candidate.makers_text NOT LIKE '%,' || CAST(approval.approver_id AS TEXT) || ',%'
                   AND candidate.stages_text LIKE '%"' || approval.stage || '"%')"""
"""How many people, none of whom made the text, passed a stage that the candidate asked for."""

STAGES_ASKED = "(LENGTH(candidate.stages_text) - LENGTH(REPLACE(candidate.stages_text, '\"', ''))) / 2"
"""How many stages the candidate asked for."""

"""The gate's last line: what the database itself refuses, to SQL, `update()` and `bulk_create` too.

A page is live only with an open release of its live revision and under the title that was approved. A
release exists only over the approvals that its candidate asked for, and opens again only after a
take-down was put back by a second person. A submitted revision keeps its content; a candidate keeps
what it pinned. A file that an open release shows keeps its bytes and its words. Texts in the tables of
the page types are compared by `check_publication`.

SQLite silently drops the triggers of a table that a migration rebuilds, so they are installed after
each `migrate`; `missing_triggers` tells a start-up check when one is gone.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections

from cms_pages.gate.sql import APPROVALS_COUNTED, STAGES_ASKED, candidate_texts
from core.append_only import read_triggers


@dataclass(frozen=True)
class Rule:
    """One refusal: on which event of which table, when, and the words of the error."""

    name: str
    event: str
    table: str
    when: str
    words: str


_OPEN_RELEASE = """EXISTS (
  SELECT 1 FROM cms_pages_release AS permit JOIN wagtailcore_revision AS approved
    ON approved.id = permit.revision_id
  WHERE permit.page_id = NEW.id AND permit.revision_id = NEW.live_revision_id AND permit.state = 'open'
    AND NEW.title = {title})"""

_TITLE = {
    "sqlite": "json_extract(approved.content, '$.title')",
    "postgresql": "(approved.content ->> 'title')",
}


def rules_for(vendor: str) -> list[Rule]:
    """Return the refusals in the words of one database (`sqlite` or `postgresql`)."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    open_release = _OPEN_RELEASE.format(title=_TITLE[vendor])
    live = "NEW.live AND NEW.depth > 1"

    def changed(*columns: str) -> str:
        return "(" + " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns) + ")"

    return [
        Rule("gate_page_i", "INSERT", "wagtailcore_page", live, "only reviewed content can go live"),
        Rule(
            "gate_page_u",
            "UPDATE",
            "wagtailcore_page",
            f"{live} AND (NEW.alias_of_id IS NOT NULL OR NOT {open_release})",
            "only reviewed content can go live",
        ),
        Rule(
            "gate_page_d",
            "DELETE",
            "wagtailcore_page",
            "OLD.live AND OLD.depth > 1",
            "a live page is taken down before it is deleted",
        ),
        Rule(
            "gate_release_i",
            "INSERT",
            "cms_pages_release",
            f"NOT EXISTS (SELECT 1 FROM {candidate_texts()} WHERE candidate.id = NEW.candidate_id"
            " AND candidate.page_id = NEW.page_id AND candidate.revision_id = NEW.revision_id"
            f" AND candidate.digest = NEW.digest AND {APPROVALS_COUNTED} = {STAGES_ASKED})",
            "a release needs every approval",
        ),
        Rule(
            "gate_release_u",
            "UPDATE",
            "cms_pages_release",
            changed("page_id", "revision_id", "digest", "candidate_id")
            + " OR (OLD.state = 'ended' AND NEW.state = 'open' AND NOT EXISTS ("
            "SELECT 1 FROM cms_pages_takedown AS down"
            " WHERE down.release_id = NEW.id AND down.restored_by_id IS NOT NULL))",
            "a release never changes",
        ),
        Rule("gate_release_d", "DELETE", "cms_pages_release", "", "a release never goes"),
        Rule(
            "gate_candidate_u",
            "UPDATE",
            "cms_pages_candidate",
            changed("page_id", "revision_id", "workflow_state_id", "digest", "author_id", "submitter_id")
            + " OR "
            + changed("editor_id", _text("stages", vendor), _text("contributors", vendor)),
            "what was submitted is pinned",
        ),
        Rule("gate_candidate_d", "DELETE", "cms_pages_candidate", "", "a candidate never goes"),
        Rule(
            "gate_revision_u",
            "UPDATE",
            "wagtailcore_revision",
            changed("content") + " AND EXISTS (SELECT 1 FROM cms_pages_candidate AS pinned"
            " WHERE pinned.revision_id = OLD.id)",
            "a submitted text cannot be rewritten",
        ),
        Rule(
            "gate_schedule_u",
            "UPDATE",
            "wagtailcore_revision",
            "NEW.approved_go_live_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cms_pages_release AS permit"
            " WHERE permit.revision_id = NEW.id AND permit.state = 'open')",
            "only reviewed content can go live",
        ),
        *(
            Rule(
                f"gate_{kind}_{event[0].lower()}",
                event,
                f"media_{kind}",
                f"{changed('file', 'sha256', *words) if event == 'UPDATE' else '1=1'}"
                f" AND {_SHOWN_FILE.format(kind=kind)}",
                "a published text shows this file",
            )
            for kind, words in _FILE_WORDS.items()
            for event in ("UPDATE", "DELETE")
        ),
    ]


_FILE_WORDS = {
    "image": (
        "title",
        "description",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    ),
    "document": ("title",),
}
_SHOWN_FILE = """EXISTS (
  SELECT 1 FROM cms_pages_releaseasset AS shown JOIN cms_pages_release AS permit
    ON permit.id = shown.release_id
  WHERE shown.kind = '{kind}' AND shown.object_id = OLD.id AND permit.state = 'open')"""


def _text(column: str, vendor: str) -> str:
    return column if vendor == "sqlite" else f"{column}::text"


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Create the triggers where their tables exist; repeating it changes nothing."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    rules = rules_for(connection.vendor)
    if not {rule.table for rule in rules} <= tables:
        return
    with connection.cursor() as cursor:
        for rule in rules:
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{rule.name}"')
                when = f"WHEN {rule.when}" if rule.when else ""
                cursor.execute(
                    f'CREATE TRIGGER "{rule.name}" BEFORE {rule.event} ON "{rule.table}" {when} '
                    f"BEGIN SELECT RAISE(ABORT, '{rule.words}'); END"
                )
            else:
                # Sub-queries are not allowed in WHEN there, so the function asks.
                row = "OLD" if rule.event == "DELETE" else "NEW"
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$BEGIN IF {rule.when or 'TRUE'} THEN RAISE EXCEPTION '{rule.words}' "
                    f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END$$"
                )
                cursor.execute(
                    f'CREATE OR REPLACE TRIGGER "{rule.name}" BEFORE {rule.event} ON "{rule.table}" '
                    f"FOR EACH ROW EXECUTE FUNCTION {rule.name}()"
                )


def missing_triggers(using: str = "default") -> list[str]:
    """Return the names of the gate's triggers that should be there and are not."""
    return sorted({rule.name for rule in rules_for(connections[using].vendor)} - read_triggers(using))


def drop_triggers(using: str = "default", **kwargs: Any) -> None:
    """Remove the triggers: before a migration, and for tests that empty tables or rehearse a break-in."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for rule in rules_for(connection.vendor):
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{rule.name}"')
            elif rule.table in tables:
                cursor.execute(f'DROP TRIGGER IF EXISTS "{rule.name}" ON "{rule.table}"')

"""Who in another relation to the owner's unit gets something else than the stranger, route by route."""

from support.world import RELATIONS

OFFICERS = (
    "commissioner",
    "group_secretary",
    "sibling_commissioner",
    "prefix_commissioner",
    "parent_admin",
    "self_admin",
    "outside_admin",
    "viewing_commissioner",
)
"""Who works for some unit today, whichever."""
OUT_OF_REACH = (
    "group_secretary",
    "sibling_commissioner",
    "prefix_commissioner",
    "self_admin",
    "outside_admin",
)
"""Those of the officers whose grant does not cover the owner's unit."""
BRANCH_OFFICERS = ("commissioner", "group_secretary", "sibling_commissioner", "prefix_commissioner")
"""The officers of branches and groups who may do more than look."""
IN_REACH = ("commissioner", "parent_admin", "viewing_commissioner")
"""Those of the officers whose grant covers the owner's unit."""
COMMISSIONERS = ("commissioner", "sibling_commissioner", "prefix_commissioner")
"""The organization commissioners of branches who may do more than look."""
OF_OTHER_BRANCHES = ("sibling_commissioner", "prefix_commissioner")
"""The commissioners of other branches."""


def _each(status: int, *names: str) -> dict[str, int]:
    return dict.fromkeys(names, status)


BOTH_SIDES = _each(200, "commissioner", "parent_admin", "viewing_commissioner", "sibling_commissioner")
"""Who sees a relation on its way from the owner's unit to the one beside it."""
BEGINNERS = _each(200, "commissioner") | _each(404, *OF_OTHER_BRANCHES)
"""Who begins something for a member of the owner's unit; others may at their own."""
ONLOOKERS = _each(403, "parent_admin", "viewing_commissioner")
"""Who sees what the owner's unit keeps, and does nothing with it."""
KEEPERS = _each(403, "viewing_commissioner")
"""The same of the unit's mobile members, whom the superior does not see one by one."""


def _acts(action: str, *done_by: str, seen_by: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Return the rows of one action with a transfer: the form, and the API that does the same."""
    refused, api = _each(403, *seen_by), f"POST /api/v1/transfers/<int:transfer_id>/steps/<action> {action}"
    return {
        f"POST organization:transfer_{action}": refused | _each(302, *done_by),
        api: refused | _each(200, *done_by),
    }


RELATED: dict[str, dict[str, int]] = {
    "GET organization:transfers": _each(200, *OFFICERS),
    "GET organization:transfer_draft": BEGINNERS,
    "POST organization:transfer_draft": BEGINNERS | _each(302, "commissioner"),
    "GET organization:transfer_register": BEGINNERS,
    "POST organization:transfer_register": BEGINNERS | _each(302, "commissioner"),
    "GET organization:transfer": BOTH_SIDES,
    "GET organization:transfer a draft": _each(200, *IN_REACH),
    "GET organization:transfer_change": ONLOOKERS | _each(200, "commissioner"),
    "POST organization:transfer_change": ONLOOKERS | _each(302, "commissioner"),
    "GET organization:transfer_letter": BOTH_SIDES,
    "GET organization:transfer_slip": BOTH_SIDES,
    **_acts("send", "commissioner", seen_by=IN_REACH),
    **_acts("approve", "parent_admin", "self_admin", seen_by=IN_REACH),
    **_acts("receive", "sibling_commissioner", seen_by=IN_REACH),
    **_acts("return", "sibling_commissioner", seen_by=IN_REACH),
    **_acts("withdraw", "commissioner", seen_by=(*IN_REACH, "sibling_commissioner")),
    **_acts("renew", "commissioner", seen_by=(*IN_REACH, "sibling_commissioner")),
    "GET organization:codes": _each(200, *BRANCH_OFFICERS),
    "GET organization:code_ask": _each(200, *BRANCH_OFFICERS),
    "POST organization:code_ask": _each(302, "commissioner")
    | _each(422, "group_secretary", "sibling_commissioner", "prefix_commissioner"),
    "POST organization:code_confirm": _each(200, "commissioner"),
    "POST organization:code_withdraw": _each(302, "commissioner"),
    "GET organization:mobile": _each(200, *OFFICERS),
    "GET organization:mobile_register": BEGINNERS,
    "POST organization:mobile_register": BEGINNERS | _each(302, "commissioner"),
    "GET organization:mobile_register_guest": BEGINNERS,
    "POST organization:mobile_register_guest": BEGINNERS | _each(302, "commissioner"),
    "GET organization:mobile_stay": _each(200, "commissioner", "viewing_commissioner"),
    "POST organization:mobile_contact": KEEPERS | _each(302, "commissioner"),
    "POST organization:mobile_expect": KEEPERS | _each(302, "commissioner"),
    "POST organization:mobile_end": KEEPERS | _each(302, "commissioner"),
    "POST organization:mobile_cancel": KEEPERS | _each(302, "commissioner"),
    "POST organization:mobile_phone": _each(200, "commissioner", "viewing_commissioner"),
    "GET organization:posts": _each(200, *OFFICERS),
    "GET organization:relation_rules": _each(200, *OFFICERS),
    "GET /api/v1/transfers": _each(200, *OFFICERS),
    "POST /api/v1/transfers": _each(201, "commissioner"),
    "POST /api/v1/transfers/letters": _each(201, "commissioner"),
    "GET /api/v1/transfers/<int:transfer_id>": BOTH_SIDES,
    "PATCH /api/v1/transfers/<int:transfer_id>": ONLOOKERS | _each(200, "commissioner"),
    "GET /api/v1/mobile": _each(200, *BRANCH_OFFICERS, "viewing_commissioner"),
    "POST /api/v1/mobile": _each(201, "commissioner"),
    "POST /api/v1/mobile/guests": _each(201, "commissioner"),
    "GET /api/v1/mobile/<int:stay_id>": _each(200, "commissioner", "viewing_commissioner"),
    "POST /api/v1/mobile/<int:stay_id>/contacts": KEEPERS | _each(201, "commissioner"),
    "POST /api/v1/mobile/<int:stay_id>/expected-return": KEEPERS | _each(200, "commissioner"),
    "POST /api/v1/mobile/<int:stay_id>/end": KEEPERS | _each(200, "commissioner"),
    "POST /api/v1/mobile/<int:stay_id>/cancel": KEEPERS | _each(200, "commissioner"),
    "GET /api/v1/posts": _each(200, *OFFICERS),
    "GET /api/v1/relations/rules": _each(200, *OFFICERS),
    "GET learning:record_people": _each(200, "group_secretary"),
    "GET organization:unit_people": _each(200, *IN_REACH),
    "GET organization:terms": _each(200, *OFFICERS),
    "GET organization:coverage": _each(200, *OFFICERS),
    "GET organization:unit_set_up": _each(200, "parent_admin", "self_admin", "outside_admin"),
    "GET organization:unit_rename": _each(200, "parent_admin"),
    "GET organization:unit_move": _each(200, "parent_admin"),
    "GET organization:unit_merge": _each(200, "parent_admin"),
    "GET organization:unit_split": _each(200, "parent_admin"),
    "GET organization:unit_dissolve": _each(200, "parent_admin"),
    "GET organization:committee_elect": _each(200, "parent_admin"),
    "GET organization:committee_postpone": _each(200, "parent_admin"),
    "GET organization:committee_end": _each(200, "parent_admin"),
    "POST organization:unit_set_up": _each(302, "parent_admin", "self_admin") | _each(422, "outside_admin"),
    "POST organization:unit_rename": _each(302, "parent_admin"),
    "POST organization:unit_move": _each(302, "parent_admin"),
    "POST organization:unit_merge": _each(302, "parent_admin"),
    "POST organization:unit_split": _each(302, "parent_admin"),
    "POST organization:unit_dissolve": _each(302, "parent_admin"),
    "POST organization:committee_elect": _each(302, "parent_admin"),
    "POST organization:committee_postpone": _each(302, "parent_admin"),
    "POST organization:committee_end": _each(302, "parent_admin"),
    "GET /api/v1/organization/terms": _each(200, *OFFICERS),
    "GET /api/v1/organization/coverage": _each(200, *OFFICERS),
    "POST /api/v1/organization/units": _each(201, "parent_admin", "self_admin"),
    "POST /api/v1/organization/units/<int:unit_id>/committees": _each(201, "parent_admin"),
    "POST /api/v1/organization/units/<int:unit_id>/rename": _each(200, "parent_admin"),
    "POST /api/v1/organization/units/<int:unit_id>/move": _each(200, "parent_admin"),
    "POST /api/v1/organization/units/<int:unit_id>/merge": _each(200, "parent_admin"),
    "POST /api/v1/organization/units/<int:unit_id>/split": _each(200, "parent_admin"),
    "POST /api/v1/organization/units/<int:unit_id>/dissolve": _each(200, "parent_admin"),
    "POST /api/v1/organization/committees/<int:committee_id>/postpone": _each(200, "parent_admin"),
    "POST /api/v1/organization/committees/<int:committee_id>/end": _each(200, "parent_admin"),
    "POST organization:withdraw_closing": _each(404, *RELATIONS),
    "GET organization:requests": _each(200, *BRANCH_OFFICERS),
    "GET organization:answer_correction": _each(200, "commissioner"),
    "POST organization:answer_correction": _each(302, "commissioner"),
    "GET organization:sensitive_views": _each(200, "audit_admin"),
    "GET /api/v1/corrections": _each(200, *BRANCH_OFFICERS),
    "POST /api/v1/corrections/<request_id>/decision": _each(200, "commissioner"),
    "GET organization:roster": _each(200, *OFFICERS),
    "GET organization:roster_person": _each(200, *IN_REACH) | _each(404, *OUT_OF_REACH),
    "GET organization:roster_enter": _each(200, *COMMISSIONERS),
    "POST organization:roster_enter": _each(302, "commissioner") | _each(422, *OF_OTHER_BRANCHES),
    "POST organization:roster_export": _each(200, *COMMISSIONERS),
    "GET organization:roster_template": _each(200, *COMMISSIONERS),
    "GET organization:roster_imports": _each(200, *COMMISSIONERS),
    "POST organization:roster_imports": _each(422, *COMMISSIONERS),
    "GET organization:roster_import": _each(404, *COMMISSIONERS),
    "GET organization:roster_import_report": _each(404, *COMMISSIONERS),
    "POST organization:roster_import_confirm": _each(404, *COMMISSIONERS),
    "POST organization:roster_import_discard": _each(404, *COMMISSIONERS),
    "GET organization:roster_feeds": _each(200, *COMMISSIONERS),
    "POST organization:roster_feed_accept": _each(302, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST organization:roster_feed_decline": _each(302, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "GET organization:roster_correct": _each(200, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "GET organization:roster_standing": _each(200, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "GET organization:roster_join": _each(200, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "GET organization:roster_post": _each(200, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST organization:roster_correct": _each(302, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST organization:roster_standing": _each(302, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST organization:roster_join": _each(422, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST organization:roster_post": _each(422, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "GET organization:roster_leave": _each(200, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST organization:roster_leave": _each(302, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "GET organization:roster_end_post": _each(200, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST organization:roster_end_post": _each(302, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "GET /api/v1/people": _each(200, *OFFICERS),
    "POST /api/v1/people": _each(201, "commissioner") | _each(422, *OF_OTHER_BRANCHES),
    "POST /api/v1/people/export": _each(200, *COMMISSIONERS),
    "GET /api/v1/people/proposals": _each(200, *COMMISSIONERS),
    "POST /api/v1/people/proposals/<int:proposal_id>/decision": _each(200, "commissioner")
    | _each(404, *OF_OTHER_BRANCHES),
    "GET /api/v1/people/imports/<uuidstr:job_id>": _each(404, *COMMISSIONERS),
    "POST /api/v1/people/imports/<uuidstr:job_id>/decision": _each(404, *COMMISSIONERS),
    "GET /api/v1/people/<int:person_id>": _each(200, "commissioner", "viewing_commissioner")
    | _each(404, *OUT_OF_REACH)
    | _each(422, "parent_admin"),
    "PATCH /api/v1/people/<int:person_id>": _each(200, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST /api/v1/people/<int:person_id>/standings": _each(201, "commissioner")
    | _each(404, *OF_OTHER_BRANCHES),
    "POST /api/v1/people/<int:person_id>/memberships": _each(422, "commissioner")
    | _each(404, *OF_OTHER_BRANCHES),
    "POST /api/v1/people/<int:person_id>/posts": _each(422, "commissioner") | _each(404, *OF_OTHER_BRANCHES),
    "POST /api/v1/people/memberships/<int:membership_id>/end": _each(200, "commissioner")
    | _each(404, *OF_OTHER_BRANCHES),
    "POST /api/v1/people/posts/<int:post_id>/end": _each(200, "commissioner")
    | _each(404, *OF_OTHER_BRANCHES),
    "GET organization:development": _each(200, *OFFICERS),
    "GET organization:development_open": BEGINNERS,
    "POST organization:development_open": BEGINNERS | _each(302, "commissioner"),
    "GET organization:development_plan": _each(200, *OFFICERS),
    "POST organization:development_plan": _each(404, *OUT_OF_REACH) | _each(302, "parent_admin"),
    "GET organization:development_rules": _each(200, *OFFICERS),
    "GET organization:development_case": _each(200, *IN_REACH),
    "GET organization:development_print": _each(200, *IN_REACH),
    "GET organization:development_close": _each(200, "commissioner") | ONLOOKERS,
    "POST organization:development_close": _each(302, "commissioner") | ONLOOKERS,
    "POST organization:development_record": _each(302, "commissioner") | ONLOOKERS,
    "POST organization:development_record a step of the superior": _each(
        403, "commissioner", "viewing_commissioner"
    )
    | _each(409, "parent_admin"),
    "GET organization:development_correct": _each(200, "commissioner") | ONLOOKERS,
    "POST organization:development_correct": _each(302, "commissioner") | ONLOOKERS,
    "GET /api/v1/development/cases": _each(200, *OFFICERS),
    "POST /api/v1/development/cases": _each(201, "commissioner"),
    "GET /api/v1/development/cases/<int:case_id>": _each(200, *IN_REACH),
    "POST /api/v1/development/cases/<int:case_id>/records": _each(201, "commissioner") | ONLOOKERS,
    "POST /api/v1/development/cases/<int:case_id>/records/<int:record_id>/correction": _each(
        200, "commissioner"
    )
    | ONLOOKERS,
    "POST /api/v1/development/cases/<int:case_id>/closing": _each(200, "commissioner") | ONLOOKERS,
    "GET /api/v1/development/plan": _each(200, *OFFICERS),
    "POST /api/v1/development/plan": _each(403, "commissioner", "viewing_commissioner")
    | _each(200, "parent_admin"),
    "GET /api/v1/development/rules": _each(200, *OFFICERS),
}

"""Who gets what from each route: one row for each route, method and case. A new route needs a row.

Everything personal in the world belongs to the owner, so each other role meets somebody else's
thing; what is marked `own` is what each one has of their own, so that nobody reads another's.
"""

from typing import Any

from support.expectation import ANYBODY, LEARNER, LEARNER_API, SIGNED_IN, SIGNED_IN_API, api, form, page, who
from support.expected import (
    checks,
    claims,
    codes,
    comments,
    development,
    factors,
    grants,
    imports,
    planning,
    previews,
    profiles,
    reads,
    relations,
    remarks,
    reports,
    roster,
    sign_in,
    units,
    upkeep,
    vocabulary,
)
from support.world import ROLES

ANSWERS_ANY_METHOD = {
    "api:openapi-json",
    "api:openapi-view",
    "accounts:login",
    "accounts:password_change",
    "portal:set_language",
    "wagtail_serve",
    "wagtailcore_login",
}
"""Views of libraries that answer any method as they answer GET or POST; they change nothing by it."""


def _own_answer(world: Any) -> dict[str, Any]:
    attempt = world.things.attempt
    return {"value": [attempt.questions[0]["options"][0]["id"]], "seq": 1, "epoch": attempt.epoch}


def _beat(world: Any) -> dict[str, Any]:
    return {"seq": 1, "nonce": world.things.nonce, "visible": True, "active": True}


def _question(world: Any) -> str:
    return str(world.things.attempt.questions[0]["id"])


ROWS = [
    # Health and the API's own papers
    page("healthz", "/healthz", ANYBODY),
    page("feed", "/feeds/theory/", who(anonymous=404, rest=404)),
    page("readyz", "/readyz", ANYBODY),
    page("api:openapi-json", "/api/v1/openapi.json", ANYBODY),
    page("api:openapi-view", "/api/v1/docs", ANYBODY),
    page("api:api-root", "/api/v1/", who(anonymous=404, rest=404)),
    page("^api/", "/api/v1/none", who(anonymous=404, rest=404)),
    # Accounts
    page("accounts:login", "/accounts/login/", who(anonymous=200, rest=302)),
    form("accounts:login", "/accounts/login/", ANYBODY | dict.fromkeys(ROLES[1:], 302), {"username": "x"}),
    form("accounts:logout", "/accounts/logout/", who(anonymous=302, rest=302)),
    page("accounts:password_change", "/accounts/password/", SIGNED_IN),
    form("accounts:password_change", "/accounts/password/", SIGNED_IN, {"new_password1": "x"}),
    form("accounts:demo_login", "/accounts/demo-login/", who(anonymous=404, rest=404), {"username": "owner"}),
    form(
        "accounts:preferences",
        "/accounts/preferences/",
        who(anonymous=302, rest=302),
        {"language": "en", "theme": "light"},
    ),
    # Files
    *(
        page(f"media:{kind}", lambda w, kind=kind: _file(w, kind), who(anonymous=404, rest=404, desk=200))
        for kind in ("image", "document", "rendition")
    ),
    # The review desk
    page("gate:queue", "/desk/", who(anonymous=302, rest=403, desk=200)),
    page("gate:mine", "/desk/mine/", who(anonymous=302, rest=403, desk=200)),
    page("gate:published", "/desk/published/", who(anonymous=302, rest=403, final_reviewer=200)),
    page("gate:candidate", lambda w: _desk(w), who(anonymous=302, rest=403, desk=200)),
    form(
        "gate:approve",
        lambda w: f"{_desk(w)}approve/",
        who(anonymous=302, rest=403, first_reviewer=302),
        decides_for_others=True,
    ),
    form(
        "gate:return",
        lambda w: f"{_desk(w)}return/",
        who(anonymous=302, rest=403, first_reviewer=302),
        {"comment": "请补充出处"},
        decides_for_others=True,
    ),
    form(
        "gate:submit",
        lambda w: f"/desk/pages/{w.things.draft.pk}/submit/",
        who(anonymous=302, rest=404, editor=302),
        decides_for_others=True,
    ),
    form(
        "gate:correct",
        lambda w: f"/desk/pages/{w.things.article.pk}/correct/",
        who(anonymous=302, rest=404, editor=422),
        {"reason": "日期写错"},
        decides_for_others=True,
    ),
    form(
        "gate:submit_chosen",
        "/desk/mine/submit/",
        who(anonymous=302, rest=404, editor=302),
        lambda w: {"page": w.things.draft.pk},
        decides_for_others=True,
    ),
    form(
        "gate:take_down_chosen",
        "/desk/published/take-down/",
        who(anonymous=302, rest=403, final_reviewer=302),
        lambda w: {"page": w.things.article.pk, "reason": "有误"},
        decides_for_others=True,
    ),
    page("gate:stages", "/desk/stages/", who(anonymous=302, rest=403, final_reviewer=200)),
    form(
        "gate:stages",
        "/desk/stages/",
        who(anonymous=302, rest=403, final_reviewer=302),
        lambda w: {"unit": w.things.unit.pk, "stages": 2},
        decides_for_others=True,
    ),
    form(
        "gate:take_down",
        lambda w: f"/desk/pages/{w.things.article.pk}/take-down/",
        who(anonymous=302, rest=403, final_reviewer=302),
        {"reason": "有误"},
        decides_for_others=True,
    ),
    form(
        "gate:restore",
        lambda w: f"/desk/take-downs/{w.things.take_down.pk}/restore/",
        who(anonymous=302, rest=403, final_reviewer=302),
        decides_for_others=True,
    ),
    # Learning
    page("learning:catalogue", "/learning/", SIGNED_IN),
    page("learning:course", lambda w: _course(w), SIGNED_IN),
    form("learning:enroll", lambda w: f"{_course(w)}enroll/", who(anonymous=302, rest=302, superuser=403)),
    form(
        "learning:leave",
        lambda w: f"{_course(w)}leave/",
        who(anonymous=302, rest=404, owner=302, superuser=403),
        case="own",
    ),
    page(
        "learning:lesson",
        lambda w: f"/learning/lessons/{w.things.lessons[0].pk}/",
        who(anonymous=302, rest=302, owner=200, superuser=403),
    ),
    page("learning:exam", lambda w: f"/learning/exams/{w.things.exam.pk}/", LEARNER),
    form(
        "learning:start_exam",
        lambda w: f"/learning/exams/{w.things.exam.pk}/start/",
        who(anonymous=302, rest=403, owner=302),
    ),
    page("learning:attempt", lambda w: _attempt(w), who(anonymous=302, rest=404, owner=200, superuser=403)),
    *(
        form(
            f"learning:{name}",
            lambda w, action=action: f"{_attempt(w)}{action}/",
            who(anonymous=302, rest=404, owner=302, superuser=403),
        )
        for name, action in (("sit", "sit"), ("save_answers", "save"), ("submit_attempt", "submit"))
    ),
    page("learning:records", "/learning/records/", LEARNER, case="own"),
    page(
        "learning:record_people",
        "/learning/records/people/",
        who(anonymous=302, rest=404, readers=200, other_secretary=200, other_auditor=200),
    ),
    page(
        "learning:person_records",
        lambda w: f"/learning/records/{w.things.person.pk}/",
        who(anonymous=302, rest=404, owner=200, readers=200),
    ),
    page(
        "learning:lesson_record",
        lambda w: f"/learning/records/{w.things.person.pk}/lessons/{w.things.lessons[0].pk}/",
        who(anonymous=302, rest=404, owner=200, readers=200),
    ),
    # Search, messages, the portal
    page("search:results", "/search/?q=用印", ANYBODY),
    page("outreach:messages", "/messages/", SIGNED_IN, case="own"),
    form("outreach:read_all", "/messages/read/", who(anonymous=302, rest=302), case="own"),
    form(
        "outreach:open",
        lambda w: f"/messages/{w.things.notice.pk}/open/",
        who(anonymous=302, rest=404, owner=302),
    ),
    page("outreach:todos", "/todos/", SIGNED_IN, case="own"),
    page("portal:home", "/", SIGNED_IN, case="own"),
    page("portal:me", "/me/", SIGNED_IN, case="own"),
    page("portal:set_language", "/language/", who(anonymous=302, rest=302)),
    form("portal:set_language", "/language/", who(anonymous=302, rest=302), {"language": "en"}),
    # Pages of the library, served by Wagtail
    page("wagtail_serve", lambda w: w.things.public_article.url, ANYBODY, case="public"),
    page("wagtail_serve", lambda w: w.things.article.url, SIGNED_IN, case="internal"),
    page("wagtail_serve", lambda w: w.things.draft.url, who(anonymous=404, rest=404), case="draft"),
    page("wagtail_serve", lambda w: w.things.regulation.url, SIGNED_IN, case="regulation"),
    page("rules:work", "/rules/用印管理办法/", who(anonymous=302, rest=302)),
    page("rules:work", "/rules/没有的办法/", who(anonymous=302, rest=404), case="none"),
    page("rules:day", "/rules/用印管理办法/2025-01-01/", who(anonymous=302, rest=404), case="too early"),
    page(
        "rules:compare",
        "/rules/用印管理办法/2025-01-01/2026-01-05/",
        who(anonymous=302, rest=404),
        case="too early",
    ),
    page("rules:number", "/rules/number/望办发〔2026〕3号/", who(anonymous=302, rest=302)),
    page("wagtail_serve", lambda w: w.things.course.url, who(anonymous=302, rest=302), case="course"),
    page("wagtail_serve", lambda w: w.things.lessons[0].url, who(anonymous=302, rest=302), case="lesson"),
    page("wagtail_serve", lambda w: w.things.exam.url, who(anonymous=302, rest=302), case="exam"),
    page("wagtailcore_login", "/_util/login/", who(anonymous=302, rest=302)),
    page(
        "wagtailcore_authenticate_with_password",
        "/_util/authenticate_with_password/1/1/",
        who(anonymous=404, rest=404),
    ),
    # The API: content
    api("GET /api/v1/articles", lambda w: "/api/v1/articles", ANYBODY),
    api(
        "GET /api/v1/articles/<page_id>",
        lambda w: f"/api/v1/articles/{w.things.public_article.pk}",
        ANYBODY,
        case="public",
    ),
    api(
        "GET /api/v1/articles/<page_id>",
        lambda w: f"/api/v1/articles/{w.things.article.pk}",
        who(anonymous=404, rest=200),
        case="internal",
    ),
    api(
        "GET /api/v1/articles/<page_id>",
        lambda w: f"/api/v1/articles/{w.things.draft.pk}",
        who(anonymous=404, rest=404),
        case="draft",
    ),
    api("GET /api/v1/courses", lambda w: "/api/v1/courses", SIGNED_IN_API),
    api("GET /api/v1/courses/<page_id>", lambda w: f"/api/v1/courses/{w.things.course.pk}", SIGNED_IN_API),
    api("GET /api/v1/regulations", lambda w: "/api/v1/regulations", ANYBODY),
    api(
        "GET /api/v1/regulations/<page_id>",
        lambda w: f"/api/v1/regulations/{w.things.regulation.pk}",
        who(anonymous=404, rest=200),
    ),
    api(
        "GET /api/v1/regulations/<page_id>/changes",
        lambda w: f"/api/v1/regulations/{w.things.regulation.pk}/changes?since={w.things.regulation.pk}",
        who(anonymous=404, rest=404),
        case="one version only",
    ),
    api(
        "GET /api/v1/regulations/<page_id>/provisions/<eid>",
        lambda w: f"/api/v1/regulations/{w.things.regulation.pk}/provisions/art_1",
        who(anonymous=404, rest=200),
    ),
    api("GET /api/v1/search", lambda w: "/api/v1/search?q=用印", SIGNED_IN_API),
    # The API: reviews
    api("GET /api/v1/reviews", lambda w: "/api/v1/reviews", SIGNED_IN_API, case="own"),
    *(
        api(
            f"POST /api/v1/reviews/<candidate_id>/{action}",
            lambda w, action=action: f"/api/v1/reviews/{w.things.candidate.pk}/{action}",
            who(anonymous=401, rest=404, first_reviewer=200, editor=403),
            {"comment": "请补充出处"},
            decides_for_others=True,
        )
        for action in ("approve", "return")
    ),
    # The API: learning
    api("GET /api/v1/enrollments", lambda w: "/api/v1/enrollments", LEARNER_API, case="own"),
    api(
        "POST /api/v1/enrollments",
        lambda w: "/api/v1/enrollments",
        who(anonymous=401, rest=201, superuser=403),
        lambda w: {"course_id": w.things.course.pk},
        case="own",
    ),
    api(
        "DELETE /api/v1/enrollments/<course_id>",
        lambda w: f"/api/v1/enrollments/{w.things.course.pk}",
        who(anonymous=401, rest=404, owner=204, superuser=403),
        case="own",
    ),
    api(
        "POST /api/v1/study/sessions",
        lambda w: "/api/v1/study/sessions",
        who(anonymous=401, rest=403, owner=201),
        lambda w: {"lesson_id": w.things.lessons[1].pk, "take_over": True},
    ),
    api(
        "POST /api/v1/study/sessions/<uuidstr:session_id>/beats",
        lambda w: f"/api/v1/study/sessions/{w.things.session.pk}/beats",
        who(anonymous=401, rest=404, owner=200, superuser=403),
        _beat,
        note="the owner repeats a beat and gets the answer that it got",
    ),
    api(
        "POST /api/v1/study/sessions/<uuidstr:session_id>/close",
        lambda w: f"/api/v1/study/sessions/{w.things.session.pk}/close",
        who(anonymous=401, rest=404, owner=200, superuser=403),
    ),
    api("GET /api/v1/exams/<page_id>", lambda w: f"/api/v1/exams/{w.things.exam.pk}", LEARNER_API),
    api(
        "POST /api/v1/exams/<page_id>/attempts",
        lambda w: f"/api/v1/exams/{w.things.exam.pk}/attempts",
        who(anonymous=401, rest=403, owner=201),
    ),
    api(
        "GET /api/v1/attempts/<uuidstr:attempt_id>",
        lambda w: f"/api/v1/attempts/{w.things.attempt.pk}",
        who(anonymous=401, rest=404, owner=200, superuser=403),
    ),
    *(
        api(
            f"POST /api/v1/attempts/<uuidstr:attempt_id>/{action}",
            lambda w, action=action: f"/api/v1/attempts/{w.things.attempt.pk}/{action}",
            who(anonymous=401, rest=404, owner=200, superuser=403),
        )
        for action in ("sit", "submit")
    ),
    api(
        "PUT /api/v1/attempts/<uuidstr:attempt_id>/answers/<question_id>",
        lambda w: f"/api/v1/attempts/{w.things.attempt.pk}/answers/{_question(w)}",
        who(anonymous=401, rest=404, owner=200, superuser=403),
        _own_answer,
    ),
    api("GET /api/v1/records/me", lambda w: "/api/v1/records/me", LEARNER_API, case="own"),
    *units.ROWS,
    *profiles.ROWS,
    *roster.ROWS,
    *development.ROWS,
    *relations.ROWS,
    *codes.ROWS,
    *grants.ROWS,
    *sign_in.ROWS,
    *factors.ROWS,
    *checks.ROWS,
    *claims.ROWS,
    *comments.ROWS,
    *imports.ROWS,
    *reads.ROWS,
    *reports.ROWS,
    *upkeep.ROWS,
    *planning.ROWS,
    *vocabulary.ROWS,
    *previews.ROWS,
    *remarks.ROWS,
]


def _file(world: Any, kind: str) -> str:
    item = getattr(world.things, kind)
    name = item.file.name.rpartition("/")[2]
    return f"/files/{kind}/{item.pk}/{name}"


def _desk(world: Any) -> str:
    return f"/desk/{world.things.candidate.pk}/"


def _course(world: Any) -> str:
    return f"/learning/courses/{world.things.course.pk}/"


def _attempt(world: Any) -> str:
    return f"/learning/attempts/{world.things.attempt.pk}/"

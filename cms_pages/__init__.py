"""Content: articles, the regulation library, course pages, and the gate through which they go live.

Rooms: `gate` (review and publication), `columns`, `articles`, `regulations`, `courses`. Other apps may
import `models` (pages and regulations), `queries.visible_pages` (what a user may read), `signals`
(what was published, taken down, submitted), and `gate.services` where they act for a person.
"""

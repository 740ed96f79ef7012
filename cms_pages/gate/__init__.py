"""The publishing gate: nothing reaches a reader but exactly the revision that was approved.

Holds candidates, approvals, releases and batches; the services submit, approve, return, take down and
restore; the finish action of the workflow; the guard that refuses every other way to `live`; the review
desk. Other rooms may import `models.GatedPage`, `services`, `queries` and `registry`.
"""

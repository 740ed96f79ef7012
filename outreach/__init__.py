"""Outreach: what the product tells a person, in the product.

Holds notices (news that one reads) and to-dos (work that waits). Both are filled by tasks that hear
the events of the apps below; a unique key makes each task safe to run twice. Only the recipient sees
a row, and a to-do ends when the work is done, never by a tick.

Other apps may import `outreach.queries` and, to tell something of their own, `outreach.services`.
"""

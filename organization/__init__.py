"""Organization: the dated tree of units, the people in it, their posts and grants; who may see what.

A `Person` is a human with a history, an `accounts.User` a sign-in; the two may be tied. Dated rows
(`UnitEdge`, `Membership`, `Post`, `Grant`) are the truth; the treebeard path of a unit is a cache of
today's edges. `organization.authority` is the only place that decides what a role allows where.

Other apps may import `organization.models`, `.types`, `.authority`, `.services`, `.queries` and
subscribe to `.signals`.
"""

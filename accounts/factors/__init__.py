"""Second factors (codes of an app, passkeys, recovery codes) and single sign-on.

A factor stands between password and session (`steps`), is kept by its owner (`services`) and may be
demanded by role (`gatekeeper`). OpenID Connect, WeCom and LDAP only say who somebody is: they open an
existing account and never make one.
"""

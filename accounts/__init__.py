"""Accounts: users, sign-in and API tokens.

Holds who may sign in and how: the user model, the sign-in pages with their lockout, and the tokens
of programs. It knows nothing of persons, units or roles; those are `organization`'s.

Other apps may import `accounts.models`, `accounts.services`, `accounts.types` and, in their API
modules only, `accounts.http`.
"""

"""A small believable enterprise, built through the services of the other apps.

`content/` holds its texts and people, written for this project; `material` reads and checks them;
`builders/` turn them into rows, each step once only; `manage.py create_demo` runs the builders and
refuses to without `DEMO=1`. `accounts` lists the sign-in buttons. No app imports from here except
the settings, which read `demo.accounts.DEMO_ACCOUNTS`.
"""

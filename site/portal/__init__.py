"""Portal: the shell around every page, the guide home and the page about oneself.

Holds the design system (`static/portal/`, described in `README.md`), `portal/base.html` with its
template tags, the registry of the navigation, and the pages 首页 and 我的. It stands above every app
whose news it shows and decides nothing itself: each figure comes from that app's queries.

Other apps import nothing from here in Python; their templates extend `portal/base.html` and load
`portal_ui`.
"""

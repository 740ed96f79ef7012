"""The regulation library: works, their versions, and the provisions that a reader can cite.

`parsing.parse` turns Markdown or plain text into a tree of articles, paragraphs and items with stable
ids; `rendering.render` writes the tree back as normalised Markdown. Both are pure Python. Other rooms and
apps may import `models`, `queries`, `services.save_regulation` and the pure modules.
"""

"""Media: images, documents and video, checked when they come in and delivered only to who may see them.

A stored file never changes: another file is another row, so an id stands for one content (its
`sha256`). Files leave by `/files/…` only, and only when the uploader asks or a registered reader
says yes (`media.registry`): `media` itself does not know what refers to a file.

Other apps may import `media.models`, `.services`, `.registry` and `.types`.
"""

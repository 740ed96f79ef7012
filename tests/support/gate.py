"""The gate without its last line, for tests that act as an owner of the database would."""

from collections.abc import Iterator
from contextlib import contextmanager

from cms_pages.gate import triggers


@contextmanager
def lifted_triggers() -> Iterator[None]:
    """Take the gate's triggers away within the block, as a migration or a restored dump may."""
    triggers.drop_triggers()
    try:
        yield
    finally:
        triggers.install_triggers()

"""What a page loads and which parts stand inline in it."""

import re
from urllib.parse import urlsplit

_LOADED = re.compile(
    r"<(?:link|script|img|iframe|source|video|audio|form|use|object|embed)\b[^>]*?"
    r"\b(?:href|src|srcset|action|data|poster)=[\"']([^\"']+)",
    re.IGNORECASE,
)
CSS_URL = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])([^\"')]+)")
_INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style\b", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)=[\"']", re.IGNORECASE)


def outside(addresses):
    """Return those of the addresses that lead to another host."""
    hosts = [(urlsplit(address).hostname, address) for address in addresses]
    return [address for host, address in hosts if host not in {None, "testserver", "localhost"}]


def loaded_from_outside(html):
    """Return what a page would load from another host."""
    return outside([*_LOADED.findall(html), *CSS_URL.findall(html)])


def inline_parts(html):
    """Return the inline scripts, styles and handlers of a page."""
    return [*_INLINE.findall(html), *_ATTRIBUTE.findall(html)]


def html_of(response):
    """Return the page of a response, or nothing when it is none."""
    kind = response.headers.get("Content-Type", "")
    return response.content.decode() if kind.startswith("text/html") and not response.streaming else ""

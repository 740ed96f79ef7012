"""Reports of live texts by their readers, and what publishers answer."""

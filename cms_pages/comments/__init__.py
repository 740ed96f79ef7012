"""What readers say below a live text: read by a publisher before anybody else sees it, and reportable."""

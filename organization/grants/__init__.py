"""Grants given by one person and confirmed by another, their list, and the audit log's readers."""

"""The evidence log: every fact that an auditor could ask about, append-only.

Holds entries in canonical JSON (format version 1) whose personal data are salted commitments, and the
openings of those commitments, which can be erased. Other apps may import `services.append`, which
must run in the transaction of the fact, `canonical`, and `models.Entry` for reading.
"""

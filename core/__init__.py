"""The shared kernel: it knows no noun of the domain.

Holds: the clock (`core.clock`), domain errors (`core.errors`) and their one mapping to HTTP
(`core.http`), events and the transactional outbox (`core.events`, `core.outbox`), the audit entry of
each mutating request (`core.audit`, `core.middleware`), request context and structured logs
(`core.context`, `core.logs`), and the health pages.

Other apps may import any of these. `core` imports no other app of the project.
"""

"""Learning: enrollment, study sessions with server time, exams, and the study record.

Rooms: `enrollment` (who takes which course), `study` (sessions, beats and credit intervals), `exams`
(attempts and answers), `records` (hours and who may read them). Other apps may import `models`,
`signals`, each room's `services` and `queries`.
"""

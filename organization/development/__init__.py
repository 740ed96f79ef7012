"""Member development (发展党员): a case for each person, 5 stages, 25 steps, dated rules.

`steps` says what the steps are, `dates` when each may and must be done (pure functions), `progress`
folds a case's records into where it stands. Records are append-only: a correction is a counter-row by
a second person. Everything else (the standing of the person, lists, reminders) follows from the records.
"""

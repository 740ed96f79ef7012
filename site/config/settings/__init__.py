"""Settings by place: `dev` on one machine, `production`, and `test`; `base` is common to all."""

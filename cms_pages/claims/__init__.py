"""Who works on which text under review, and until when: a claim holds one stage for one person."""

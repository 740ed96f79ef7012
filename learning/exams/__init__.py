"""Exams: attempts with a frozen paper, answers that are never lost, receipts and results.

The exam itself (its questions, time and pass mark) is a page of `cms_pages` that went through the
gate; an attempt freezes the live revision. Other rooms may import `models.Attempt`, `queries` and
`services`; the answer key never leaves `paper`, `grading` and `queries.review_answers`.
"""

"""What an instructor runs: notebooks handed out, answers collected and marked, quizzes, pages.

It uses `cakit`; nothing in `cakit` uses it but the command line, which loads it when asked.
"""

"""The book: marks, notes, points, questions, reviews and the history of changes. None of it can be fetched again."""

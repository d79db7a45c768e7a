"""Domain values in words, in the reader's language: one sentence for one fact, everywhere."""

"""What is said of one record in full: a card per kind, shown by any pane."""

"""One pane a file: what a numbered tab shows."""

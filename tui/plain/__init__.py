"""The same facts as lines of text, for pipes, dumb terminals and screen readers."""

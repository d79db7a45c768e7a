"""The first frame: on the screen before Textual is loaded, and the same as the one Textual would begin with."""

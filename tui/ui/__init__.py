"""How it looks: the only home of Textual."""

"""The terminal at hand: what it can do, how it is spoken to, and how text leaves it. Only `driver` loads Textual."""

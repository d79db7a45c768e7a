"""How a server says it: the only home of httpx. JSON dies here."""

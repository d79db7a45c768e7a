"""How the local copy is kept: the only home of sqlite3. Rows die here."""

"""How the local copy is kept true: no widget, no SQL, no HTTP."""

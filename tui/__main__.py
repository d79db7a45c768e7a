"""`python -m tui`."""

from .cli import main

raise SystemExit(main())

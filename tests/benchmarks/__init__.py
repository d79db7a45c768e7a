"""Run by hand: `python -m tests.benchmarks.NAME`. They print ratios of one run, as absolute times are the machine's."""

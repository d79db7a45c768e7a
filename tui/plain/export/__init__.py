"""What is in view, as a file to take along: csv, json, ics, Markdown and a page that prints."""

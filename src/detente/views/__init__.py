"""What a record looks like to a reader, decided once for terminal, page and file."""

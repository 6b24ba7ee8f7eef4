"""Reading a roster file: columns, cells and rows, up to what each person's file says. Nothing here writes."""

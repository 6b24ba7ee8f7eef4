"""What each person sees: homes and every page, command and export that combines apps."""

"""What the lottery would have made of the same people: repeated draws, and tests and intervals that rest on them."""

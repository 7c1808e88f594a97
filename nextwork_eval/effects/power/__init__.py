"""What a trial of a given size can show: said before there is a result."""

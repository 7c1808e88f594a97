"""How alike the arms were before the programme, and whether the lists are as the lottery would make them."""

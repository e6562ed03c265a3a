"""Recording revenue, shares and payouts, and reading what follows from them."""

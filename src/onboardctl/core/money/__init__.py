"""Money that a partnership brings and costs: revenue, shares, payouts, what a customer is worth."""

"""How each payload is laid out for people, one module per noun."""

"""How a report is drawn, one module for each format; all of them draw the same model."""

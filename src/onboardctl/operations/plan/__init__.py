"""Plans: dated, explained, moved, forecast, simulated, upgraded and handed out."""

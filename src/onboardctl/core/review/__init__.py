"""Reviews that are held: planned by a playbook or by hand, with minutes and decisions."""

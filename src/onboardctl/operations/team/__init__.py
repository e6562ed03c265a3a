"""Our people, what lies on them, and handing it over."""

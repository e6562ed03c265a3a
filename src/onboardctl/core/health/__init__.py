"""Health of a partnership: what is measured, how it is weighed, and what a score says of itself.

``definition`` is the file as values, ``parse`` reads it, ``sources`` names what can be measured,
``score`` weighs readings, ``signs`` and ``silence`` say what calls for somebody, ``trend`` which way
it goes. Source: docs/reference/health.md.
"""

"""Conditions over facts: ``tier == enterprise and users > 500``, typed, with no code in them.

Grammar: comparisons ``== != > >= < <=``, ``in [a, b]``, ``not in [a, b]``, a bare boolean fact,
``and``, ``or``, ``not``, parentheses. The tree is nested lists, ready for JSON:
``["and", a, b]``, ``["not", a]``, ``["is", fact]``, ``[op, fact, value]`` with value a number,
text, boolean or (for ``in``) a list. Source: the playbook format, docs/reference/playbook.md.
"""

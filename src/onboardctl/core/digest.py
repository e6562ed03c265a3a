"""SHA-256 for short texts, as in ``hashlib``, without OpenSSL.

Loading OpenSSL takes 2 ms, a good part of what a daily command may take in all; the same function
comes with Python itself, under a name that differs between versions.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256  # from 3.12 on
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256

__all__ = ["sha256"]

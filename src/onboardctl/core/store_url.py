"""The URL of a store on a server, told from a path and shown without its password."""

SCHEMES = ("postgresql", "postgres")


def is_server(location: str) -> bool:
    """Whether a store's location is a URL of PostgreSQL."""
    return "://" in location and location.partition("://")[0] in SCHEMES


def password_in(location: str) -> str | None:
    """The password a URL carries, still encoded, or ``None``."""
    from urllib.parse import parse_qsl, urlsplit  # only who has a server pays for it

    try:
        parts = urlsplit(location)
    except ValueError:
        return None
    return dict(parse_qsl(parts.query)).get("password") or parts.password


def without_password(location: str) -> str:
    """The URL as it may be shown, kept and compared; what cannot be read stays as it is."""
    from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

    try:
        parts = urlsplit(location)
    except ValueError:
        return location
    who, at, where = parts.netloc.rpartition("@")
    bare = parts._replace(netloc=who.partition(":")[0] + at + where)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if any(name == "password" for name, _ in pairs):
        kept = [pair for pair in pairs if pair[0] != "password"]
        bare = bare._replace(query=urlencode(kept, quote_via=quote))
    return urlunsplit(bare)

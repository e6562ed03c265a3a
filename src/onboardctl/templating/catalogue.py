"""Which templates there are, and which file answers to a name for a brand and a language.

Templates stand in ``<folder>/<brand>/<locale>/<id>.md``. The folder of a workspace comes before the
bundled one, the partner's brand before ``shared``, the wished language before English.
"""

from collections.abc import Iterator
from pathlib import Path

from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.locale_text import language
from onboardctl.core.names import did_you_mean, is_id, listed
from onboardctl.core.record import NamedTuple
from onboardctl.resources import bundled
from onboardctl.templating import source
from onboardctl.templating.source import Parsed, Template

SHARED = "shared"
FALLBACK_LOCALE = "en"
LONGEST_NAME = 80
_LONGEST_LOCALE = 35


class Found(NamedTuple):
    """A template file: where it is and what its path says of it."""

    path: Path
    file: str
    brand: str
    locale: str
    stem: str
    own: bool
    """It stands in the workspace, not among the bundled ones."""


class Library:
    """The templates of a workspace and the bundled ones.

    Args:
        own: the workspace's ``templates`` folder, or ``None``.
        cache: a folder for parsed front matter, so that a daily command imports no YAML; ``None``
            keeps nothing. What stands there is data only, and is checked against the file.
    """

    def __init__(self, own: Path | None = None, cache: Path | None = None) -> None:
        self._roots = [(own, True)] if own is not None else []
        self._roots.append((bundled("templates"), False))
        self._cache = cache

    def files(self) -> list[Found]:
        """Every template, a workspace's in place of the bundled one; by brand, id and language."""
        chosen: dict[tuple[str, str, str], Found] = {}
        for root, own in self._roots:
            for path in sorted(root.glob("*/*/*.md")):
                found = _found(root, path, own=own)
                chosen.setdefault((found.brand, found.stem, found.locale), found)
        return [chosen[key] for key in sorted(chosen)]

    def read(self, found: Found) -> Parsed:
        """The template in a file with everything wrong in its front matter."""
        try:
            raw = found.path.read_bytes()
            text = raw.decode("utf-8-sig")
        except OSError as error:
            reason = error.strerror or "cannot be read"
            return Parsed(None, (Diagnostic("ML001", reason, None, found.file),))
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            return Parsed(None, (Diagnostic("ML001", "is not UTF-8", None, found.file, line, 1),))
        return self._parse(text.replace("\r\n", "\n"), found)

    def find(self, name: str, brand: str, locale: str) -> Template:
        """The template a partner of this brand gets under a name or an alias.

        Args:
            name: an id or alias; ``-`` and ``_`` are the same.
            brand: id of the partner's brand.
            locale: as wished, for example ``de-AT``.

        Raises:
            NotFound: ``template.unknown``, with the nearest name.
            InvalidInput: ``template.invalid``: its front matter has errors.
        """
        stem = name.replace("-", "_").lower()
        if not is_id(stem) or len(stem) > LONGEST_NAME:
            raise self._unknown(name, brand)
        for folder in dict.fromkeys((brand, SHARED)):
            found = self._by_stem(stem, folder, locale) or self._by_alias(stem, folder, locale)
            if found is not None:
                return self.sound(found)
        raise self._unknown(name, brand)

    def names(self, brand: str) -> list[str]:
        """Ids a partner of this brand may be sent, its own first."""
        own = [found.stem for found in self.files() if found.brand == brand]
        shared = [found.stem for found in self.files() if found.brand == SHARED]
        return list(dict.fromkeys((*own, *shared)))

    def _by_stem(self, stem: str, brand: str, locale: str) -> Found | None:
        for wanted in _locales(locale):
            for root, own in self._roots:
                path = root / brand / wanted / f"{stem}.md"
                if path.is_file():
                    return _found(root, path, own=own)
        return None

    def _by_alias(self, alias: str, brand: str, locale: str) -> Found | None:
        """A template that lists the name under ``aliases``; only files that mention it are read."""
        for found in self._in_brand(brand):
            text = found.path.read_text(encoding="utf-8", errors="replace")
            parts = source.split(text)
            if parts is None or "aliases" not in parts[0] or alias not in parts[0]:
                continue
            template = self.read(found).template
            if template is not None and alias in template.aliases:
                return self._by_stem(found.stem, brand, locale) or found
        return None

    def _in_brand(self, brand: str) -> Iterator[Found]:
        for root, own in self._roots:
            for path in sorted(root.glob(f"{brand}/*/*.md")):
                yield _found(root, path, own=own)

    def sound(self, found: Found) -> Template:
        """The template in a file that must be usable.

        Raises:
            InvalidInput: ``template.invalid``, with every error of its front matter.
        """
        parsed = self.read(found)
        if parsed.template is None:
            errors = tuple(each for each in parsed.problems if each.severity == "error")
            message = f"template {found.file} cannot be used"
            raise InvalidInput("template.invalid", message, diagnostics=errors)
        return parsed.template

    def _unknown(self, name: str, brand: str) -> NotFound:
        known = self.names(brand)
        near = did_you_mean(name, known)
        return NotFound(
            "template.unknown",
            f'brand {brand} has no template "{name}"{near}',
            hint=f"templates: {listed(known, most=20)}",
        )

    def _parse(self, text: str, found: Found) -> Parsed:
        if self._cache is None:
            return _parse(text, found)
        from onboardctl.templating.kept import keep, kept

        template = kept(self._cache, text, found)
        if template is not None:
            return Parsed(template, ())
        parsed = _parse(text, found)
        if parsed.template is None or parsed.problems:
            return parsed
        from onboardctl.templating.rendering import compiled

        sound = compiled(parsed.template)
        if sound is None:
            return parsed
        keep(self._cache, sound)
        return Parsed(sound, ())


def read_text(
    text: str, *, file: str = "template.md", brand: str = SHARED, locale: str = "en"
) -> Parsed:
    """A template that is in memory; its id is taken from the file's name."""
    from onboardctl.templating import front_matter

    stem = Path(file).stem
    return front_matter.parse_template(text, file=file, brand=brand, locale=locale, stem=stem)


def _parse(text: str, found: Found) -> Parsed:
    from onboardctl.templating import front_matter

    return front_matter.parse_template(
        text, file=found.file, brand=found.brand, locale=found.locale, stem=found.stem
    )


def _found(root: Path, path: Path, *, own: bool) -> Found:
    brand, locale = path.parts[-3], path.parts[-2]
    file = f"templates/{brand}/{locale}/{path.name}"
    return Found(path, file, brand, locale, path.stem, own)


def _locales(locale: str) -> tuple[str, ...]:
    """``de-AT`` → ``de-AT``, ``de``, ``en``; anything that is no language code reads English."""
    wanted = locale.split(".", 1)[0].replace("_", "-")
    safe = wanted.replace("-", "").isalnum() and wanted.isascii() and len(wanted) <= _LONGEST_LOCALE
    chain = (wanted, language(wanted), FALLBACK_LOCALE) if safe else (FALLBACK_LOCALE,)
    return tuple(dict.fromkeys(chain))

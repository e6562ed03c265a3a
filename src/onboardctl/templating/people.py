"""Who writes to whom: the roles of a template as addresses, and how a digest is stopped."""

from onboardctl.core.address import Address
from onboardctl.core.errors import Diagnostic
from onboardctl.core.message import BrandFacts, MailContext, Unsubscribe
from onboardctl.templating.source import Template
from onboardctl.templating.values import BadValue, checked_address, convert

ONE_CLICK = "unsubscribe_post_link"
PAGE = "unsubscribe_link"
DESK = "unsubscribe"


class People:
    """Roles of the front matter turned into addresses, with what is wrong about them."""

    def __init__(self, template: Template, context: MailContext) -> None:
        self.template = template
        self.context = context
        self.problems: list[Diagnostic] = []
        self.left_out: list[Diagnostic] = []
        """Copies nobody gets: a mail goes out without them."""

    def one(self, key: str, role: str | None) -> Address | None:
        """The address of a role or a literal one; ``None`` when there is none, or none was asked."""
        if role is None:
            return None
        address = Address("", role) if "@" in role else self.context.people.get(role)
        variable = self.context.variables.get(f"{role}_email")
        fill = f"set it: {variable.fill}" if variable is not None else None
        if address is None or not address.addr.strip():
            message = f"'{key}' is {role}, and nobody's address is known for it"
            if key == "cc":
                self.left_out.append(
                    Diagnostic("ML042", message, fill, self.template.file, severity="warning")
                )
            else:
                self._problem("ML040", message, fill)
            return None
        try:
            return checked_address(address)
        except BadValue as reason:
            self._problem("ML041", f"the name or address of {role} ('{key}') {reason}", fill)
            return None

    def several(self, key: str, roles: tuple[str, ...]) -> tuple[Address, ...]:
        """Each person once, by address, in the order of the roles."""
        found: dict[str, Address] = {}
        for role in roles:
            address = self.one(key, role)
            if address is not None:
                found.setdefault(address.addr.lower(), address)
        return tuple(found.values())

    def _problem(self, code: str, message: str, hint: str | None) -> None:
        self.problems.append(Diagnostic(code, message, hint, self.template.file))


def without(people: tuple[Address, ...], others: tuple[Address, ...]) -> tuple[Address, ...]:
    """Those who are not among the others, by address."""
    taken = {person.addr.lower() for person in others}
    return tuple(person for person in people if person.addr.lower() not in taken)


def unsubscribe(brand: BrandFacts, answer_to: Address | None) -> Unsubscribe | None:
    """How readers of a digest stop it.

    A page of the brand that takes the request itself comes first and alone promises one click;
    then its page for people; then a mail to its desk, or to whoever takes answers.
    """
    links = [brand.links.get(name, "") for name in (ONE_CLICK, PAGE)]
    pages = [_page(link) for link in links]
    desk = brand.addresses.get(DESK) or answer_to
    mail = f"mailto:{checked_address(desk).addr}?subject=unsubscribe" if desk else ""
    found = tuple(dict.fromkeys(one for one in (*pages, mail) if one))
    return Unsubscribe(found, one_click=bool(pages[0])) if found else None


def _page(link: str) -> str:
    """The link, when it is one over https without what would end it in a header."""
    try:
        page = str(convert(link, "url")) if link else ""
    except BadValue:
        return ""
    sound = page.startswith("https://") and page.isascii() and not {",", "<", ">"} & set(page)
    return page if sound else ""

"""What we offer: each product with its criteria, limits and evaluation moments, versioned."""

from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field

from bluevitaal_es.catalogue.named import Named
from bluevitaal_es.catalogue.reading import CatalogueFault, Entry, Provenance, Text, entry, folded, read

FILE = "products.toml"


class Product(Entry):
    """One product. No field may be empty: an unclear offer cannot be published (S-001)."""

    key: Text
    version: Text
    offer_number: Annotated[int, Field(ge=1, le=7)]
    """Which of the seven products of the offer it is counted under (S-003)."""
    name: Text
    question: Text
    admission: Text
    referral_criteria: Text
    continue_criteria: Text
    stop_criteria: Text
    method: Text
    expected_effect: Text
    max_talks: Annotated[int, Field(ge=1)] | None
    """Talks before a decision is forced (S-045); None where there is no limit."""
    evaluation_every: Annotated[int, Field(ge=5, le=8)]
    """Talks after which an evaluation is due (S-042)."""
    evaluation_weeks: Annotated[int, Field(ge=1)]
    """Weeks after which an evaluation is due, if that comes first."""
    offered: bool
    needs_reason: bool = False
    needs_end_date: bool = False
    aliases: tuple[Text, ...] = ()


class NotChoosable(Entry):
    """A word people use for something that is no product, why it is none and what to choose instead."""

    key: Text
    name: Text
    aliases: tuple[Text, ...] = ()
    why: Text
    choose: tuple[Text, ...]


class Products(Named[Product]):
    """All products, in the order in which they are shown; `why_not` knows words that `find` does not."""

    noun = "product"

    def __init__(
        self, provenance: Provenance, products: tuple[Product, ...], not_choosable: tuple[NotChoosable, ...]
    ):
        self.not_choosable = not_choosable
        self._refused = {word.key: word for word in not_choosable}
        super().__init__(
            FILE,
            provenance,
            {product.key: product for product in products},
            {product.key: (product.name, *product.aliases) for product in products}
            | {word.key: (word.name, *word.aliases) for word in not_choosable},
        )

    def why_not(self, text: str) -> str | None:
        """Return in Dutch why this word is no product (S-002, S-007), or None for a word we do not know."""
        word = self._refused.get(self._names.get(folded(text), ""))
        return None if word is None else word.why

    def label(self, key: str) -> str:
        """Return the Dutch name. Raises KeyError when there is no such product."""
        return self[key].name

    def options(self) -> tuple[tuple[str, str], ...]:
        """Return (key, name) of what may be chosen, for a form."""
        return tuple((product.key, product.name) for product in self if product.offered)


class _File(Provenance):
    products: dict[str, dict[str, object]]
    not_choosable: dict[str, dict[str, object]]


class _Limit(Entry):
    max_talks: Annotated[int, Field(ge=1)] | Literal["no maximum"]


def read_products(folder: Traversable) -> Products:
    """Return the products; raises CatalogueFault when a field is missing or empty, or a name is double."""
    file = read(folder, FILE, _File)
    products = tuple(_product(key, values) for key, values in file.products.items())
    refused = tuple(
        entry(FILE, f"not_choosable.{key}", {"key": key, **values}, NotChoosable)
        for key, values in file.not_choosable.items()
    )
    for word in refused:
        if word.key in file.products:
            raise CatalogueFault(FILE, f"not_choosable.{word.key}", "is a product too")
        for key in word.choose:
            if key not in file.products:
                raise CatalogueFault(FILE, f"not_choosable.{word.key}.choose", f"there is no product {key!r}")
    return Products(file, products, refused)


def _product(key: str, values: dict[str, object]) -> Product:
    # TOML has no null: "no maximum" must be said, so that a forgotten limit is still a fault.
    place = f"products.{key}"
    limit = {"max_talks": values["max_talks"]} if "max_talks" in values else {}
    talks = entry(FILE, place, limit, _Limit).max_talks
    return entry(
        FILE, place, {"key": key, **values, "max_talks": None if talks == "no maximum" else talks}, Product
    )

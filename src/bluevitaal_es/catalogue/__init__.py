"""The catalogue: versioned domain data, read from TOML files and checked when the program starts."""

from bluevitaal_es.catalogue.codes import Code, CodeList
from bluevitaal_es.catalogue.instruments import Instrument
from bluevitaal_es.catalogue.loading import Catalogue, catalogue, read_catalogue
from bluevitaal_es.catalogue.norms import Norms
from bluevitaal_es.catalogue.products import Product
from bluevitaal_es.catalogue.reading import CatalogueFault
from bluevitaal_es.catalogue.units import Unit

__all__ = [
    "Catalogue",
    "CatalogueFault",
    "Code",
    "CodeList",
    "Instrument",
    "Norms",
    "Product",
    "Unit",
    "catalogue",
    "read_catalogue",
]

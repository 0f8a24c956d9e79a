"""Start a product from the catalogue, with the limits it has that day."""

from datetime import date

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_open,
)
from bluevitaal_es.events.case import ProductStarted


class StartProduct(CaseCommand):
    """Limits are copied from the catalogue: a later version does not change a running case (S-004)."""

    product: str
    started_on: date
    reason: str | None = None
    ends_on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the product started."""
        require_open(case)
        if self.product not in catalogue().products:
            raise refusals.ProductIsNotOffered(product=self.product)
        product = catalogue().products[self.product]
        if not product.offered and given.past is None:
            raise refusals.ProductIsNotOffered(product=self.product)
        unreasoned = product.needs_reason and not self.reason
        endless = product.needs_end_date and self.ends_on is None
        if given.past is None and (unreasoned or endless):
            raise refusals.ProductNeedsReasonAndEnd()
        started = ProductStarted(
            product=product.key,
            product_version=product.version,
            max_talks=product.max_talks,
            evaluation_every=product.evaluation_every,
            evaluation_weeks=product.evaluation_weeks,
            reason=self.reason,
            ends_on=self.ends_on,
        )
        return [fact_since_registration(case, given, started, self.started_on)]

import pytest

from bluevitaal_es.catalogue import catalogue


@pytest.mark.requirement("S-001")
def test_covers_the_seven_products_of_the_offer() -> None:
    assert {product.offer_number for product in catalogue().products} == {1, 2, 3, 4, 5, 6, 7}


@pytest.mark.requirement("S-002")
def test_splits_the_container_into_products() -> None:
    products = catalogue().products

    assert products.find("Procesmatige hulpverlening") is None
    assert "containerbegrip: kies een product" in (products.why_not(" procesmatige  hulpverlening ") or "")
    parts = {"aftercare", "long_term_support", "referral_guidance", "case_management"}
    assert parts <= dict(products.options()).keys()
    assert "process_guidance" not in dict(products.options())


def test_has_no_reason_against_a_word_it_does_not_know() -> None:
    assert catalogue().products.why_not("sloeproeien") is None
    assert catalogue().products.why_not("nazorg") is None


def test_names_who_does_what_we_do_not_offer() -> None:
    assert catalogue().products.find("crisisinterventie") is None
    assert "crisisdienst" in (catalogue().products.why_not("crisisinterventie") or "")


@pytest.mark.parametrize(
    ("key", "talks"),
    [("information_advice", 2), ("short_help", 6), ("long_term_support", 15), ("crisis_support", None)],
)
@pytest.mark.requirement("S-004")
def test_holds_the_limit_of_talks_in_one_place(key: str, talks: int | None) -> None:
    assert catalogue().products[key].max_talks == talks


def test_lets_no_product_go_longer_than_eight_talks_without_evaluation() -> None:
    assert all(5 <= product.evaluation_every <= 8 for product in catalogue().products)


def test_asks_case_management_for_a_reason_and_an_end() -> None:
    asked = {
        product.key for product in catalogue().products if product.needs_reason and product.needs_end_date
    }

    assert asked == {"case_management"}

"""The Dutch for everything that comes out of the domain: refusals, facts, codes."""

from bluevitaal_es.web.code_texts import band_label, code_label, field_label, in_sentence, listed
from bluevitaal_es.web.detail_texts import details, rows_of, shown
from bluevitaal_es.web.fact_texts import event_name, kind_of, kinds, said_anew, sentence, who
from bluevitaal_es.web.refusal_texts import field_of, refusal

__all__ = [
    "band_label",
    "code_label",
    "details",
    "event_name",
    "field_label",
    "field_of",
    "in_sentence",
    "kind_of",
    "kinds",
    "listed",
    "refusal",
    "rows_of",
    "said_anew",
    "sentence",
    "shown",
    "who",
]

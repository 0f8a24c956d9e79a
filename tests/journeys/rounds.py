"""Going through every page that somebody can reach by links, and what is wrong on each."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urldefrag, urlsplit

from tests.journeys.person import Person
from tests.web.browsing import AXE, go_on

#: Examples of one kind of page that are looked at, and of a page of a case as a whole: it has more states.
EXAMPLES, CASES = 2, 4

#: Files to keep: a browser opens no page for them.
DOWNLOAD = re.compile(r"\.(pdf|json|py|pem)$|^/audit/controlepunt\b")

LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href)"
#: A form with something that must be answered: sent empty it comes back with errors.
ASKS = (
    "[...document.querySelectorAll('form.bv-form .bv-field')]"
    ".some(f => f.querySelector('.bv-optional') === null && !f.querySelector('input[type=checkbox]'))"
)
EMPTY = """() => document.querySelectorAll('form.bv-form input, form.bv-form textarea, form.bv-form select')
    .forEach(e => {
        if (e.type === 'radio' || e.type === 'checkbox') e.checked = false;
        else if (e.type !== 'hidden') e.value = '';
    })"""


def kind_of(path: str) -> str:
    """Return the address with numbers and ids left out, and of its parameters the names alone."""
    address = urlsplit(path)
    kind = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}|/T-\d{4}-\d+|/\d+", "/…", address.path)
    return f"{kind}?{','.join(sorted(parse_qs(address.query)))}"


def pages_from(person: Person, starts: list[str]) -> Iterator[tuple[str, int, bool]]:
    """Go through all pages within reach; give address and status of each, and whether it is open now."""
    waiting, seen, counts = list(starts), set(starts), dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        counts[kind] = counts.get(kind, 0) + 1
        if DOWNLOAD.search(path) or counts[kind] > (CASES if kind == "/trajecten/…?" else EXAMPLES):
            yield path, person.page.request.get(person.address + path).status, False
            continue
        answer = person.page.goto(person.address + path)
        assert answer is not None
        links = person.page.evaluate(LINKS)
        yield path, answer.status, True
        for link in links:
            found = urldefrag(link).url.removeprefix(person.address)
            if link.startswith(person.address) and found not in seen:
                seen.add(found)
                waiting.append(found)


def sends_it_empty(person: Person) -> list[str]:
    """Send the form of the page without an answer; return what is wrong with the page that comes back."""
    person.page.evaluate(EMPTY)
    go_on(person.page.locator("form.bv-form button[type=submit]").first)
    wrong = person.look()
    if not person.page.title().startswith("Fout: "):
        wrong.append("took a form without answers")
    elif not person.page.locator("#fouten:focus").count():
        wrong.append("does not put the focus on the errors")
    return [f"sent empty: {line}" for line in wrong]


def looked_at(person: Person, starts: list[str]) -> tuple[int, dict[str, list[str]]]:
    """Look at all pages within reach, forms also sent empty; return how many, and what is wrong where."""
    seen, wrong = 0, dict[str, list[str]]()
    person.page.add_init_script(AXE)  # with each page from the start: quicker than bringing it to each
    for path, status, is_open in pages_from(person, starts):
        found = person.look() if is_open else []
        if status >= 400:
            found.append(f"answers {status}")
        elif is_open and person.page.evaluate(ASKS):
            found += sends_it_empty(person)
        seen += is_open
        if found or person.trouble:
            wrong[path] = sorted({*found, *person.trouble})
            person.trouble.clear()
    return seen, wrong

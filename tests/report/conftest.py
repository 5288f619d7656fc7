"""What the tests of the report share: a book and its page."""

from __future__ import annotations

import pytest
import report_sample
from report_page import Page

from symrnn.report import book as books
from symrnn.report import html


@pytest.fixture(scope="session")
def book():
    return books.read(report_sample.ledger())


@pytest.fixture(scope="session")
def page_text(book):
    return html.render(book, report_sample.TRUST)


@pytest.fixture(scope="session")
def page(page_text):
    return Page(page_text)

"""The columns of tables of parts of years: of how many months each is, and with which month it ends."""

from __future__ import annotations

import pytest

from rag.statements.columns import Column, columns_of, years_of

JUNE_2023 = 12 * 2023 + 6
DECEMBER_2022 = 12 * 2022 + 12


def read(head: str, *, title: str = "", is_balance: bool = False):
    return columns_of(title, head, years_of(head), is_balance=is_balance)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "Three months ended June 30,\tSix months ended June 30, 2023\t2022\t2023\t2022",
            [(2023, 3, 0), (2022, 3, 12), (2023, 6, 0), (2022, 6, 12)],
        ),
        (
            "13 weeks ended\t26 weeks ended June 28,\tJune 30,\tJune 28,\tJune 30, 2023 2022 2023 2022",
            [(2023, 3, 0), (2022, 3, 12), (2023, 6, 0), (2022, 6, 12)],
        ),
        ("13 Weeks Ended July 1, 2023\tJuly 2, 2022", [(2023, 3, 0), (2022, 3, 12)]),  # some days into July
        ("Quarter ended June 30, 2022\t2023", [(2022, 3, 12), (2023, 3, 0)]),
        ("Quarter ended June 30, 2023\tMarch 31, 2023", [(2023, 3, 0), (2023, 3, 3)]),
        ("April bis Juni 2023\tApril bis Juni 2022", [(2023, 3, 0), (2022, 3, 12)]),
        ("1.1.–30.6.2023\t1.1.–30.6.2022", [(2023, 6, 0), (2022, 6, 12)]),
        ("January to June 2023 2022", [(2023, 6, 0), (2022, 6, 12)]),
    ],
)
def test_columns_have_months_and_an_end(head, expected):
    assert read(head) == tuple(Column(year, months, JUNE_2023 - back) for year, months, back in expected)


@pytest.mark.parametrize(
    "head",
    [
        "June 30, 2023\tDecember 31, 2022",
        "June 30,\tDecember 31, 2023\t2022",
        "30. Juni 2023\t31. Dezember 2022",
        "30.06.2023\t31.12.2022",
    ],
)
def test_balances_are_those_of_days(head):
    assert read(head, is_balance=True) == (Column(2023, 0, JUNE_2023), Column(2022, 0, DECEMBER_2022))


@pytest.mark.parametrize(
    ("head", "parts"),
    [
        ("Q2 2023\tQ2 2022", [(3, "Q2")] * 2),
        ("Second quarter 2023\t2022", [(3, "Q2")] * 2),
        ("2. Quartal 2023\t2. Quartal 2022", [(3, "Q2")] * 2),
        ("Q2 2023 Q2 2022 H1 2023 H1 2022", [(3, "Q2"), (3, "Q2"), (6, "H1"), (6, "H1")]),
    ],
)
def test_columns_may_say_their_quarter_themselves(head, parts):
    assert [(each.months, each.part, each.end) for each in read(head)] == [(*part, None) for part in parts]


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("", "2023\t2022"),  # of what time?
        ("for the three and six months ended June 30", "2023\t2022"),
        ("", "Three months ended Six months ended 2023\t2022\t2021"),
        ("", "Three months ended Six months ended 2023\t2022\t2022\t2021"),
        ("", "Three months ended June 30, 2023\t2022\tChange"),
        ("", "Three months ended June 30, March 31, December 31, 2023\t2022"),
    ],
)
def test_heads_that_are_not_plain_have_no_columns(title, head):
    assert read(head, title=title) == ()


def test_a_title_says_the_time_of_all_columns():
    title = "Statements of Income for the three months ended June 30"
    assert read("2023\t2022", title=title) == (Column(2023, 3, JUNE_2023), Column(2022, 3, JUNE_2023 - 12))


def test_only_a_line_of_nothing_but_times_has_years():
    assert years_of("(In millions)\tJune 30, 2023\tDecember 31, 2022") == (2023, 2022)
    assert years_of("Net sales grew by 5.2 % in 2023 and 2022") == ()
    assert years_of("Net sales\t1,000\t900") == ()

"""Invented annual reports: pages cut into passages as the chunker does, so that a table goes over several."""

from __future__ import annotations

from collections.abc import Iterator

from rag.types import Passage

INCOME = """\
Nordhafen Pumps plc
Consolidated Statements of Income
Years ended December 31
(In millions, except per share data)\t2023\t2022\t2021
Net sales\t$ 4,000\t$ 3,600\t$ 3,000
Cost of sales\t2,400\t2,250\t1,800
Gross profit\t1,600\t1,350\t1,200
Selling, general and administrative expenses\t700\t650\t600
Operating income\t900\t700\t600
Interest expense\t(45)\t(50)\t(40)
Income before income taxes\t855\t650\t560
Provision for income taxes\t(171)\t(143)\t(140)
Net income including noncontrolling interest\t684\t507\t420
Less: Net income attributable to noncontrolling interest\t14\t7\t20
Net income attributable to Nordhafen Pumps plc\t$ 670\t$ 500\t$ 400
Earnings per share attributable to shareholders:
Net income attributable to Nordhafen Pumps plc\t$ 6.70\t$ 5.00\t$ 4.00
"""
BALANCE = """\
Consolidated Balance Shee ts
(Dollars in millions)
December 31,\tDecember 31,
2023\t2022
Assets
Cash and cash equivalents\t$ 310\t$ 290
Accounts receivable, less allowances of $5 and $4\t500\t480
Inventories
Finished goods\t260\t240
Raw materials and supplies\t140\t160
Prepaid expenses\t30\t20
Total current assets\t1,240\t1,190
Property, plant and equipment\t3,000\t2,800
Less: Accumulated depreciation\t(1,000)\t(900)
Property, plant and equipment, net\t2,000\t1,900
Total assets\t$ 3,600\t$ 3,400
Short-term debt\t100\t—
Current portion of long-term debt\t50\t60
Current portion of operating lease liabilities\t20\t20
Accounts payable\t400\t360
Total current liabilities\t800\t700
Long-term debt, less current portion\t900\t1,000
Total liabilities\t2,000\t2,000
Total Nordhafen Pumps shareholders' equity\t1,500\t1,320
Noncontrolling interests\t100\t80
Total equity\t1,600\t1,400
Total liabilities and equity\t$ 3,600\t$ 3,400
"""
CASH = """\
Consolidated Statements of Cash Flows
(Millions)
2023\t2022\t2021
Net income including noncontrolling interest\t684\t507\t420
Depreciation and amortization\t200\t180\t150
Inventories\t0\t(30)\t(10)
Net cash provided by (used in) operating activities\t880\t700\t610
Purchases of property, plant and equipment (PP&E)\t(300)\t(250)\t(200)
Net cash used in investing activities\t(290)\t(240)\t(190)
Dividends paid to shareholders\t(150)\t(140)\t(120)
Net cash used in financing activities\t(570)\t(450)\t(400)
"""
# That of some subsidiaries, behind the real ones.
GUARANTORS = """\
Note 21. Guarantor balance sheets
(Dollars in millions)\t2023\t2022
Cash and cash equivalents\t1\t2
Inventories\t3\t4
Total current assets\t10\t11
Property, plant and equipment, net\t20\t21
Total assets\t35\t36
Accounts payable\t4\t5
Total current liabilities\t6\t7
Long-term debt\t8\t9
Total liabilities\t20\t21
Total shareholders' equity\t15\t15
"""
QUARTER = """\
Condensed Consolidated Statements of Income
Three Months Ended September 30,
(In millions)\t2023\t2022
Net sales\t1,010\t905
Cost of sales\t600\t560
Operating income\t220\t180
Net income\t170\t130
"""
GERMAN_INCOME = """\
Gewinn- und Verlustrechnung
in Mio. EUR\t2024\t2023
Umsatzerlöse\t1.250,0\t1.000,0
Materialaufwand\t700,0\t580,0
Betriebsergebnis\t125,0\t90,0
Ergebnis vor Steuern\t120,0\t84,0
Jahresüberschuss\t84,0\t60,0
"""
GERMAN_BALANCE = """\
Bilanz zum 31. Dezember
in Mio. EUR\t2024\t2023
Vorräte\t200,0\t180,0
Umlaufvermögen\t500,0\t450,0
Bilanzsumme\t1.000,0\t900,0
Eigenkapital\t420,0\t360,0
"""
# The fiscal year of this one ends in January of the next.
JANUARY_INCOME = """\
Consolidated Statements of Income
($ in millions)\t2022\t2021
Sales\t8,000\t7,500
Cost of sales\t5,000\t4,700
Operating income\t700\t650
Net income\t500\t480
"""
JANUARY_BALANCE = """\
Consolidated Balance Sheets
(in millions)\tJanuary 28, 2023\tJanuary 29, 2022
Merchandise inventories\t1,600\t1,200
Total current assets\t2,500\t2,400
Total assets\t6,000\t5,900
Total current liabilities\t1,500\t1,400
"""
COVER = (
    "Nordhafen Pumps plc\nANNUAL REPORT PURSUANT TO SECTION 13\nfor the year 2023\nWe make pumps and controllers."
)
_LINES = 7  # of a passage


def passages_of(*pages: str, document: str = "nordhafen-2023.pdf", language: str = "en") -> list[Passage]:
    """The pages as the passages of one document, some lines each."""
    return [
        Passage(number, 1, document, page, start, start + len(text), text, language=language)
        for number, (page, start, text) in enumerate(_cut(pages), 1)
    ]


def _cut(pages: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    for page, text in enumerate(pages, 1):
        lines = text.splitlines(keepends=True)
        start = 0
        for first in range(0, len(lines), _LINES):
            part = "".join(lines[first : first + _LINES])
            yield page, start, part.rstrip("\n")
            start += len(part)


NORDHAFEN = passages_of(COVER, INCOME, BALANCE, CASH, GUARANTORS)
WEBER = passages_of(
    "Weber Maschinen AG\nGeschäftsbericht 2024",
    GERMAN_INCOME,
    GERMAN_BALANCE,
    document="weber-2024.pdf",
    language="de",
)

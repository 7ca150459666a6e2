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
# Reports of a quarter.
QUARTERLY_COVER = (
    "Nordhafen Pumps plc\nQUARTERLY REPORT PURSUANT TO SECTION 13\nFor the quarterly period ended June 30, 2023"
)
QUARTERLY_INCOME = """\
Nordhafen Pumps plc
Condensed Consolidated Statements of Income
(In millions, except per share data)
Three Months Ended June 30,\tSix Months Ended June 30,
2023\t2022\t2023\t2022
Net sales\t$ 1,000\t$ 900\t$ 1,900\t$ 1,750
Cost of sales\t600\t558\t1,140\t1,100
Gross profit\t400\t342\t760\t650
Operating income\t220\t180\t410\t340
Net income\t$ 170\t$ 130\t$ 300\t$ 250
"""
QUARTERLY_BALANCE = """\
Condensed Consolidated Balance Sheets
(In millions)\tJune 30, 2023\tDecember 31, 2022
Cash and cash equivalents\t$ 250\t$ 290
Inventories\t420\t400
Total current assets\t1,220\t1,190
Total assets\t$ 3,500\t$ 3,400
Accounts payable\t380\t360
Total current liabilities\t800\t700
"""
QUARTERLY_CASH = """\
Condensed Consolidated Statements of Cash Flows
(In millions)
Six Months Ended June 30,
2023\t2022
Net income\t300\t250
Depreciation and amortization\t90\t80
Net cash provided by operating activities\t350\t310
Purchases of property, plant and equipment\t(140)\t(120)
Net cash used in investing activities\t(150)\t(125)
"""
# Shares of sales beside the figures, and a year that ends in January.
WEEKS_COVER = (
    "Deichkind Stores Inc. Announces Second Quarter Fiscal 2023 Results\n"
    "The second quarter of fiscal 2022 was warm."
)
WEEKS_INCOME = """\
Consolidated Statements of Income
(In thousands, except per share data)
13 Weeks Ended
July 29,\tJuly 30,
2023\t2022
(Unaudited)
Net sales\t$ 250,000\t100.0%\t$ 230,000\t100.0%
Cost of sales\t150,000\t60.0%\t140,300\t61.0%
Gross profit\t100,000\t40.0%\t89,700\t39.0%
Operating income\t—\t0.0%\t23,000\t10.0%
Net income\t$ 20,000\t8.0%\t$ 17,000\t7.4%
"""
WEEKS_BALANCE = """\
Condensed Consolidated Balance Sheets
(In thousands)
July 29,\tJanuary 28,\tJuly 30,
2023\t2023\t2022
Merchandise inventories\t181,000\t160,000\t167,000
Total current assets\t240,000\t270,000\t230,000
Total assets\t$ 530,000\t$ 537,000\t$ 500,000
Total current liabilities\t160,000\t168,000\t150,000
"""
GERMAN_QUARTER = """\
Gewinn- und Verlustrechnung
in Mio. EUR
3. Quartal 2024\t3. Quartal 2023\t9 Monate 2024\t9 Monate 2023
Umsatzerlöse\t320,0\t250,0\t920,0\t740,0
Umsatzkosten\t192,0\t160,0\t560,0\t470,0
Betriebsergebnis\t32,0\t20,0\t90,0\t66,0
Jahresüberschuss\t21,0\t14,0\t60,0\t44,0
"""
NORDHAFEN_QUARTER = passages_of(
    QUARTERLY_COVER, QUARTERLY_INCOME, QUARTERLY_BALANCE, QUARTERLY_CASH, document="nordhafen-10q.pdf"
)
DEICHKIND = passages_of(WEEKS_COVER, WEEKS_INCOME, WEEKS_BALANCE, document="deichkind-release.pdf")

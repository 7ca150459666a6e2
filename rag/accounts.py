"""What a company's statements have in their rows, and how these are usually labelled in English and German."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """One thing that statements tell, by its usual labels.

    `further`: other labels of tables, in small letters, too many or too common to search for them.
    """

    english: tuple[str, ...]
    german: tuple[str, ...]
    further: frozenset[str] = frozenset()

    @property
    def labels(self) -> frozenset[str]:
        """All of them in small letters."""
        return self.further.union(map(str.casefold, self.english + self.german))


def _account(english: str, german: str, further: str = "") -> Account:
    return Account(
        tuple(english.split("|")), tuple(german.split("|")), frozenset(further.split("|") if further else ())
    )


# The income statement.
REVENUE = _account(
    "revenue|net sales",
    "Umsatzerlöse",
    "revenues|total revenue|total revenues|net revenue|net revenues|sales|total net sales|turnover"
    "|umsatz|umsätze|gesamtumsatz|nettoumsatz|erlöse",
)
COST_OF_SALES = _account("cost of sales|cost of goods sold", "Umsatzkosten|Materialaufwand")
GROSS_PROFIT = _account(
    "gross profit", "Bruttoergebnis vom Umsatz|Rohertrag", "bruttoergebnis|bruttogewinn|rohergebnis"
)
EBITDA = _account("EBITDA", "EBITDA")
OPERATING_PROFIT = _account(
    "operating income|operating profit",
    "Betriebsergebnis",
    "income from operations|operating result|ebit|operating profit (ebit)|operating income (ebit)"
    "|operatives ergebnis|betriebsergebnis (ebit)|operatives ergebnis (ebit)"
    "|ergebnis der betrieblichen tätigkeit",
)
DEPRECIATION = _account("depreciation and amortization", "Abschreibungen")
INTEREST_EXPENSE = _account("interest expense", "Zinsaufwendungen")
PROFIT_BEFORE_TAX = _account("income before income taxes", "Ergebnis vor Steuern")
INCOME_TAX = _account("income tax expense|provision for income taxes", "Steuern vom Einkommen und Ertrag")
NET_PROFIT = _account(
    "net income",
    "Jahresüberschuss|Konzernergebnis",
    "net profit|net earnings|profit for the year|konzernjahresüberschuss|periodenergebnis|nettoergebnis"
    "|nettogewinn",
)
RESEARCH = _account("research and development expenses", "Forschungs- und Entwicklungskosten")

# The balance sheet.
CURRENT_ASSETS = _account("current assets", "Umlaufvermögen|kurzfristige Vermögenswerte")
CASH = _account("cash and cash equivalents", "Zahlungsmittel und Zahlungsmitteläquivalente|flüssige Mittel")
RECEIVABLES = _account("accounts receivable|trade receivables", "Forderungen aus Lieferungen und Leistungen")
INVENTORIES = _account("inventories", "Vorräte")
FIXED_ASSETS = _account("property, plant and equipment", "Sachanlagen|Anlagevermögen")
TOTAL_ASSETS = _account("total assets", "Bilanzsumme", "balance sheet total|summe aktiva|gesamtvermögen")
CURRENT_LIABILITIES = _account("current liabilities", "kurzfristige Verbindlichkeiten")
PAYABLES = _account("accounts payable|trade payables", "Verbindlichkeiten aus Lieferungen und Leistungen")
SHORT_TERM_DEBT = _account("short-term borrowings", "kurzfristige Finanzverbindlichkeiten")
LONG_TERM_DEBT = _account("long-term debt", "langfristige Finanzverbindlichkeiten")
TOTAL_LIABILITIES = _account("total liabilities", "Verbindlichkeiten|Fremdkapital")
EQUITY = _account("shareholders' equity", "Eigenkapital", "equity|total equity|total shareholders' equity")

# The statement of cash flows.
OPERATING_CASH = _account("net cash provided by operating activities", "Cashflow aus der betrieblichen Tätigkeit")
CAPITAL_EXPENDITURE = _account(
    "capital expenditures|purchases of property, plant and equipment", "Investitionen in Sachanlagen"
)
DIVIDENDS = _account("dividends paid", "gezahlte Dividenden")

"""What statements tell and questions ask for, in the usual labels and names, English and German."""

from __future__ import annotations

from rag import accounts
from rag.accounts import Account
from rag.statements.item import make_item
from rag.statements.tables import Kind

_OWNERS = r"(?:shareholders|stockholders|shareowners|share owners|owners)'?"
_PROPERTY = r"property (?:plant )?and equipment"

REVENUE = make_item(
    accounts.REVENUE,
    Kind.INCOME,
    r"""
    total (?:net )?(?:operating )?revenues?(?: net of interest expense)?
    |total (?:net )?sales(?: and (?:other )?revenues?)?
    (?:net )?(?:operating )?revenues?(?: net)?|net sales(?: and revenues?)?|sales(?: to customers| net
    | and other operating revenues?)?
    """,
    r"(?:total |net )*(?:operating )?(?:revenues?|sales|turnover)|(?:gesamt|netto)?ums[aä]tz(?:es|e|en"
    r"|erlöse[ns]?)?|erlösen?",
)
COST_OF_SALES = make_item(
    accounts.COST_OF_SALES,
    Kind.INCOME,
    r"""
    total costs? of (?:net )?(?:sales|revenues?|goods sold|products sold|goods and services sold)
    costs? of (?:net )?(?:sales|revenues?|goods sold|products sold|goods and services sold
    |merchandise sold)(?: exclusive of .*| excluding .*)?
    """,
    r"costs? of (?:goods sold|sales|revenues?|products sold)|COGS|umsatzkosten|materialaufwand",
    is_size=True,
)
GROSS_PROFIT = make_item(
    accounts.GROSS_PROFIT,
    Kind.INCOME,
    r"(?:total )?gross (?:profit|margin)",
    r"gross profit|bruttoergebnis|rohertrag",
)
OPERATING_PROFIT = make_item(
    accounts.OPERATING_PROFIT,
    Kind.INCOME,
    r"(?:total )?operating (?:income|profit|earnings|loss)|(?:income|profit|earnings|loss) from operations|ebit",
    r"(?:operating (?:income|profit|earnings|result)|(?:income|profit) from operations|EBIT)"
    r"|betriebsergebnis|operative[sn]? ergebnis",
)
DEPRECIATION = make_item(
    accounts.DEPRECIATION,
    Kind.CASH,
    r"""
    (?:total )?depreciation (?:and |amortization and )*(?:amorti[sz]ation|other)(?: expenses?)?(?: of .*)?
    abschreibungen(?: auf .*)?
    """,
    r"depreciation (?:and|&|\+) amorti[sz]ation(?: expenses?)?|D&A|DA|abschreibungen",
    never=r"impairment",
    is_size=True,
)
INTEREST_EXPENSE = make_item(
    accounts.INTEREST_EXPENSE,
    Kind.INCOME,
    r"""
    interest expense(?: net)?
    (?:total )?(?:interest (?:and other )?(?:expense|costs?)|finance costs?|zinsen und ähnliche aufwendungen).*
    """,
    r"interest expenses?|zinsaufwand|zinsaufwendungen",
    never=r"income|other|ertr[aä]g",
    is_size=True,
)
PROFIT_BEFORE_TAX = make_item(
    accounts.PROFIT_BEFORE_TAX,
    Kind.INCOME,
    r"""
    (?:income|earnings|profit|loss) before (?:[a-z ]+ (?:for|from) )?(?:income )?tax(?:es)?(?: on income
    | expense)?
    pre-?tax (?:income|profit|earnings)|(?:income|earnings|profit) (?:from continuing operations )?before .*tax.*
    """,
    r"(?:pre-?tax|before tax(?:es)?) (?:income|profit|earnings)|(?:income|profit|earnings)"
    r" before (?:income )?tax(?:es)?|ergebnis vor steuern",
)
INCOME_TAX = make_item(
    accounts.INCOME_TAX,
    Kind.INCOME,
    r"""
    (?:total )?(?:provision|benefit|expense|provision benefit) (?:for|from) (?:income )?taxes(?: on income)?
    |provision for taxes on income
    income tax(?:es)?(?: expenses?| provision| benefit| expense benefit| provision benefit
    | from continuing operations)?|tax(?:es)? (?:expense|provision)
    """,
    r"(?:income )?tax expenses?|(?:provision for )?income taxes|ertragsteuern|ertragssteuern|steueraufwand(?:s"
    r"|es)?",
)
NET_PROFIT = make_item(
    accounts.NET_PROFIT,
    Kind.INCOME,
    r"""
    (?:consolidated )?net (?:income|earnings|profit|loss) attributable to (?!.*non-?controlling).*
    net (?:income|earnings|profit|loss)
    (?:consolidated )?net (?:income|earnings|profit|loss)(?: including non-?controlling interests?)?
    |profit for the (?:year|period)
    """,
    r"net (?:income|earnings|profit|loss)|profit after tax|jahresüberschuss(?:es)?|konzernergebnis(?:ses)?"
    r"|nettoergebnis(?:ses)?|nettogewinn(?:s|es)?",
)
RESEARCH = make_item(
    accounts.RESEARCH,
    Kind.INCOME,
    r"research (?:and |development and )*(?:development|related expenses?)(?: expenses?| costs?)?",
    r"research and development(?: expenses?| costs?)?|R&D(?: expenses?| costs?| spend\w*)?"
    r"|forschungs- und entwicklungs(?:kosten|aufwand|aufwendungen)",
    is_size=True,
)
SELLING_AND_ADMINISTRATION = make_item(
    Account(("selling, general and administrative expenses",), ("Vertriebs- und Verwaltungskosten",)),
    Kind.INCOME,
    r"(?:total )?(?:operating )?selling (?:marketing |general )?and administrative(?: expenses?)?",
    r"SG&A(?: expenses?)?|selling(?:,? general)?,? (?:and|&) administrative(?: expenses?| costs?)?",
    is_size=True,
)
CURRENT_ASSETS = make_item(
    accounts.CURRENT_ASSETS,
    Kind.BALANCE,
    r"total current assets|summe umlaufvermögen|summe kurzfristige vermögenswerte",
    r"(?:total )?current assets|umlaufvermögens?|kurzfristige[nr]? vermögenswerte",
)
CASH = make_item(
    accounts.CASH,
    Kind.BALANCE,
    r"cash and (?:cash )?equivalents(?: .*)?|cash",
    r"cash(?: and cash equivalents| & equivalents)?|zahlungsmittel(?:bestand|bestands)?|kassenbestand"
    r"|flüssige[nr]? mittel",
)
# Asked for by this name they may be those of many years as well, so it is a part of measures only.
SECURITIES = make_item(
    Account(("short-term investments", "marketable securities"), ("Wertpapiere des Umlaufvermögens",)),
    Kind.BALANCE,
    r"(?:current |short-term )?marketable securities(?: current| net)?|short-term investments(?: net)?"
    r"|current investments",
    r"short-term investments|marketable securities|wertpapiere des umlaufvermögens",
)
RECEIVABLES = make_item(
    accounts.RECEIVABLES,
    Kind.BALANCE,
    r"""
    (?:total )?(?:accounts|trade)(?: and other| and notes)? receivables?(?: trade)?(?: less| net| allowances?).*
    (?:total )?(?:net )?(?:accounts |trade |customer )?(?:and other )?receivables?(?: trade)?(?:(?: less| net
    | allowances?).*)?
    """,
    r"(?:accounts |trade )?receivables?|forderungen(?: aus lieferungen und leistungen)?",
)
INVENTORIES = make_item(
    accounts.INVENTORIES,
    Kind.BALANCE,
    r"""
    total inventor(?:y|ies)(?: net)?
    (?:merchandise |net )?inventor(?:y|ies)(?: net| at .*)?
    """,
    r"(?:merchandise )?inventor(?:y|ies)|vorr(?:at|ats|äte|äten)|lagerbest[aä]nd(?:s|es|e|en)?",
    parts=r"raw materials.*|work in (?:process|progress).*|finished (?:goods|products).*|supplies.*|merchandise.*"
    r"|purchased parts.*"
    r"|roh- hilfs- und betriebsstoffe|(?:un)?fertige erzeugnisse.*|waren",
)
FIXED_ASSETS = make_item(
    accounts.FIXED_ASSETS,
    Kind.BALANCE,
    rf"""
    (?:total |net )?{_PROPERTY} net(?: of .*)?|net {_PROPERTY}|total {_PROPERTY}(?: net.*)?
    {_PROPERTY}(?: at cost)?(?: less .*)?
    """,
    r"(?:net )?(?:property,? plant,? (?:and|&) equipment|property (?:and|&) equipment|PP(?:&| and )?N?E"
    r"|fixed assets)"
    r"|sachanlagen|sachanlagevermögen",
)
TOTAL_ASSETS = make_item(
    accounts.TOTAL_ASSETS,
    Kind.BALANCE,
    r"total assets|bilanzsumme|summe aktiva|aktiva",
    r"total assets|bilanzsumme",
)
CURRENT_LIABILITIES = make_item(
    accounts.CURRENT_LIABILITIES,
    Kind.BALANCE,
    r"total current liabilities|summe kurzfristige verbindlichkeiten",
    r"(?:total )?current liabilities|kurzfristige[nr]? verbindlichkeiten",
)
PAYABLES = make_item(
    accounts.PAYABLES,
    Kind.BALANCE,
    r"""
    (?:accounts|trade) payables?(?: trade)?
    (?:accounts|trade) and other payables?
    """,
    r"(?:accounts|trade) payables?|verbindlichkeiten aus lieferungen und leistungen",
)
SHORT_TERM_DEBT = make_item(
    accounts.SHORT_TERM_DEBT,
    Kind.BALANCE,
    r"""
    (?:short-term|current) (?:borrowings?|debt) and current (?:portion|maturities) of long-term debt
    |debt maturing within one year|total (?:short-term|current) debt
    short-term (?:borrowings?|debt)|(?:notes|loans)(?: and notes)? payable(?: .*)?|commercial paper|current debt
    |debt current|current (?:portion|maturities) of (?:long-term )?(?:debt|borrowings)(?: .*)?
    |long-term debt due within one year
    """,
    r"short-term (?:debt|borrowings?)|kurzfristige[nr]? finanz(?:schulden|verbindlichkeiten)",
    never="lease",
    is_sum=True,
)
LONG_TERM_DEBT = make_item(
    accounts.LONG_TERM_DEBT,
    Kind.BALANCE,
    r"long-term (?:debt|borrowings?)(?: current (?:portion|maturities)| net.*| excluding .*"
    r"| due after one year)*",
    r"long-term (?:debt|borrowings?)|langfristige[nr]? finanz(?:schulden|verbindlichkeiten)",
)
TOTAL_LIABILITIES = make_item(
    accounts.TOTAL_LIABILITIES,
    Kind.BALANCE,
    r"total liabilities|summe (?:verbindlichkeiten|fremdkapital)",
    r"total liabilities|fremdkapital",
)
EQUITY = make_item(
    accounts.EQUITY,
    Kind.BALANCE,
    rf"""
    total (?:equity|deficit)|summe eigenkapital
    total {_OWNERS} (?:equity|deficit|investment)
    total .+ {_OWNERS} (?:equity|deficit)
    (?:{_OWNERS} )?equity
    """,
    r"(?:total )?equity|eigenkapitals?",
    never="liabilit|verbindlichkeit",
)
# Without what belongs to others in subsidiaries.
OWNERS_EQUITY = make_item(
    accounts.EQUITY,
    Kind.BALANCE,
    rf"""
    total (?!{_OWNERS}).+ {_OWNERS} (?:equity|deficit)|(?:total )?equity attributable to (?!non-?controlling).+
    total {_OWNERS} (?:equity|deficit|investment)
    total (?:equity|deficit)|summe eigenkapital
    (?:{_OWNERS} )?equity
    """,
    rf"(?:total )?{_OWNERS} equity",
    never="liabilit|verbindlichkeit",
)
RETAINED = make_item(
    Account(("retained earnings",), ("Gewinnrücklagen",)),
    Kind.BALANCE,
    r"(?:retained earnings|accumulated (?:deficit|earnings)|reinvested earnings|earnings reinvested)(?: .*)?",
    r"retained earnings|gewinnrücklagen?",
)
_FLOW = r"(?:net )?cash ?(?:flows? )?(?:provided |used |generated )?(?:by|in|from|for)"
_FLOW_LABEL = r"(?:net )?cash (?:flows? )?(?:generated |provided |used )*(?:by |from |in |for )*"
OPERATING_CASH = make_item(
    accounts.OPERATING_CASH,
    Kind.CASH,
    rf"{_FLOW_LABEL}(?:operations|operating activities)(?: continuing operations)?"
    r"|cashflow aus (?:der )?(?:betrieblichen|laufenden|operativen) .*",
    rf"{_FLOW} (?:operations|operating activities)|operating cash ?flows?|operative[nrs]? cash-?flows?"
    r"|cash-?flows? aus (?:der )?(?:betrieblichen|laufenden|operativen) \w+",
)
INVESTING_CASH = make_item(
    Account(("net cash used in investing activities",), ("Cashflow aus der Investitionstätigkeit",)),
    Kind.CASH,
    rf"{_FLOW_LABEL}investing activities(?: continuing operations)?|cashflow aus (?:der )?investitionstätigkeit",
    rf"{_FLOW} investing activities|investing cash ?flows?|cash-?flows? aus (?:der )?investitionstätigkeit",
)
FINANCING_CASH = make_item(
    Account(("net cash used in financing activities",), ("Cashflow aus der Finanzierungstätigkeit",)),
    Kind.CASH,
    rf"{_FLOW_LABEL}financing activities(?: continuing operations)?|cashflow aus (?:der )?finanzierungstätigkeit",
    rf"{_FLOW} financing activities|financing cash ?flows?|cash-?flows? aus (?:der )?finanzierungstätigkeit",
)
CAPITAL_EXPENDITURE = make_item(
    accounts.CAPITAL_EXPENDITURE,
    Kind.CASH,
    rf"""
    (?:purchases?|additions?|payments?|acquisitions?|expenditures?|investments?) (?:of|to|for|on
    |in) (?:the )?(?:purchase of )?{_PROPERTY}(?: .*)?
    (?:total )?(?:cash )?capital expenditures?(?: .*)?|(?:purchases?|additions?) (?:of|to) (?:fixed assets
    |property)(?: .*)?
    (?:auszahlungen für )?investitionen in (?:das )?sachanlage\w*(?: .*)?
    """,
    r"cap-?ex|capital (?:expenditures?|spending)|investitionen in (?:das )?sachanlage(?:n|vermögen)",
    is_size=True,
)
DIVIDENDS = make_item(
    accounts.DIVIDENDS,
    Kind.CASH,
    r"""
    (?:payments? of )?(?:cash )?dividends?(?: paid)?(?: to (?:common )?(?:share|stock)\w+)?(?: common.*)?
    |gezahlte dividenden.*
    (?:payments? of |cash )?dividends?(?: paid)?(?: to (?!non-?controlling).*)?
    """,
    r"(?:cash )?dividends?(?: paid| payments?)?|(?:gezahlte )?dividenden?",
    is_size=True,
)

ITEMS = (
    REVENUE,
    COST_OF_SALES,
    GROSS_PROFIT,
    OPERATING_PROFIT,
    DEPRECIATION,
    INTEREST_EXPENSE,
    PROFIT_BEFORE_TAX,
    INCOME_TAX,
    NET_PROFIT,
    RESEARCH,
    SELLING_AND_ADMINISTRATION,
    CURRENT_ASSETS,
    CASH,
    RECEIVABLES,
    INVENTORIES,
    FIXED_ASSETS,
    TOTAL_ASSETS,
    CURRENT_LIABILITIES,
    PAYABLES,
    SHORT_TERM_DEBT,
    LONG_TERM_DEBT,
    TOTAL_LIABILITIES,
    EQUITY,
    OWNERS_EQUITY,
    RETAINED,
    OPERATING_CASH,
    INVESTING_CASH,
    FINANCING_CASH,
    CAPITAL_EXPENDITURE,
    DIVIDENDS,
)

"""ISO 4217 currencies and how many decimals each has."""

_CODES = {
    0: ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY "
        "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
        "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
        "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG "
        "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST "
        "XCD YER ZAR ZMW"
    ),
    3: ("BHD IQD JOD KWD LYD OMR TND"),
}
_DECIMALS = {code: decimals for decimals, codes in _CODES.items() for code in codes.split()}


class CurrencyUnknown(ValueError):
    """A currency must be one of the ISO 4217 codes in use."""

    code = "currency-unknown"

    def __init__(self, currency: str) -> None:
        super().__init__(f"'{currency}' is no currency we know. Give an ISO 4217 code in capitals, such as CNY or USD.")


def decimals_of(currency: str) -> int:
    """Return how many decimals `currency` has; raise CurrencyUnknown if it is no ISO 4217 code."""
    decimals = _DECIMALS.get(currency)
    if decimals is None:
        raise CurrencyUnknown(currency)
    return decimals

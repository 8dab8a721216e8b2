"""Which documents prove who is behind a center: a list for every country, the country's own documents first.

`check` names the module of python-stdnum that knows the number's form and check digits; empty where it is free text.
"""

from dataclasses import dataclass

from bizhub.domain.verification import EntityKind


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document: what it is called, and what its number is called on it."""

    key: str
    label: str
    number: str
    check: str = ""


BUSINESS_EVERYWHERE = (
    DocumentType("BUSINESS_LICENSE", "Business licence", "Licence number"),
    DocumentType("INCORPORATION", "Certificate of incorporation or registration", "Registration number"),
    DocumentType("REGISTER_EXTRACT", "Extract from the commercial register", "Register number"),
    DocumentType("TAX_CERTIFICATE", "Tax registration or certificate", "Tax number"),
    DocumentType("GOVERNMENT_LETTER", "Official letter of a government office", "Reference number"),
)
INDIVIDUAL_EVERYWHERE = (
    DocumentType("PASSPORT", "Passport", "Passport number"),
    DocumentType("NATIONAL_ID", "National identity card", "Card number"),
    DocumentType("DRIVING_LICENCE", "Driving licence", "Licence number"),
    DocumentType("RESIDENCE_PERMIT", "Residence permit", "Permit number"),
    DocumentType("VISA", "Visa", "Visa number"),
)

_Own = tuple[DocumentType, ...]


def _own(*documents: tuple[str, str, str] | tuple[str, str, str, str]) -> _Own:
    return tuple(DocumentType(*document) for document in documents)


_BUSINESS_OF: dict[str, _Own] = {
    "AR": _own(("CUIT", "Constancia de inscripción (ARCA/AFIP)", "CUIT", "ar.cuit")),
    "AT": _own(
        ("FIRMENBUCH", "Firmenbuchauszug", "Firmenbuchnummer"),
        ("VAT", "Bescheid über die UID-Nummer", "UID-Nummer", "at.uid"),
    ),
    "AU": _own(
        ("ASIC", "ASIC certificate of registration", "ACN", "au.acn"), ("ABN", "ABN registration", "ABN", "au.abn")
    ),
    "BE": _own(("KBO", "Uittreksel KBO · extrait BCE", "Enterprise number", "be.vat")),
    "BG": _own(("EIK", "Certificate of the Trade Register", "EIK", "bg.vat")),
    "BR": _own(("CNPJ", "Comprovante de inscrição no CNPJ", "CNPJ", "br.cnpj")),
    "CA": _own(("BN", "Certificate of incorporation or BN letter of the CRA", "Business Number", "ca.bn")),
    "CH": _own(("UID", "Handelsregisterauszug · extrait du registre du commerce", "UID", "ch.uid")),
    "CL": _own(("RUT", "e-RUT de la empresa", "RUT", "cl.rut")),
    "CN": _own(("USCC", "Business licence (营业执照)", "Unified social credit code", "cn.uscc")),
    "CO": _own(("NIT", "RUT (DIAN)", "NIT", "co.nit")),
    "CZ": _own(("ICO", "Výpis z obchodního rejstříku", "DIČ or IČO", "cz.dic")),
    "DE": _own(
        ("HANDELSREGISTER", "Handelsregisterauszug", "HRA or HRB number with its court"),
        ("GEWERBE", "Gewerbeanmeldung", "Reference number"),
        ("VAT", "Bescheinigung über die USt-IdNr.", "USt-IdNr.", "de.vat"),
    ),
    "DK": _own(("CVR", "CVR-udskrift", "CVR number", "dk.cvr")),
    "EE": _own(("REGISTER", "Äriregistri väljavõte", "Registrikood", "ee.registrikood")),
    "EG": _own(("TAX_CARD", "Tax card", "Tax registration number", "eg.tn")),
    "ES": _own(("NIF", "Tarjeta acreditativa del NIF", "NIF", "es.nif")),
    "FI": _own(("YTUNNUS", "Kaupparekisteriote", "Y-tunnus", "fi.ytunnus")),
    "FR": _own(
        ("KBIS", "Extrait Kbis", "SIREN", "fr.siren"), ("SIRENE", "Avis de situation SIRENE", "SIRET", "fr.siret")
    ),
    "GB": _own(
        ("COMPANIES_HOUSE", "Certificate of incorporation (Companies House)", "Company number"),
        ("VAT", "VAT registration certificate", "VAT number", "gb.vat"),
    ),
    "GR": _own(("AFM", "Certificate of the tax office", "AFM", "gr.vat")),
    "HK": _own(("BUSINESS_REGISTRATION", "Business registration certificate", "Business registration number")),
    "HR": _own(("OIB", "Izvadak iz sudskog registra", "OIB", "hr.oib")),
    "HU": _own(("ADOSZAM", "Cégkivonat", "Adószám (the first eight digits)", "hu.anum")),
    "ID": _own(("NPWP", "NPWP card of the company", "NPWP", "id.npwp"), ("NIB", "Nomor Induk Berusaha", "NIB")),
    "IE": _own(
        ("CRO", "Certificate of incorporation (CRO)", "Company number"),
        ("VAT", "VAT registration certificate", "VAT number", "ie.vat"),
    ),
    "IL": _own(("COMPANY", "Certificate of incorporation", "Company number", "il.hp")),
    "IN": _own(("GST", "GST registration certificate", "GSTIN", "in_.gstin"), ("PAN", "PAN card", "PAN", "in_.pan")),
    "IT": _own(("VISURA", "Visura camerale", "Partita IVA", "it.iva")),
    "JP": _own(("CORPORATE", "Certificate of registered matters (登記事項証明書)", "Corporate number", "jp.cn")),
    "KE": _own(("KRA", "KRA PIN certificate", "KRA PIN", "ke.pin")),
    "KR": _own(("BRN", "Business registration certificate (사업자등록증)", "Registration number", "kr.brn")),
    "LT": _own(("VAT", "VAT registration certificate", "VAT number", "lt.pvm")),
    "LU": _own(("VAT", "VAT registration certificate", "VAT number", "lu.tva")),
    "LV": _own(("PVN", "Certificate of the Enterprise Register", "Registration number", "lv.pvn")),
    "MX": _own(("RFC", "Constancia de situación fiscal", "RFC", "mx.rfc")),
    "MY": _own(("SSM", "SSM certificate of registration", "Registration number")),
    "NL": _own(("KVK", "KVK-uittreksel", "KVK-nummer"), ("BTW", "Btw-registratie", "Btw-id", "nl.btw")),
    "NO": _own(("ORGNR", "Firmaattest", "Organisasjonsnummer", "no.orgnr")),
    "NZ": _own(("IRD", "IRD letter", "IRD number", "nz.ird")),
    "PE": _own(("RUC", "Ficha RUC", "RUC", "pe.ruc")),
    "PL": _own(
        ("KRS", "Odpis z KRS", "KRS number"),
        ("NIP", "Potwierdzenie NIP", "NIP", "pl.nip"),
        ("REGON", "Zaświadczenie REGON", "REGON", "pl.regon"),
    ),
    "PT": _own(("NIPC", "Certidão permanente", "NIPC", "pt.nif")),
    "RO": _own(("CUI", "Certificat de înregistrare", "CUI", "ro.cui")),
    "SE": _own(("ORGNR", "Registreringsbevis", "Organisationsnummer", "se.orgnr")),
    "SG": _own(("ACRA", "ACRA business profile", "UEN", "sg.uen")),
    "SI": _own(("DDV", "Izpisek iz poslovnega registra", "Davčna številka", "si.ddv")),
    "SK": _own(("DPH", "Výpis z obchodného registra", "IČ DPH", "sk.dph")),
    "TH": _own(("TIN", "Company affidavit (DBD)", "Registration number", "th.tin")),
    "TR": _own(("VKN", "Vergi levhası", "Vergi kimlik numarası", "tr.vkn")),
    "TW": _own(("UBN", "Company registration (公司登記)", "Unified business number", "tw.ubn")),
    "UA": _own(("EDRPOU", "Extract from the register", "EDRPOU", "ua.edrpou")),
    "US": _own(
        ("EIN", "EIN letter of the IRS (CP 575 or 147C)", "EIN", "us.ein"),
        ("STATE", "Articles or certificate of the state", "State file number"),
    ),
    "VN": _own(("MST", "Enterprise registration certificate", "Enterprise code", "vn.mst")),
    "ZA": _own(("CIPC", "CIPC registration certificate", "Registration number")),
}

_INDIVIDUAL_OF: dict[str, _Own] = {
    "AR": _own(("NATIONAL_ID", "DNI", "DNI", "ar.dni")),
    "BG": _own(("NATIONAL_ID", "National identity card", "EGN", "bg.egn")),
    "BR": _own(("NATIONAL_ID", "Carteira de identidade (CIN)", "CPF", "br.cpf")),
    "CL": _own(("NATIONAL_ID", "Cédula de identidad", "RUN", "cl.rut")),
    "CN": _own(("NATIONAL_ID", "Resident identity card (居民身份证)", "Identity number", "cn.ric")),
    "EE": _own(("NATIONAL_ID", "ID-kaart", "Isikukood", "ee.ik")),
    "ES": _own(("NATIONAL_ID", "DNI", "DNI", "es.dni"), ("NIE", "Tarjeta de identidad de extranjero", "NIE", "es.nie")),
    "FI": _own(("NATIONAL_ID", "Henkilökortti", "Henkilötunnus", "fi.hetu")),
    "HR": _own(("NATIONAL_ID", "Osobna iskaznica", "OIB", "hr.oib")),
    "ID": _own(("NATIONAL_ID", "KTP", "NIK", "id.nik")),
    "IL": _own(("NATIONAL_ID", "Identity card", "Identity number", "il.idnr")),
    "IT": _own(("NATIONAL_ID", "Tessera sanitaria", "Codice fiscale", "it.codicefiscale")),
    "LT": _own(("NATIONAL_ID", "Asmens tapatybės kortelė", "Asmens kodas", "lt.asmens")),
    "MX": _own(("NATIONAL_ID", "Credencial or CURP", "CURP", "mx.curp")),
    "MY": _own(("NATIONAL_ID", "MyKad", "NRIC number", "my.nric")),
    "PL": _own(("NATIONAL_ID", "Dowód osobisty", "PESEL", "pl.pesel")),
    "RO": _own(("NATIONAL_ID", "Carte de identitate", "CNP", "ro.cnp")),
    "SE": _own(("NATIONAL_ID", "Identitetskort", "Personnummer", "se.personnummer")),
    "TH": _own(("NATIONAL_ID", "Thai ID card", "Identity number", "th.pin")),
    "TR": _own(("NATIONAL_ID", "Kimlik kartı", "T.C. kimlik numarası", "tr.tckimlik")),
    "US": _own(("GREEN_CARD", "Green card", "Card number"), ("NATIONAL_ID", "State identity card", "Card number")),
    "ZA": _own(("NATIONAL_ID", "Smart ID card", "Identity number", "za.idnr")),
}


def document_types(kind: EntityKind, region: str) -> tuple[DocumentType, ...]:
    """What may be sent for somebody of a country (ISO 3166): its own documents, then those of everywhere."""
    is_business = kind is EntityKind.BUSINESS
    own = (_BUSINESS_OF if is_business else _INDIVIDUAL_OF).get(region, ())
    known = {document.key for document in own}
    everywhere = BUSINESS_EVERYWHERE if is_business else INDIVIDUAL_EVERYWHERE
    return (*own, *(document for document in everywhere if document.key not in known))


def document_type(kind: EntityKind, region: str, key: str) -> DocumentType | None:
    """One of that list."""
    return next((document for document in document_types(kind, region) if document.key == key), None)


CHECKS = frozenset(
    document.check
    for listed in (*_BUSINESS_OF.values(), *_INDIVIDUAL_OF.values())
    for document in listed
    if document.check
)
"""Every check that is named."""

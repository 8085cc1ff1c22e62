#!/usr/bin/env python3
"""Makes the files of this folder anew: python-docx, openpyxl, reportlab, pypdf, odfpy, msoffcrypto-tool, and LibreOffice.

What each must say is in the JSON beside it; it is written by hand or looked over by a person, never trusted as it came out.
"""
import io, os, struct, subprocess, sys, tempfile, zipfile, zlib
from datetime import datetime

HERE = os.path.dirname(os.path.abspath(__file__))
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OTHERS = ('xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
          'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
          'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
          'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
          'xmlns:v="urn:schemas-microsoft-com:vml"')
UNTAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"}}'
STAMP = (2026, 3, 2, 12, 0, 0)


def path(name):
    return os.path.join(HERE, name)


def pack(name, members, into=None):
    """A ZIP with fixed times, so that making it again changes nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            info = zipfile.ZipInfo(member, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    if name:
        open(path(name), "wb").write(buffer.getvalue())
    return buffer.getvalue()


# -- Word, by hand

def esc(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run(text, props=""):
    return f'<w:r>{"<w:rPr>" + props + "</w:rPr>" if props else ""}<w:t xml:space="preserve">{esc(text)}</w:t></w:r>'


def p(*parts):
    return "<w:p>" + "".join(part if part.startswith("<") else run(part) for part in parts) + "</w:p>"


def cell(lines, span=1, merge=None):
    props = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        props += f'<w:vMerge w:val="restart"/>' if merge == "start" else "<w:vMerge/>"
    if isinstance(lines, str):
        lines = lines.split("\n")
    content = "".join(line if line.startswith("<w:p") or line.startswith("<w:tbl") or line.startswith("<w:sdt") else p(line)
                      for line in lines)
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"


def row(*cells, props=""):
    return f"<w:tr>{props}" + "".join(c if c.startswith("<w:tc") or c.startswith("<w:sdt") else cell(c) for c in cells) + "</w:tr>"


def table(*rows, widths=()):
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
                      for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    return (f"<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
            + ("<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>" if widths else "")
            + "".join(rows) + "</w:tbl>")


def control(content, alias=None, tag=None, props="", placeholder=False, block=False):
    inner = "".join([f'<w:alias w:val="{alias}"/>' if alias else "", f'<w:tag w:val="{tag}"/>' if tag else "",
                     "<w:showingPlcHdr/>" if placeholder else "", props])
    return f"<w:sdt><w:sdtPr>{inner}</w:sdtPr><w:sdtContent>{content if content.startswith('<') else run(content)}</w:sdtContent></w:sdt>"


def tick(on, alias=None):
    props = f'<w14:checkbox><w14:checked w14:val="{int(on)}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/></w14:checkbox>'
    return control(run("☒" if on else "☐", '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic"/>'), alias, props=props)


def word(name, body, header=None, footer=None):
    rels = []
    members = []
    for kind, content in (("header", header), ("footer", footer)):
        if content:
            tag = {"header": "hdr", "footer": "ftr"}[kind]
            rels.append(f'<Relationship Id="r{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}1.xml"/>')
            members.append((f"word/{kind}1.xml", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{tag} {W} {OTHERS}>{content}</w:{tag}>'))
    overrides = "".join(f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{"header" if "header" in part else "footer"}+xml"/>' for part, _ in members)
    return pack(name, [
        ("[Content_Types].xml", '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>' + overrides + "</Types>"),
        ("_rels/.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'),
        ("word/_rels/document.xml.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(rels) + "</Relationships>"),
        ("word/document.xml", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {W} {OTHERS}><w:body>{body}<w:sectPr>'
         + ('<w:headerReference w:type="default" r:id="rheader"/>' if header else "") + ('<w:footerReference w:type="default" r:id="rfooter"/>' if footer else "")
         + '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="800" w:right="800" w:bottom="800" w:left="800"/></w:sectPr></w:body></w:document>'),
    ] + members)


# -- the risk form (domain: S × K before and after measures)

SIV = {
    "nb": dict(
        head="Melding til Datatilsynet når brudd på personopplysningssikkerheten har medført middels eller høy risiko for personers rettigheter og friheter. Informasjonsplikt til berørte ved høy risiko.",
        theme="Beskriv tema/ areal/ arbeidsprosess:\nUtsending av innkallinger", by_unit="Utført ved:\nPoliklinikken", s="S= Sannsynlighet", k="K= Konsekvens",
        id="Avvik ID nr.:\n2026-114", s_scale="\n1= Meget liten\n2= Liten\n3= Moderat\n4= Stor\n5= Kontinuerlig", k_scale="1= Ingen/ubetydelig/meget liten\n2= Liten\n3= Moderat\n4= Stor\n5= Svært stor/meget alvorlig",
        by="Utført av:\nKari Eksempel", date="Utført dato:\n02.03.2026", responsible="\nNavn på meldingsansvarlig\nOla Eksempel\n", r="R=Risiko",
        r_text="R= S x K, se risikomatrisen siste side\nR skal fargelegges (grønn – gul – rød)", t1="Tabell 1",
        h1=["Nr.", "Kartlegging - avvik", "Risikoreduserende tiltak\n(forebyggende og skadebegrensende)", "Risiko-vurdering\n(bruk matrisen nedenfor)", "Risikoreduserende tiltak\n(forebyggende og skadebegrensende)\nRestrisikovurdering", "Kommentar-felt"],
        h2=["Hva har gått galt?\nBeskriv så godt som mulig.\nNB! Ikke noter personopplysninger", "Hvilke tiltak er iverksatt?", "Forslag til nye tiltak"],
        what="Beskriv:\n(Hjelpetekst)\nInnkallinger til 14 pasienter ble lagt i feil konvolutt og sendt til andre pasienter.\nTidsrom: 27.02.2026 kl. 10 til 12\nOppdaget: 02.03.2026 kl. 08:30\nAntall berørte personer: 14\n\nMulige konsekvenser f.eks.\nTaushetsbelagte opplysninger er kjent for uvedkommende.",
        done="Alle mottakere er ringt, brevene er hentet tilbake.", new="Konvolutter med vindu. Kontroll av to ansatte før utsending.", comment="Meldepliktig, R er over 5. De berørte er informert per brev.",
        t2="Tabell 2", plan="Handlingsplan – nye risikoreduserende tiltak", plan_head=["Nr.", "Valgte tiltak", "Ansvarlig", "Medhjelper", "Tidsfrist", "Utført dato"],
        plan_rows=[["1", "Konvolutter med vindu", "Kari Eksempel", "", "01.04.2026", ""], ["2", "Kontroll av to", "Ola Eksempel", "Kari Eksempel", "15.03.2026", "10.03.2026"], ["3", "", "", "", "", ""]],
        likely="SANNSYNLIGHET\nAngi sannsynlighet for at sikkerhetsbruddet har medført risiko", matrix="Risikomatrisen", consequence="KONSEKVENS", levels=["Svært stor", "Stor", "Moderat", "Liten", "Ingen"]),
    "nn": dict(
        head="Melding til Datatilsynet når brot på personopplysningstryggleiken har ført til middels eller høg risiko.",
        theme="Beskriv tema/ areal/ arbeidsprosess:\nUtsending av innkallingar", by_unit="Utført ved:\nPoliklinikken", s="S= Sannsyn", k="K= Konsekvens",
        id="Avvik ID nr.:\n2026-115", s_scale="1= Svært lite\n2= Lite\n3= Moderat\n4= Stort\n5= Kontinuerleg", k_scale="1= Ingen\n2= Liten\n3= Moderat\n4= Stor\n5= Svært stor",
        by="Utført av:\nKari Eksempel", date="Utført dato:\n2. mars 2026", responsible="Namn på meldingsansvarleg\n", r="R=Risiko", r_text="R= S x K", t1="Tabell 1",
        h1=["Nr.", "Kartlegging - avvik", "Risikoreduserande tiltak", "Risikovurdering", "Risikoreduserande tiltak\nRestrisikovurdering", "Kommentarfelt"],
        h2=["Kva har gått gale?", "Kva tiltak er sette i verk?", "Forslag til nye tiltak"],
        what="Eit brev med helseopplysningar vart sendt til feil person.\nOppdaga: 2. mars 2026 kl. 09.15\nTal på råka personar: 1", done="Mottakaren har sendt brevet attende.", new="", comment="",
        t2="Tabell 2", plan="Handlingsplan – nye risikoreduserande tiltak", plan_head=["Nr.", "Valde tiltak", "Ansvarleg", "Medhjelpar", "Tidsfrist", "Utført dato"],
        plan_rows=[["1", "", "", "", "", ""]], likely="SANNSYN", matrix="Risikomatrisa", consequence="KONSEKVENS", levels=["Svært stor", "Stor", "Moderat", "Liten", "Ingen"]),
    "en": dict(
        head="Notification of a personal data breach with medium or high risk to the rights and freedoms of persons.",
        theme="Subject / area / work process:\nAppointment letters", by_unit="Carried out at:\nOutpatient clinic", s="L= Likelihood", k="C= Consequence",
        id="Incident no.:\n2026-116", s_scale="1= Very low\n2= Low\n3= Moderate\n4= High\n5= Continuous", k_scale="1= None\n2= Low\n3= Moderate\n4= High\n5= Very high",
        by="Carried out by:\nKari Eksempel", date="Date:\n2 March 2026", responsible="Name of the person responsible for the report\nOla Eksempel", r="R=Risk", r_text="R= L x C", t1="Table 1",
        h1=["No.", "Mapping - incident", "Risk-reducing measures", "Risk assessment", "Risk-reducing measures\nResidual risk assessment", "Comments"],
        h2=["What has gone wrong?", "Measures taken", "Proposed new measures"],
        what="Letters for about 40 patients were put into the wrong envelopes.\nDiscovered: 2 March 2026 at 09:15\nNumber of persons affected: about 40", done="All recipients have been called.", new="Window envelopes.", comment="Persons affected will be informed.",
        t2="Table 2", plan="Action plan – new risk-reducing measures", plan_head=["No.", "Chosen measures", "Responsible", "Assistant", "Deadline", "Done"],
        plan_rows=[["1", "Window envelopes", "Kari Eksempel", "", "1 April 2026", ""]], likely="LIKELIHOOD", matrix="Risk matrix", consequence="CONSEQUENCE", levels=["Very high", "High", "Moderate", "Low", "None"]),
}


def siv(language, before, after, name=None, answers=True):
    t = SIV[language]
    letters = ("S", "K", "R") if language != "en" else ("L", "C", "R")
    if not answers:
        strip = lambda text: text.split("\n")[0] if ":" in text.split("\n")[0] else text
        t = dict(t, theme=strip(t["theme"]), by_unit=strip(t["by_unit"]), id=strip(t["id"]), by=strip(t["by"]), date=strip(t["date"]),
                 responsible="\nNavn på meldingsansvarlig\n\n", what="Beskriv:\n(Hjelpetekst)\n· hva har skjedd\n· antall berørte personer", done="\n(Hjelpetekst)\nBeskriv tiltak som er iverksatt.", new="", comment="",
                 plan_rows=[[n, "", "", "", "", ""] for n in "1234"])
    h1, h2 = t["h1"], t["h2"]
    body = p(t["head"]) + p() + table(
        row(t["theme"], t["by_unit"], t["s"], t["k"]),
        row(t["id"], "", cell(t["s_scale"], merge="start"), cell(t["k_scale"], merge="start")),
        row(t["by"], t["date"], cell("", merge="on"), cell("", merge="on")),
        row(cell(t["responsible"], merge="start"), cell("", merge="start"), t["r"], ""),
        row(cell("", merge="on"), cell("", merge="on"), cell(t["r_text"], 2)),
    ) + p() + p(t["t1"]) + table(
        row(cell(h1[0], merge="start"), h1[1], h1[2], cell(h1[3], 3), cell(h1[4], 4), cell(h1[5], merge="start")),
        row(cell("", merge="on"), h2[0], h2[1], *letters, h2[2], *letters, cell("", merge="on")),
        row("1", t["what"], t["done"], *before, t["new"], *after, t["comment"]),
        widths=[600, 3600, 2600, 500, 500, 500, 2600, 500, 500, 500, 2800],
    ) + p(t["t2"]) + table(
        row(cell(t["plan"], 6)), row(*t["plan_head"]), *[row(*cells) for cells in t["plan_rows"]],
        widths=[600, 4400, 2600, 2600, 2400, 2600],
    ) + p() + table(
        row(cell(t["matrix"], 2), cell(t["likely"], 5)),
        row(cell("R= S x K", 2), "1", "2", "3", "4", "5"),
        *[row(str(k), f"K = {t['levels'][5 - k]}", *[f"R={s * k}" for s in range(1, 6)]) for k in range(5, 0, -1)],
        widths=[600, 2600] + [2400] * 5,
    )
    return word(name, body)


# -- Normen's form for deviations

NORMEN = {
    "nb": dict(title="Avviksskjema", to="Sendes til: Linjeleder og sikkerhetsleder/ personvernombud", purpose="Formål: Sikre at alle brudd og antatte brudd blir rapportert.",
               rows=[("Beskriv avviket (hva er observert eller hva har skjedd):", "Utskrift med navn og diagnose ble liggende på felles skriver.", "Vedlegg (eventuelle dokumenter):"),
                     ("Mulig årsak til avviket (tror du):", "Feil skriver valgt.", "Vedlegg (eventuelle dokumenter):"),
                     ("Hvor mange registrerte (personer) er berørt:", "3", None),
                     ("Hvilke strakstiltak eller midlertidige tiltak ble iverksatt (hva er gjort for å stoppe/avbryte avviket):", "Utskriften er makulert.\nSikker utskrift er slått på.", "Vedlegg (eventuelle dokumenter): ingen")],
               found="Avviket er oppdaget av:", who=["Navn: Kari Eksempel", "Avdeling:\nMedisinsk poliklinikk", "Dato/ kl: 02.03.2026 08:30"]),
    "nn": dict(title="Avviksskjema", to="Skal sendast til: Linjeleiar og personvernombod", purpose="Føremål: Sikre at alle brot vert rapporterte.",
               rows=[("Skildre avviket (kva er observert eller kva har hendt):", "Ei liste med namn på elevar vart lagd ut på nettsida.", "Vedlegg:"),
                     ("Mogleg årsak til avviket (trur du):", "-", "Vedlegg:"),
                     ("Kor mange registrerte (personar) er råka:", "om lag 60", None),
                     ("Kva strakstiltak vart sette i verk:", "Lista er teken ned.", "Vedlegg:")],
               found="Avviket er oppdaga av:", who=["Namn: Kari Eksempel", "Avdeling: Skule", "Dato/ kl: 2. mars 2026 kl. 9"]),
    "en": dict(title="Incident form", to="Send to: line manager and data protection officer", purpose="Purpose: to make sure that all breaches are reported.",
               rows=[("Describe the incident (what was observed or what has happened):", "A laptop with unencrypted patient lists was stolen.", "Attachments:"),
                     ("Possible cause of the incident:", "The car was left unlocked.", "Attachments:"),
                     ("How many persons are affected:", "between 100 and 200", None),
                     ("Immediate measures taken:", "Reported to the police. Access closed.", "Attachments: police report")],
               found="Discovered by:", who=["Name: Kari Eksempel", "Department: Home care", "Date/ time: 2 March 2026 07:45"]),
}


def normen(language, name=None):
    t = NORMEN[language]
    rows = [row(cell([p(run(t["title"], "<w:b/>" if language == "nb" else ""))], 1), cell(t["to"], 3)), row(cell(t["purpose"], 4))]
    for label, answer, after in t["rows"]:
        rows.append(row(cell([label] + answer.split("\n") + ([after] if after else []), 4)))
    rows.append(row(t["found"], *t["who"]))
    return word(name, table(*rows, widths=[3800] * 4))


# -- a list of what a report must hold

LISTS = {
    "nb": [("Beskrivelse av avviket", ""), ("Hovedårsak", "Menneskelig feil"), ("Tidsrom", "26.02.2026 – 27.02.2026"), ("Når avviket ble oppdaget", "27.02.2026 kl. 13.40"), ("Antall berørte personer", "ca. 25"),
           ("Beskrivelse av hva som har skjedd", "En e-post med karakterer ble sendt til en hel klasse."), ("Hvordan avviket oppsto", "Feil mottakerliste."), ("Beskrivelse av hva slags type personopplysninger som ble berørt", "navn, karakterer"),
           ("Hvilken relasjon skolen har til personene", "studenter"), ("Beskrivelse av hvor personopplysningene befinner seg etter avviket", "I innboksene til 25 studenter.")],
    "nn": [("Hovudårsak", "Menneskeleg feil"), ("Tidsrom", "26. februar 2026"), ("Når avviket vart oppdaga", "27. februar 2026 kl. 13.40"), ("Tal på råka personar", "25"), ("Kva har hendt", "Ein e-post vart send til feil klasse."),
           ("Korleis avviket oppstod", "Feil liste."), ("Kva slags personopplysningar", "namn"), ("Kvar opplysningane er no", "ukjent")],
    "en": [("Main cause", "Human error"), ("Period", "26 February 2026"), ("When the incident was discovered", "27 February 2026 at 13:40"), ("Number of persons affected", "25"), ("What has happened", "An e-mail was sent to the wrong class."),
           ("How it happened", "Wrong list."), ("Types of personal data", "names"), ("Where the data are now", "unknown")],
}
BULLET = '<w:pPr><w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'


def bulleted(language, name):
    items = "".join(f"<w:p>{BULLET}{run(label + ':', '<w:b/>')}{run(' ' + answer)}</w:p>" for label, answer in LISTS[language])
    return word(name, p({"nb": "Avviksmelding", "nn": "Avviksmelding", "en": "Incident report"}[language]) + items)


# -- what Word can do

def controls():
    date = '<w:date w:fullDate="2026-03-02T00:00:00Z"><w:dateFormat w:val="d. MMMM yyyy"/></w:date>'
    drop = '<w:dropDownList><w:listItem w:displayText="Velg" w:value=""/><w:listItem w:displayText="E-post" w:value="1"/></w:dropDownList>'
    placeholder = run("Klikk eller trykk her for å skrive inn tekst.", '<w:rStyle w:val="PlaceholderText"/>')
    styled = run("Skriv her", '<w:rStyle w:val="Plassholdertekst"/>')
    body = (
        p(run("Hendelse: "), control("Feilsendt brev", "Hendelse"))
        + p(run("Oppdaget: "), control("2. mars 2026", "Når ble avviket oppdaget", props=date))
        + p(run("Kanal: "), control("E-post", "Kanal", props=drop))
        + p(run("Årsak: "), control(placeholder, "Hovedårsak", placeholder=True))
        + p(run("Sted: "), control(styled, "Sted"))
        + p(run("De berørte er informert: "), tick(True, "De berørte er informert"), run(" Ja "), tick(False), run(" Nei"))
        + f'<w:sdt><w:sdtPr><w:alias w:val="Beskrivelse"/><w:tag w:val="what"/></w:sdtPr><w:sdtContent>{p("Et brev ble sendt")}{p("til feil adresse.")}</w:sdtContent></w:sdt>'
        + table(row("Antall", f'<w:sdt><w:sdtPr><w:tag w:val="affected_persons"/></w:sdtPr><w:sdtContent>{cell("12")}</w:sdtContent></w:sdt>'),
                row("Kryptert", cell([p(tick(False), run(" Ja "), tick(True), run(" Nei"))])))
        + f'<w:sdt><w:sdtPr><w:alias w:val="Ramme"/><w:group/></w:sdtPr><w:sdtContent>{p(run("Kontakt: "), control("kari@eksempel.no", "E-post", tag="goog_rdk_1"))}</w:sdtContent></w:sdt>'
        + p(control("uten navn", tag="goog_rdk_0"))
    )
    word("kontroller.docx", body)


def fields():
    def field(data, result="", code="FORMTEXT"):
        return (f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r><w:r><w:instrText> {code} </w:instrText></w:r>'
                + (f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}' if result else "") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    box = lambda on, name: field(f'<w:name w:val="{name}"/><w:enabled/><w:checkBox><w:sizeAuto/><w:default w:val="0"/>{"<w:checked/>" if on else ""}</w:checkBox>', code="FORMCHECKBOX")
    drop = field('<w:name w:val="Rullegardin1"/><w:helpText w:type="text" w:val="Type avvik"/><w:ddList><w:result w:val="1"/><w:listEntry w:val="Konfidensialitet"/><w:listEntry w:val="Integritet"/></w:ddList>', code="FORMDROPDOWN")
    body = (p(run("Navn: "), field('<w:name w:val="Navn"/><w:textInput/>', "Kari Eksempel"))
            + p(run("Avdeling: "), field('<w:name w:val="Tekst2"/><w:textInput/>', "\u2002\u2002\u2002"))
            + p(run("Type: "), drop)
            + p(run("Meldt: "), box(True, "Avmerking1"), run(" Ja "), box(False, "Avmerking2"), run(" Nei"))
            + p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://eksempel.no" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("rutinen") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'))
    word("eldre-felt.docx", body)


def merged():
    inner = table(row("Navn", "Kari Eksempel"), row("Telefon", "22 00 00 00"))
    box = lambda text: f"<w:txbxContent>{p(text)}{p('andre linje')}</w:txbxContent>"
    alternate = (f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box("I en tekstboks")}</wps:txbx></w:drawing></mc:Choice>'
                 f'<mc:Fallback><w:pict><v:textbox>{box("I en tekstboks")}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>')
    sym = lambda code, font="Wingdings": f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
    body = (
        p(run("Før boksen"), alternate, run(" og etter"))
        + table(
            row(cell("Kontakt", merge="start"), cell(["Melder:", inner])),
            row(cell("", merge="on"), "Andre: ingen"),
            row(cell("Over begge kolonner", 2)),
        )
        + table(
            row(cell("Hva", 2), "Svar", "Merknad"),
            row(cell("Type", merge="start"), "Konfidensialitet", cell([p(sym("F0FE"))]), ""),
            row(cell("", merge="on"), "Integritet", cell([p(sym("F0A8"))]), "ukjent"),
            row(cell("Alvor", 2), cell("Høy\nmiddels\nlav", 2)),
            "<w:tr><w:trPr><w:gridBefore w:val=\"2\"/></w:trPr>" + cell("3") + cell("4") + "</w:tr>",
        )
        + p(run("Kryss", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>').replace("Kryss", "\u00fe"), run(" av\u00adkrysset, "), sym("F052", "Wingdings 2"), run(" også"))
        + p(run("\tInnrykk\tog tabulator").replace("\t", '</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">'))
        + p('<w:r><w:t>Linje en</w:t><w:br/><w:t>linje to</w:t><w:noBreakHyphen/><w:t>slutt</w:t></w:r>')
    )
    word("flettet.docx", body, header=p("Sykehuset Eksempel") , footer=p("Side ", '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("1") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'))


def tracked():
    body = (
        p(run("Antall: "), f'<w:del w:id="1" w:author="x"><w:r><w:delText>10</w:delText></w:r></w:del><w:ins w:id="2" w:author="x">{run("12")}</w:ins>', run(" personer"))
        + p(run("Synlig"), run(" skjult", "<w:vanish/>"), run(" igjen", '<w:vanish w:val="0"/>'))
        + p(f'<w:moveFrom w:id="3">{run("flyttet bort")}</w:moveFrom>', f'<w:moveTo w:id="4">{run("flyttet hit")}</w:moveTo>')
        + p(run("Før endring", "<w:b/><w:rPrChange w:id=\"5\"><w:rPr><w:vanish/></w:rPr></w:rPrChange>"))
        + table(row("A", "1"), row("B", "2", props='<w:trPr><w:del w:id="6" w:author="x"/></w:trPr>'), row("C", "3"))
        + "<w:p><w:pPr><w:rPr><w:vanish/><w:del w:id=\"7\"/></w:rPr></w:pPr>" + run("Avsnittsmerket er skjult, ordene ikke") + "</w:p>"
    )
    word("sporet.docx", body)


# -- sheets

def sheets():
    import openpyxl
    head = ["Avvik ID", "Dato oppdaget", "Hva har skjedd", "Antall berørte", "Meldt Datatilsynet", "Ansvarlig"]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Melding"
    for column, value in enumerate(head, 2):
        sheet.cell(3, column, value)
    for column, value in enumerate(["2026-117", datetime(2026, 3, 2, 14, 30), "Brev sendt til feil person.\nOppdaget av mottaker.", 12, False, "Kari Eksempel"], 2):
        sheet.cell(4, column, value)
    hidden = book.create_sheet("Lister")
    hidden["A1"] = "ikke vist"
    hidden.sheet_state = "hidden"
    book.save(path("rad.xlsx"))
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [("Avviksmelding", None), (None, None), ("Når ble avviket oppdaget?", datetime(2026, 3, 2)), ("Klokkeslett", datetime(2026, 3, 2, 8, 5).time()), ("Antall berørte personer", 1250), ("Andel", 0.25),
            ("Er opplysningene kryptert?", True), ("Beskrivelse", "Tabell\tmed tabulator"), ("Feil", "=1/0"), ("Ettersendes", None)]
    for number, (label, value) in enumerate(rows, 1):
        sheet.cell(number, 1, label)
        sheet.cell(number, 4, value)
    sheet.merge_cells("A1:D1")
    second = book.create_sheet("Tiltak")
    second.append(["Tiltak", "Frist"])
    second.append(["Ny rutine", datetime(2026, 4, 1)])
    book.save(path("par.xlsx"))
    for name in ("rad.xlsx", "par.xlsx"):
        refresh(name)


def refresh(name):
    """The same members with fixed times and no names of programs."""
    with zipfile.ZipFile(path(name)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist() if not info.filename.startswith("docProps")]
    pack(name, members)


def delimited():
    rows = [["Felt", "Svar"], ["Hva har skjedd", "Brev sendt til feil person, oppdaget av mottaker"], ["Når ble det oppdaget", "02.03.2026 08:30"], ["Berørte", "2,5 % av 400"], ["Tiltak", "Hentet tilbake;\nmakulert"]]
    quote = lambda cell: '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ';\n"') else cell
    text = "\r\n".join(";".join(map(quote, one)) for one in rows) + "\r\n"
    open(path("par-utf8.csv"), "wb").write(b"\xef\xbb\xbf" + text.encode())
    open(path("par-latin1.csv"), "wb").write(text.encode("windows-1252"))
    head = ["Dato", "Hva har skjedd", "Antall berørte"]
    values = ["2026-03-02", "Liste på avveie", "14"]
    open(path("rad-utf16.tsv"), "wb").write(("\ufeff" + "\t".join(head) + "\r\n" + "\t".join(values) + "\r\n").encode("utf-16-le"))
    open(path("rad.csv"), "wb").write(("sep=,\n" + ",".join(head) + "\n" + ",".join(values) + "\n").encode())


# -- PDF

def pdf_canvas(name, draw, **options):
    from reportlab.pdfgen import canvas
    from reportlab.lib.pagesizes import A4
    page = canvas.Canvas(path(name), pagesize=A4, invariant=1, **options)
    draw(page)
    page.save()


def pdf_form(page):
    form = page.acroForm
    page.setFont("Helvetica", 11)
    page.drawString(50, 780, "Melding om avvik")
    texts = [("Navn:", "Navn", "Kari Eksempel", None), ("Oppdaget:", "Text1", "02.03.2026 kl. 08:30", "Når ble avviket oppdaget"), ("Antall:", "form1[0].side[0].Antall[0]", "ca. 12", None), ("Tomt:", "Kommentar", "", None)]
    for number, (label, field, value, tip) in enumerate(texts):
        y = 740 - 30 * number
        page.drawString(50, y, label)
        form.textfield(name=field, tooltip=tip, value=value, x=160, y=y - 5, width=250, height=20, fontSize=10)
    page.drawString(50, 600, "Beskrivelse:")
    form.textfield(name="Beskrivelse", value="Et brev ble sendt til feil adresse.\nMottaker ringte oss.", x=160, y=550, width=300, height=60, fontSize=10, fieldFlags="multiline")
    page.drawString(50, 510, "De berørte er informert:")
    form.checkbox(name="Informert", tooltip="De berørte er informert", checked=True, x=200, y=507, size=14)
    page.drawString(220, 510, "Ja")
    form.checkbox(name="Kryptert", checked=False, x=260, y=507, size=14)
    page.drawString(280, 510, "Opplysningene var kryptert")
    page.drawString(50, 470, "Type avvik:")
    form.choice(name="Type", tooltip="Type avvik", value="Konfidensialitet", options=["Konfidensialitet", "Integritet", "Tilgjengelighet"], x=160, y=463, width=150, height=20)
    page.drawString(50, 430, "Alvor:")
    for number, (value, chosen) in enumerate([("lav", False), ("middels", True), ("hoy", False)]):
        form.radio(name="Alvor", value=value, selected=chosen, x=160 + 90 * number, y=427, size=14)
        page.drawString(180 + 90 * number, 430, value)


def pdf_columns(page):
    page.setFont("Helvetica-Bold", 14)
    page.drawString(50, 790, "Avviksmelding")
    page.setFont("Helvetica", 11)
    for number, (label, value) in enumerate([("Hva har skjedd?", "En liste med navn på 14 pasienter ble sendt"), ("", "til feil adresse."), ("Når ble det oppdaget?", "2. mars 2026 kl. 08.30"), ("Antall berørte:", "14"), ("Hovedårsak:", "Menneskelig feil – feil mottaker")]):
        y = 760 - 16 * number
        if label:
            page.drawString(50, y, label)
        page.drawString(220, y, value)
    page.drawString(50, 640, "Navn: Kari Eksempel")
    page.showPage()
    page.drawString(50, 790, "Side 2: tiltak er satt i verk.")


def pdf_image(page):
    from reportlab.lib.utils import ImageReader
    from PIL import Image
    page.drawImage(ImageReader(Image.new("RGB", (8, 8), (200, 30, 30))), 50, 600, 200, 200)


def pdfs():
    from pypdf import PdfReader, PdfWriter
    pdf_canvas("skjemafelt.pdf", pdf_form)
    pdf_canvas("kolonner.pdf", pdf_columns)
    pdf_canvas("skannet.pdf", pdf_image)
    for name, user in (("kryptert.pdf", "hemmelig"), ("eierpassord.pdf", "")):
        writer = PdfWriter(clone_from=PdfReader(path("kolonner.pdf")))
        writer.encrypt(user_password=user, owner_password="eier", algorithm="AES-128")
        writer.write(path(name))


def office(source, kind, name):
    """LibreOffice's own idea of a file."""
    with tempfile.TemporaryDirectory() as folder:
        given = os.path.join(folder, "in" + os.path.splitext(source)[1])
        open(given, "wb").write(open(path(source), "rb").read())
        subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", folder, given], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env=dict(os.environ, HOME=folder))
        made = open(os.path.join(folder, "in." + kind.split(":")[0]), "rb").read()
        open(path(name), "wb").write(made)
    if kind.startswith("od"):
        with zipfile.ZipFile(path(name)) as archive:
            kept = [(info.filename, archive.read(info)) for info in archive.infolist() if info.filename in ("mimetype", "content.xml", "META-INF/manifest.xml")]
        pack(name, kept)


def locked():
    import msoffcrypto
    from msoffcrypto.format.ooxml import OOXMLFile
    for source, name in (("normen-nb.docx", "kryptert.docx"), ("rad.xlsx", "kryptert.xlsx")):
        with open(path(source), "rb") as given, open(path(name), "wb") as made:
            OOXMLFile(given).encrypt("hemmelig", made)


def zip_crypto(members, password):
    """A ZIP with members behind a password (PKWARE's own cipher); password None: open."""
    table = [0] * 256
    for n in range(256):
        c = n
        for _ in range(8):
            c = (c >> 1) ^ (0xEDB88320 if c & 1 else 0)
        table[n] = c
    crc = lambda c, b: (c >> 8) ^ table[(c ^ b) & 0xFF]
    out, directory = b"", b""
    for name, content, key in members:
        packed = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = packed.compress(content) + packed.flush()
        check = zlib.crc32(content)
        if key:
            keys = [0x12345678, 0x23456789, 0x34567890]
            def update(byte):
                keys[0] = crc(keys[0], byte)
                keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
                keys[2] = crc(keys[2], keys[1] >> 24)
            for byte in key.encode():
                update(byte)
            locked = bytearray()
            for byte in bytes(11) + bytes([check >> 24]) + data:
                temp = keys[2] | 2
                locked.append(byte ^ (((temp * (temp ^ 1)) >> 8) & 0xFF))
                update(byte)
            data = bytes(locked)
        flags = (1 if key else 0) | 0x800
        common = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0x6000, 0x5C62, check, len(data), len(content), len(name.encode()), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name.encode()
        out += b"PK\x03\x04" + common + name.encode() + data
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return out + directory + end


def bundles():
    note = "Hei,\nher er skjemaet vi fylte ut.\n".encode()
    inner = pack(None, [("dypere/notat.txt", note), ("data.json", b'{"what_happened": "Feilsendt brev"}')])
    pack("bunt.zip", [("Skjema/avvik.docx", normen("nb")), ("__MACOSX/._x", b"\0"), ("innerst.zip", inner), ("../../notat.txt", note), ("foto.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
                      ("vedlegg.eml", b"From: kari@eksempel.no\nSubject: Avvik\n\nHei\n"), ("tabell.csv", "Felt;Svar\nAntall;12\n".encode())])
    open(path("kryptert.zip"), "wb").write(zip_crypto([("skjema.docx", normen("nb"), "hemmelig"), ("les meg.txt", note, None)], None))
    deep = pack(None, [("bunn.txt", note)])
    for number in range(5, 0, -1):
        deep = pack(None, [(f"{number}.zip", deep)])
    open(path("dyp.zip"), "wb").write(deep)


def texts():
    open(path("notat-utf16.txt"), "wb").write("\ufeffNavn: Kari Eksempel\r\nBerørte: 12 på avdelingen\r\n".encode("utf-16-le"))
    open(path("notat-1252.txt"), "wb").write("Berørte: 12 på avdelingen – “alle”\r\n".encode("windows-1252"))
    open(path("skjema.html"), "wb").write("<!doctype html><meta charset=utf-8><title>Avvik</title><table><tr><th>Berørte<td>12<tr><th>Årsak<td>Feil mottaker</table>".encode())


if __name__ == "__main__":
    for language, before, after in (("nb", "3 4 12", "2 4 8"), ("nn", "2 3 6", "  "), ("en", "4 3 12", "2 3 6")):
        siv(language, before.split(" "), after.split(" "), f"siv-{language}.docx")
        normen(language, f"normen-{language}.docx")
        bulleted(language, f"liste-{language}.docx")
    siv("nb", ["", "", ""], ["", "", ""], "siv-tom.docx", answers=False)
    controls(); fields(); merged(); tracked(); sheets(); delimited(); pdfs(); locked(); bundles(); texts()
    office("normen-nb.docx", "odt", "normen-nb.odt")
    office("par.xlsx", "ods", "par.ods")
    office("siv-nb.docx", UNTAGGED, "siv-nb.pdf")
    office("normen-nn.docx", UNTAGGED, "normen-nn.pdf")

#!/usr/bin/env python3
"""Makes the Word files of this folder anew: python-docx, msoffcrypto-tool. The password is "hemmelig". Nobody in them exists."""
import io, os
import docx
from msoffcrypto.format.ooxml import OOXMLFile

HERE = os.path.dirname(os.path.abspath(__file__))
HEAD = ["Part", "Kontaktperson", "Telefonnummer", "E-post", "Rolle"]
SECURITY = [
    ["Databanken AS", "Vaktleder", "22 00 00 10", "sikkerhet@databanken.example", "Datatilbyder"],
    ["Lånekompaniet AS", "Sikkerhetssenteret", "+47 22 00 00 99", "soc@lanekompaniet.example", "Datakonsument"],
    ["Fjordbanken", "Åse Ørn", "0047 55 00 00 01", "ase.orn@fjordbanken.example", "Datakonsument"],
]
PRIVACY = [
    ["Databanken AS", "Nina Dahl", "22 00 00 11", "personvern@databanken.example", "Datatilbyder"],
    ["Fjordbanken", "Bjørn Æsøy", "55 00 00 02", "personvern@fjordbanken.example", "Datakonsument"],
]


def table(document, rows):
    made = document.add_table(rows=0, cols=len(HEAD))
    for row in [HEAD] + rows:
        for cell, text in zip(made.add_row().cells, row):
            cell.text = text


def lists():
    document = docx.Document()
    document.add_heading("Kontaktlister", 0)
    document.add_paragraph("Listene skal bare brukes når det har skjedd et sikkerhetsbrudd.")
    document.add_heading("Kontaktliste sikkerhetsavvik", 1)
    table(document, SECURITY)
    document.add_heading("Kontaktliste personvernhendelser", 1)
    table(document, PRIVACY)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer


if __name__ == "__main__":
    plain = lists()
    open(os.path.join(HERE, "lister.docx"), "wb").write(plain.getvalue())
    with open(os.path.join(HERE, "lister-kryptert.docx"), "wb") as made:
        OOXMLFile(plain).encrypt("hemmelig", made)

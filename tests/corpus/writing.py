"""How files are written: encodings, delimiters, quotation marks, line ends, rows and columns."""

from tests.corpus import JUN, MAYA, TWO, File, Outcome, csv, one, two

ZOE = "Name;Email\nZoë Müller;zoe@example.com\nJosé Peña;jose@example.com\n"
ZOES = Outcome(people=("José Peña", "Zoë Müller"))
ENCODINGS: dict[str, File] = {
    "utf-8": (ZOE.encode(), ZOES),
    "utf-8 with a mark": (ZOE.encode("utf-8-sig"), ZOES),
    "utf-16 with a mark, little end": (b"\xff\xfe" + ZOE.encode("utf-16-le"), ZOES),
    "utf-16 with a mark, big end": (b"\xfe\xff" + ZOE.encode("utf-16-be"), ZOES),
    "utf-16 without a mark, little end": (ZOE.encode("utf-16-le"), ZOES),
    "utf-16 without a mark, big end": (ZOE.encode("utf-16-be"), ZOES),
    "windows": (
        csv("Name,Email", "Zoë “Zo” Müller,zoe@example.com", encoding="cp1252"),
        one("Zoë “Zo” Müller"),
    ),
    "latin-1": (ZOE.encode("latin-1"), ZOES),
    "utf-16 with half a letter": (ZOE.encode("utf-16")[:-1], Outcome(whole="cannot read")),
    "bytes of no encoding": (b"Name,Email\n\x81\x8d,m@example.com\n", Outcome(whole="cannot read")),
}

WRITTEN: dict[str, File] = {
    "commas": (csv(*TWO), two()),
    "semicolons": (csv(*(line.replace(",", ";") for line in TWO)), two()),
    "tabs": (csv(*(line.replace(",", "\t") for line in TWO)), two()),
    "bars": (csv(*(line.replace(",", "|") for line in TWO)), two()),
    "named delimiter": (
        csv("sep=;", "Name;Email;Notes", "Maya Oliveira;maya@example.com;a,b,c", ends="\r\n"),
        one(notes=("a,b,c",)),
    ),
    "named tab": (csv("SEP=\t", *(line.replace(",", "\t") for line in TWO)), two()),
    "ends of old Macs": (csv(*TWO, ends="\r"), two()),
    "ends of Windows": (csv(*TWO, ends="\r\n"), two()),
    "mixed ends": (
        b"Name,Email\r\nMaya Oliveira,maya@example.com\rJun Kimura,jun@example.com\n,x@example.com",
        two(refused={4: "no name"}),
    ),
    "no end at the end": (csv(*TWO).rstrip(), two()),
    "lines inside a cell": (
        b'Name,Email,Notes\nMaya Oliveira,maya@example.com,"one\r\ntwo\n\nfour"\n,x@example.com,\n',
        one(notes=("one\ntwo\n\nfour",), refused={6: "no name"}),
    ),
    "doubled marks": (
        csv("Name,Email,Notes", 'Maya Oliveira,maya@example.com,"said ""hello, there"""'),
        one(notes=('said "hello, there"',)),
    ),
    "marks inside a bare cell": (
        csv("Name,Email,Notes", 'Maya Oliveira,maya@example.com,the "best" of all'),
        one(notes=('the "best" of all',)),
    ),
    "everything in marks": (csv('"Name","Email"', f'"{MAYA}","maya@example.com"'), one()),
    "a mark that never closes": (
        csv(*TWO, 'Ada,"ada@example.com', "Eva,eva@example.com"),
        two(refused={4: "never closes"}),
    ),
    "a NUL in a cell": (csv(*TWO, "A\x00da,ada@example.com"), two(refused={4: "NUL"})),
    "a cell of 100,001 letters": (
        csv("Name,Email,Notes", f"{MAYA},maya@example.com,{'x' * 100_001}", f"{JUN},j@example.com"),
        one(JUN, refused={2: "100,001 characters"}),
    ),
}

SHAPES: dict[str, File] = {
    "rows that are too short": (
        csv("Name,Email,Phone,Notes", f"{MAYA},maya@example.com", f"{JUN},jun@example.com,1"),
        two(),
    ),
    "a row that is too long": (csv(*TWO, "Ada,ada@example.com,x"), two(refused={4: "3 cells"})),
    "delimiters behind each row": (
        csv("Name,Email,,", f"{MAYA},maya@example.com,,", f"{JUN},jun@example.com,,,,"),
        two(),
    ),
    "a column without a name": (csv("Name,,Email", f"{MAYA},what,maya@example.com"), one()),
    "two columns of one name": (
        csv("Name,Email,Email", f"{MAYA},m@example.com,maya@example.com"),
        one(emails=("m@example.com", "maya@example.com")),
    ),
    "two columns of names": (csv("Name,Email,Name", f"{MAYA},m@example.com,Somebody"), one()),
    "blank lines everywhere": (
        csv("", "  ", TWO[0], "", TWO[1], ",", " , ", TWO[2], ",x@example.com", "", ""),
        two(refused={9: "no name"}),
    ),
    "names of columns over two lines": (
        csv('" Full\nName ","E-Mail"', f"{MAYA},maya@example.com"),
        one(),
    ),
    "names of columns in capitals": (csv("NAME,E-MAIL", f"{MAYA},maya@example.com"), one()),
    "300 columns": (
        csv(",".join(("Name,Email", *(f"c{n}" for n in range(298)))), f"{MAYA},m@example.com"),
        one(),
    ),
    "301 columns": (csv(",".join(f"c{n}" for n in range(301)), "x"), Outcome(whole="301 columns")),
    "nothing but names of columns": (csv("Name,Email"), Outcome(whole="only the line with")),
    "nothing but blank rows": (csv("", ",,", " ", ends="\r\n"), Outcome(whole="empty")),
    "nothing": (b"", Outcome(whole="empty")),
    "a person instead of names of columns": (csv(*TWO[1:]), Outcome(whole="has to name")),
    "no column for a name": (csv("Email,Phone", "m@example.com,1"), Outcome(whole="the name")),
    "no column to know people by": (csv("Name,Phone", "Maya,1"), Outcome(whole="e-mail address")),
}

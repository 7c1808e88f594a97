"""Findings about files and headers, in words."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

_ORDER_DA = "Se efter, hvad der er bestilt og leveret."
_ORDER_EN = "Check what was ordered and delivered."
_AGAIN_DA = "Levér den igen fra det system, der skrev den."
_AGAIN_EN = "Deliver it again, from the system that made it."

FILES: dict[str, Wording] = {
    "missing_table": Wording(
        "der skulle ligge en fil {file} med en af endelserne {endings}.",
        "expected a file {file} with one of the endings {endings}.",
        "Filens navn skal være tabellens, også med store og små bogstaver; et andet navn angives under [{section}].",
        "Names must agree in capital and small letters; another name is declared under [{section}].",
    ),
    "missing_table.declared": Wording(
        "der skulle ligge den fil, som [{section}] nævner.",
        "expected the file that [{section}] names.",
        "Se stien efter, også store og små bogstaver.",
        "Check the path, and capital and small letters.",
    ),
    "table_not_delivered": Wording(
        "tabellen er ikke leveret.",
        "the table was not delivered.",
        "Den kan undværes; intet hviler på den.",
        "It is optional; nothing rests on it.",
    ),
    "part_beside_whole": Wording(
        "tabellen er leveret ved siden af {other}, som den er en del af; den læses ikke.",
        "the table was delivered beside {other}, of which it is a part; it is not read.",
        "Levér enten {other} eller delene: de retter den og må ikke blandes med den.",
        "Deliver either {other} or its parts: they correct it and must not be mixed with it.",
    ),
    "part_not_delivered": Wording(
        "{other} er sat sammen af sine dele, og denne del er ikke leveret.",
        "{other} was put together from its parts, and this part was not delivered.",
        "Hvad der kun står i den, ser ud, som om det aldrig skete. Levér den, hvis den kan rumme nogen af personerne.",
        "What stands in it alone looks as if it had never happened. Deliver it, if it can hold any of the people.",
    ),
    "population_not_delivered": Wording(
        "planen beder om et tal for hele befolkningen, og den er ikke leveret.",
        "the plan asks for a number of the whole population, which was not delivered.",
        "Rapporten citerer kilden i stedet. Er befolkningen leveret, så nævn dens mappe som population i extract.toml.",
        "The report quotes the source instead. If it was delivered, name its folder as population in extract.toml.",
    ),
    "table_not_read": Wording(
        "tabellen er leveret, men planens tal for befolkningen læser den ikke; den er ikke åbnet.",
        "the table was delivered, but the plan's number of the population does not read it; it was not opened.",
        "Den kan udelades; intet hviler på den.",
        "It can be left out; nothing rests on it.",
    ),
    "missing_population": Wording(
        "der skulle ligge den mappe, som population i extract.toml nævner.",
        "expected the folder that population in extract.toml names.",
        "Se stien efter, også store og små bogstaver, eller fjern linjen.",
        "Check the path, and capital and small letters, or take the line out.",
    ),
    "population_not_read": Wording(
        "extract.toml nævner en befolkning, som planen ikke beder om tal for; den er hverken læst eller tjekket.",
        "extract.toml names a population, of which the plan asks for no number; it was neither read nor checked.",
        "Skal den læses, så giv planen et afsnit [benchmark].",
        "If it is to be read, give the plan a section [benchmark].",
    ),
    "population_of_another_kind": Wording(
        "leverancen og befolkningen ved siden af skulle begge være opdigtede, eller ingen af dem.",
        "expected both the extract and the population beside it to be invented, or neither.",
        "Se synthetic efter i extract.toml i begge mapper.",
        "Check synthetic in the extract.toml of both folders.",
    ),
    "no_week_before_cut_off": Wording(
        "ingen uge var slut på den sidste dag, til hvilken registeret er komplet ({day}).",
        "no week had ended on the last day for which the register is complete ({day}).",
        "Se slutdatoen i extract.toml efter.",
        "Check the cut-off in extract.toml.",
    ),
    "benchmark_not_reached": Wording(
        "befolkningens registre skulle dække alle uger, som planens tal læser.",
        "expected registers of the population that cover every week that the plan's number reads.",
        "Rapporten citerer kilden i stedet.",
        "The report quotes the source instead.",
    ),
    "doubled_file": Wording(
        "der skulle ligge én fil til tabellen; flere har dens navn.",
        "expected one file; there are several with its name.",
        "Fjern de andre, eller nævn én af dem under [{section}] i extract.toml.",
        "Remove the others, or name one under [{section}] in extract.toml.",
    ),
    "unexpected_file": Wording(
        "filer, som hverken skemaet eller layoutet nævner, er ikke læst.",
        "files that neither the schema nor the layout names were not read.",
        "Se filnavnenes stavning efter, og de år, layoutet angiver.",
        "Check the spelling of the file names, and the years of the layout.",
    ),
    "packed_file": Wording(
        "pakkede filer og regneark læses ikke: ingen ved, hvor store de er, før de er åbne.",
        "compressed files and workbooks are not read: nobody knows how large they are before they are open.",
        "Pak dem ud i mappen.",
        "Unpack them into the folder.",
    ),
    "outside_the_folder": Wording(
        "filerne skulle ligge i leverancens mappe; disse fører ud af den gennem et link.",
        "expected files inside the folder of the extract; these lead out of it through a link.",
        "Kopiér filerne ind i mappen.",
        "Copy the files into the folder.",
    ),
    "unreadable_file": Wording(
        "filen skulle være hel og af den art, som dens navn siger.",
        "expected a complete file of the kind that its name says.",
        _AGAIN_DA,
        _AGAIN_EN,
    ),
    "unreadable_file.format": Wording(
        "der skulle ligge en hel fil i formatet {format}.",
        "expected a complete {format} file.",
        _AGAIN_DA,
        _AGAIN_EN,
    ),
    "unreadable_file.cut": Wording(
        "filen slutter, før den ifølge sig selv er slut.",
        "the file ends before it says that it does.",
        "Kopiér den eller levér den igen.",
        "Copy or deliver it again.",
    ),
    "unreadable_file.closed": Wording(
        "filen skulle kunne læses.",
        "expected a file that can be read.",
        _AGAIN_DA,
        _AGAIN_EN,
    ),
    "unreadable_file.quotes": Wording(
        "anførselstegn skulle stå parvis.",
        "expected quotation marks in pairs.",
        _AGAIN_DA,
        _AGAIN_EN,
    ),
    "unreadable_file.names": Wording(
        "kolonnernes navne måtte ikke indeholde styretegn.",
        "expected names of columns without control characters.",
        _AGAIN_DA,
        _AGAIN_EN,
    ),
    "unreadable_file.plain": Wording(
        "filen skulle være en almindelig teksttabel.",
        "expected a plain text table.",
        _AGAIN_DA,
        _AGAIN_EN,
    ),
    "zero_bytes": Wording(
        "filen skulle være tekst; den indeholder nulbytes, som UTF-16 og binære filer gør.",
        "expected text; the file holds zero bytes, as UTF-16 and binary files do.",
        "Levér den som tekst i UTF-8 eller cp1252.",
        "Deliver it as text in UTF-8 or cp1252.",
    ),
    "too_large": Wording(
        "tabellen fylder mere i hukommelsen, end en tabel må, så længe intet andet er angivet.",
        "the table takes more memory than a table may, as long as nothing else is declared.",
        "Skal den være så stor, så sæt largest_table_gb øverst i extract.toml.",
        "If it is meant to be so large, set largest_table_gb at the top of extract.toml.",
    ),
    "too_many_columns": Wording(
        "der måtte højst være {columns} kolonner, i en overskrift på højst {bytes} bytes.",
        "expected at most {columns} columns, in a header of at most {bytes} bytes.",
        "Se filen efter: DREAM, det bredeste register, har 1.700.",
        "Check the file: DREAM, the widest register, has 1,700.",
    ),
    "cell_too_long": Wording(
        "en celle måtte højst fylde {bytes} bytes.",
        "expected cells of at most {bytes} bytes.",
        "Se anførselstegnene efter, eller udelad kolonnen.",
        "Check quotation marks, or leave the column out.",
    ),
    "wrong_encoding": Wording(
        "teksten skulle være i tegnkodningen {encoding}.",
        "expected text in the encoding {encoding}.",
        "Angiv en anden under [dialect] eller [{section}] i extract.toml.",
        "Declare another under [dialect] or [{section}] in extract.toml.",
    ),
    "empty_file": Wording(
        "der skulle være rækker under overskriften.",
        "expected rows below the header.",
        "Levér den igen.",
        "Deliver it again.",
    ),
    "empty_file.whole": Wording(
        "der skulle være en overskrift og rækker; filen er tom.",
        "expected a header and rows; the file is empty.",
        "Levér den igen.",
        "Deliver it again.",
    ),
    "doubled_column": Wording(
        "hver kolonne måtte stå én gang; nogle navne står flere gange i overskriften.",
        "expected every column once; some names stand in the header several times.",
        "Fjern de overtallige kolonner.",
        "Remove the surplus columns.",
    ),
    "ragged_rows": Wording(
        "hver række skulle have {cells} celler, adskilt af '{delimiter}'.",
        "expected {cells} cells in every row, parted by '{delimiter}'.",
        "Resten af tabellen er ikke kontrolleret. Se skilletegnet efter, og sæt celler med det i anførselstegn.",
        "Nothing else in this table was checked. Check the delimiter, and quote cells that hold it.",
    ),
    "missing_header": Wording(
        "der skulle være en overskrift med kolonnerne {columns}; ingen af dem er der.",
        "expected a header with the columns {columns}; none of them is there.",
        "Navnene skrives som i skemaet. Se efter, om filen har en overskrift, og hvilket skilletegn den bruger.",
        "Names are written as in the schema. Check that the file has a header, and the delimiter.",
    ),
    "missing_column": Wording(
        "der skulle være en kolonne '{name}'.", "expected a column '{name}'.", _ORDER_DA, _ORDER_EN
    ),
    "missing_column.wide": Wording(
        "der skulle være kolonner med navne som {name}.",
        "expected columns named like {name}.",
        _ORDER_DA,
        _ORDER_EN,
    ),
    "unknown_column": Wording(
        "skemaet har ingen sådan kolonne.",
        "the schema has no such column.",
        "Fjern den fra leverancen: hvad der ikke er erklæret, læses ikke.",
        "Remove it from the delivery: what is not declared is not read.",
    ),
    "impossible_week": Wording(
        "kalenderen har ingen sådan uge.",
        "the calendar has no such week or month.",
        "Spørg dataejeren, hvad kolonnen indeholder; den er ikke læst.",
        "Ask the data owner what the column holds; it was not read.",
    ),
    "impossible_month": Wording(
        "kalenderen har ingen sådan måned.",
        "the calendar has no such week or month.",
        "Spørg dataejeren, hvad kolonnen indeholder; den er ikke læst.",
        "Ask the data owner what the column holds; it was not read.",
    ),
    "skipped_week": Wording(
        "kolonner med navne som {name} mangler mellem den første og den sidste.",
        "columns named like {name} are missing between the first and the last.",
        "Levér dem.",
        "Deliver them.",
    ),
    "civil_registration_number": Wording(
        "celler ligner CPR-numre.",
        "cells look like civil registration numbers (CPR).",
        "Intet andet er kontrolleret. En leverance rummer pseudonymer: bed afsenderen om en kode for hvert nummer, "
        "den samme for personen i alle tabeller, og om at beholde listen over numre og koder. Slet så disse filer.",
        "Nothing else was checked. A delivery holds pseudonyms: ask whoever sent it to replace each number by a code, "
        "the same for a person in all tables, and to keep the list of numbers and codes. Then delete these files.",
    ),
}

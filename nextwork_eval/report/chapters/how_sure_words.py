"""The words of the security rating: what each criterion and threat found, and the rule that it was held against."""

from __future__ import annotations

from nextwork_eval.report.phrases import Phrase

HEADING = Phrase("Hvor sikkert er det?", "How sure is this?")
TITLE = Phrase("Hvor sikkert er det? Regnestykket", "How sure is this? The working")
LEVELS = {
    5: Phrase("meget høj sikkerhed", "very high security"),
    4: Phrase("høj sikkerhed", "high security"),
    3: Phrase("middel til høj sikkerhed", "moderate to high security"),
    2: Phrase("middel til lav sikkerhed", "moderate to low security"),
    1: Phrase("lav sikkerhed", "low security"),
    0: Phrase("meget lav sikkerhed", "very low security"),
}
RATED = Phrase(
    "{padlocks} af {most} hængelåse: {level}.",
    "{padlocks} of {most} padlocks: {level}.",
)
NOT_RATED = Phrase("Det primære resultat kan ikke bedømmes: {why}.", "The primary result cannot be rated: {why}.")
WHY_NOT = {
    "power.none": Phrase(
        "hvor stor en forskel forsøget kunne vise, kan ikke regnes ud",
        "how large a difference the trial could show cannot be worked out",
    ),
    "attrition.none": Phrase("frafaldet er ikke opgjort", "attrition was not counted"),
    "attrition.withheld": Phrase("frafaldet er holdt tilbage", "attrition was withheld"),
    "missing.none": Phrase("frafaldets klasse kendes ikke", "the class of attrition is not known"),
}
WORST_ALONE = Phrase(
    "Det svageste led: {found}. Det trækker {dropped} fra.", "The weakest link: {found}. That takes {dropped} away."
)
WORST_OF_SEVERAL = Phrase(
    "Det svageste led: {found}. Det og andre trusler trækker {dropped} fra.",
    "The weakest link: {found}. That and other threats take {dropped} away.",
)
LESSER = {
    "power": Phrase(
        "Også forsøgets størrelse trækker ned: mindre forskelle bliver let overset.",
        "The size of the trial lowers it too: smaller differences are easily missed.",
    ),
    "attrition": Phrase(
        "Også frafaldet trækker ned: nogle af deltagerne kan ikke følges.",
        "Attrition lowers it too: some of those who took part cannot be followed.",
    ),
}
WEAKEST = {
    "power": Phrase(
        "Det svageste led er forsøgets størrelse: mindre forskelle bliver let overset.",
        "The weakest link is the size of the trial: smaller differences are easily missed.",
    ),
    "attrition": Phrase(
        "Det svageste led er frafaldet: nogle af deltagerne kan ikke følges.",
        "The weakest link is attrition: some of those who took part cannot be followed.",
    ),
}
THREATENED = Phrase(
    "Andre svagheder trækker {dropped} fra.",
    "Other weaknesses take {dropped} away.",
)
SEE = Phrase("Regnestykket står i {appendix}.", "The working stands in {appendix}.")
APPENDIX = Phrase("bilaget om sikkerhed", "the appendix on security")
SCALE = Phrase(
    "Skalaen går fra ingen til {most} hængelåse og er Education Endowment Foundations. Den siger, hvor godt forsøget "
    "kan bære sit primære resultat. Den siger intet om, hvorvidt tilbuddet virker.",
    "The scale runs from none to {most} padlocks and is that of the Education Endowment Foundation. It says how well "
    "the trial can carry its primary result. It says nothing about whether the offer works.",
)
MADE_FOR = Phrase(
    "Grænserne er sat for prøver i skoler, målt i standardafvigelser. Her bruges de på et udfald i registre. Hos "
    "fonden bedømmer to uafhængige fagfæller; her er kun det bedømt, som kan regnes ud.",
    "The boundaries were set for tests in schools, measured in standard deviations. Here they are used for an outcome "
    "in registers. At the foundation two independent reviewers judge; here only what can be worked out is rated.",
)

CRITERIA_CAPTION = Phrase("Tre kriterier; det laveste gælder", "Three criteria; the lowest holds")
CRITERION = Phrase("Kriterium", "Criterion")
FOUND = Phrase("Fundet", "Found")
RULE = Phrase("Regel", "Rule")
PADLOCKS = Phrase("Hængelåse", "Padlocks")
SOURCE = Phrase("Kilde", "Source")
CRITERIA = {
    "design": Phrase("Design", "Design"),
    "power": Phrase("Styrke ved lodtrækningen", "Power at randomisation"),
    "attrition": Phrase("Frafald", "Attrition"),
}
FOUND_CRITERIA = {
    "randomised": Phrase("Lodtrækning", "A lottery"),
    "planned": Phrase(
        "Planens beregning: {difference}, det er {size} standardafvigelser",
        "The plan's calculation: {difference}, which is {size} standard deviations",
    ),
    "sizes": Phrase(
        "Af gruppernes størrelse: {size} standardafvigelser",
        "From the sizes of the groups: {size} standard deviations",
    ),
    "lost": Phrase("{share} i uge {week}", "{share} at week {week}"),
    "withheld": Phrase("Holdt tilbage", "Withheld"),
    "none": Phrase("Kendes ikke", "Not known"),
}
DESIGN_RULE = Phrase(
    "{most} for en sammenligning ved lod; færre for enhver anden",
    "{most} for a comparison by lot; fewer for any other",
)
BELOW = Phrase("{locks}: under {limit}", "{locks}: below {limit}")
AT_MOST = Phrase("{locks}: højst {limit}", "{locks}: at most {limit}")
BEYOND = Phrase("{locks}: derover", "{locks}: above that")
STANDINGS = {
    "read": Phrase("reglen er læst der", "the rule was read there"),
    "second_hand": Phrase(
        "reglen er læst i gengivelse, ikke i dokumentet selv", "the rule was read as repeated elsewhere"
    ),
    "not_read": Phrase("ikke efterprøvet: dokumentet kunne ikke læses", "unverified: the document could not be read"),
    "own": Phrase("projektets egen regel", "a rule of this project"),
}

THREATS_CAPTION = Phrase("Trusler mod sammenligningen", "Threats to the comparison")
THREAT = Phrase("Trussel", "Threat")
RISK = Phrase("Risiko", "Risk")
RISKS = {
    "low": Phrase("lille", "low"),
    "moderate": Phrase("mellem", "moderate"),
    "high": Phrase("stor", "high"),
    None: Phrase("kendes ikke", "not known"),
}
THREATS = {
    "balance": Phrase("Grupperne var forskellige fra start", "The groups differed from the start"),
    "missing": Phrase("Frafaldet er skævt", "Attrition is uneven"),
    "reporting": Phrase("Resultater kan være valgt", "Results may have been chosen"),
    "compliance": Phrase("Tilbud og deltagelse er ikke det samme", "Offer and take-up are not the same"),
    "clustering": Phrase("Deltagerne hænger sammen", "People are not independent"),
}
FOUND_THREATS = {
    "balance.adjusted": Phrase(
        "Størst: {number} ({trait}); en analyse justerer", "Largest: {number} ({trait}); an analysis adjusts"
    ),
    "balance.unadjusted": Phrase(
        "Størst: {number} ({trait}); ingen analyse justerer", "Largest: {number} ({trait}); no analysis adjusts"
    ),
    "balance.some_withheld": Phrase(
        "Størst af de viste: {number} ({trait}); andre er holdt tilbage",
        "Largest of those shown: {number} ({trait}); others were withheld",
    ),
    "balance.withheld": Phrase("Holdt tilbage", "Withheld"),
    "balance.none": Phrase("Intet træk er kendt fra før", "No trait is known from before"),
    "missing.low": Phrase("Forskel {number}; klasse lav", "Difference {number}; class low"),
    "missing.low_if_optimistic": Phrase(
        "Forskel {number}; klasse høj, lav med den optimistiske grænse",
        "Difference {number}; class high, low by the optimistic boundary",
    ),
    "missing.high": Phrase("Forskel {number}; klasse høj", "Difference {number}; class high"),
    "missing.none": Phrase("Kendes ikke", "Not known"),
    "reporting.as_locked": Phrase(
        "Planen blev låst uden kendskab til data og er fulgt",
        "The plan was locked without knowledge of the data, and was followed",
    ),
    "reporting.deviations": Phrase("Afvigelser fra den låste plan: {number}", "Changes from the locked plan: {number}"),
    "reporting.access_first": Phrase(
        "Planen er låst, men nogen havde adgang til data først", "The plan is locked, but somebody had access first"
    ),
    "reporting.not_said": Phrase(
        "Planen er låst, men siger ikke, hvem der havde set data",
        "The plan is locked, but does not say who had seen the data",
    ),
    "reporting.not_locked": Phrase("Planen er ikke låst", "The plan is not locked"),
    "reporting.after_outcome": Phrase(
        "Planen er skrevet, efter at resultatet var kendt", "The plan was written after the outcome was known"
    ),
    "compliance.none_crossed": Phrase(
        "{number} tog imod; ingen i kontrolgruppen", "{number} took it up; nobody in the control group"
    ),
    "compliance.crossed": Phrase("{number} i kontrolgruppen deltog", "{number} of the control group took part"),
    "compliance.control_not_known": Phrase(
        "{number} tog imod; tallet for kontrolgruppen er ikke vist",
        "{number} took it up; the number for the control group is not shown",
    ),
    "compliance.not_known": Phrase("Hvem der tog imod tilbuddet, er ikke vist", "Who took the offer up is not shown"),
    "clustering.alone": Phrase(
        "Ingen mødes i grupper, og ingen blev trukket sammen", "Nobody meets in groups or was drawn together"
    ),
    "clustering.counted": Phrase(
        "Grupper er regnet med i det primære resultat", "Groups are taken into account in the primary result"
    ),
    "clustering.not_counted": Phrase(
        "Grupper er ikke regnet med i det primære resultat", "Groups are not taken into account in the primary result"
    ),
}
THREAT_RULES = {
    "balance": Phrase(
        "Lille op til {equal} standardafvigelser, og op til {adjust}, hvis en analyse justerer. Derover mellem, og "
        "stor, hvis frafaldet også er højt",
        "Low up to {equal} standard deviations, and up to {adjust} if an analysis adjusts. Beyond that moderate, and "
        "high if attrition is high too",
    ),
    "missing": Phrase(
        "Lille ved klasse lav; mellem, hvis kun den optimistiske grænse holdes; ellers stor",
        "Low for class low; moderate if only the optimistic boundary is kept; otherwise high",
    ),
    "reporting": Phrase(
        "Lille for en plan, der er låst uden kendskab til data og fulgt; mellem ved afvigelser eller tidligere adgang; "
        "stor uden lås, eller når resultatet var kendt",
        "Low for a plan locked without knowledge of the data and followed; moderate with changes or earlier access; "
        "high without a lock, or when the outcome was known",
    ),
    "compliance": Phrase(
        "Lille, når det er vist, hvem der tog imod, og ingen i kontrolgruppen gjorde; ellers mellem",
        "Low where it is shown who took it up and nobody of the control group did; otherwise moderate",
    ),
    "clustering": Phrase(
        "Lille, når grupper er regnet med, eller der ingen er; ellers mellem",
        "Low where groups are taken into account or there are none; otherwise moderate",
    ),
}
ADJUSTMENT = Phrase(
    "Trusler i alt: {moderate} med mellem risiko og {high} med stor. Op til to med mellem risiko trækker intet fra. Op "
    "til fire, eller en enkelt med stor risiko, trækker en hængelås fra. Mere trækker to fra. Kilde: {source} "
    "({standing}).",
    "Threats in all: {moderate} of moderate risk and {high} of high risk. Up to two of moderate risk take nothing "
    "away. Up to four, or a single one of high risk, take one padlock away. More take two away. Source: {source} "
    "({standing}).",
)
SUM = Phrase(
    "Det laveste kriterium giver {initial}; truslerne trækker {dropped} fra; tilbage er {padlocks} af {most}.",
    "The lowest criterion gives {initial}; the threats take {dropped} away; {padlocks} of {most} are left.",
)
OPEN_HEADING = Phrase("Hvad der ikke er bedømt", "What was not rated")
OPEN = Phrase(
    "Disse trusler kræver en læsers dømmekraft. De kan højst trække så meget fra, at det i alt bliver {most_dropped} "
    "hængelåse.",
    "These threats take the judgement of a reader. They can take away no more than brings the total to {most_dropped} "
    "padlocks.",
)
OPEN_ITEMS = (
    Phrase(
        "Om andre gav den ene gruppe noget, som den anden ikke fik, i samme tid.",
        "Whether others gave one group something that the other did not get, at the same time.",
    ),
    Phrase(
        "Om de to grupper påvirkede hinanden, eller kontrolgruppen ændrede sig, fordi den ikke fik tilbuddet.",
        "Whether the two groups influenced each other, or the control group changed because it got no offer.",
    ),
    Phrase(
        "Om registrene ser udfaldet lige godt i begge grupper.",
        "Whether the registers see the outcome equally well in both groups.",
    ),
)

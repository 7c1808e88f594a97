"""Danish words for what differences in means, take-up, bounds, subgroups and paths say of how they were made."""

METHODS: dict[str, str] = {
    "difference in means": "forskel mellem gennemsnit",
    "raw difference in means": "rå forskel mellem gennemsnit",
    "difference in means in each week": "forskel mellem gennemsnit i hver uge",
    "difference in means in the subgroup": "forskel mellem gennemsnit i undergruppen",
    "difference in means of those known": "forskel mellem gennemsnit blandt dem, man kender",
    "ratio of ": "forhold mellem ",
    " adjusted for {n} covariates": " justeret for {n} baggrundsoplysninger",
    " adjusted for {n} covariate": " justeret for {n} baggrundsoplysning",
    ", adjusted for {n} covariates": ", justeret for {n} baggrundsoplysninger",
    ", adjusted for {n} covariate": ", justeret for {n} baggrundsoplysning",
    " in each arm (Lin)": " i hver gruppe (Lin)",
    " (ANCOVA)": " (ANCOVA)",
    " in each arm": " i hver gruppe",
    " within {n} strata": " inden for {n} strata",
    " within {n} cells": " inden for {n} celler",
    "within {n} cells": "inden for {n} celler",
    "within {n} strata": "inden for {n} strata",
    " within strata": " inden for strata",
    " within lottery rounds": " inden for lodtrækningshold",
    ", averaged with the strata's shares of all persons": ", vægtet med stratas andele af alle personer",
    "averaged with the strata's shares of all persons": "vægtet med stratas andele af alle personer",
    ", averaged with their shares of all persons": ", vægtet med deres andele af alle personer",
    ", weighted with their shares of the subgroup": ", vægtet med deres andele af undergruppen",
    "HC2 (Neyman) standard error": "HC2-standardfejl (Neyman)",
    "HC2 standard errors": "HC2-standardfejl",
    "HC2 standard error": "HC2-standardfejl",
    "CR2 standard error": "CR2-standardfejl",
    "CR1 standard error": "CR1-standardfejl",
    "HC1 standard error": "HC1-standardfejl",
    "HC0 standard error": "HC0-standardfejl",
    "HC3 standard error": "HC3-standardfejl",
    "HC2": "HC2",
    " over {n} groups of the treated arm and single people": " over {n} hold i gruppen med tilbuddet og enkeltpersoner",
    "CR2 over {n} groups of the treated arm and single people": (
        "CR2 over {n} hold i gruppen med tilbuddet og enkeltpersoner"
    ),
    " ({n} of the treated in no group)": " ({n} med tilbuddet er ikke på noget hold)",
    " over {n} clusters": " over {n} klynger",
    " over {n} clusters of the treated and {k} of the reference arm": (
        " over {n} klynger i gruppen med tilbuddet og {k} i kontrolgruppen"
    ),
    "variance between {n} of them (Pashley-Miratrix hybrid)": (
        "varians mellem {n} af dem (Pashley-Miratrix' blandede skøn)"
    ),
    "variance between {n} strata (Pashley-Miratrix hybrid)": (
        "varians mellem {n} strata (Pashley-Miratrix' blandede skøn)"
    ),
    ", HC2 (Neyman) in the others": ", HC2 (Neyman) i de andre",
    ", ": ", ",
    " in the others": " i de andre",
    "t distribution with Bell-McCaffrey degrees of freedom": "t-fordeling med Bell-McCaffreys frihedsgrader",
    "t distribution with Satterthwaite degrees of freedom": "t-fordeling med Satterthwaites frihedsgrader",
    "t distribution with Welch-Satterthwaite degrees of freedom": "t-fordeling med Welch-Satterthwaites frihedsgrader",
    "t distribution with Welch degrees of freedom": "t-fordeling med Welchs frihedsgrader",
    "t distribution with {n} degrees of freedom": "t-fordeling med {n} frihedsgrader",
    "t distribution with residual degrees of freedom": "t-fordeling med residualernes frihedsgrader",
    "classical standard error": "klassisk standardfejl",
    "t distribution": "t-fordeling",
    "normal distribution": "normalfordeling",
    "joint normal distribution": "fælles normalfordeling",
    "mean difference within {n} pairs": "gennemsnitlig forskel inden for {n} par",
    "variance between the pairs": "varians mellem parrene",
    "Horvitz-Thompson difference under declared chances ({id} allocation)": (
        "Horvitz-Thompsons forskel under de erklærede chancer (tildeling: {id})"
    ),
    "conservative variance (Aronow-Middleton, Young)": "forsigtig varians (Aronow-Middleton, Young)",
    "wild cluster bootstrap of t, restricted, Rademacher signs for {n} clusters": (
        "wild bootstrap af t over klynger, under nulhypotesen, Rademacher-fortegn for {n} klynger"
    ),
    "all {n} vectors of signs": "alle {n} rækker af fortegn",
    "{n} draws": "{n} trækninger",
    "approximate Hotelling test (HTZ) of {n} coefficients": "tilnærmet Hotelling-test (HTZ) af {n} koefficienter",
    "approximate Hotelling test (HTZ) of {n} coefficient": "tilnærmet Hotelling-test (HTZ) af {n} koefficient",
    "CR2 over {n} clusters": "CR2 over {n} klynger",
    "F distribution with {n} and {k} degrees of freedom": "F-fordeling med {n} og {k} frihedsgrader",
    "weighted by a logit of response on {n} covariates": (
        "vægtet ved en logit-model for svar på {n} baggrundsoplysninger"
    ),
    "weighted by a logit of response on {n} covariate": "vægtet ved en logit-model for svar på {n} baggrundsoplysning",
    "standard error of the stacked estimating equations": "standardfejl fra de samlede estimationsligninger",
    # take-up
    "effect of taking the offer up": "virkning af at tage imod tilbuddet",
    " for each unit": " for hver enhed",
    "two-stage least squares": "mindste kvadraters metode i to trin",
    "Anderson-Rubin set": "Anderson-Rubins mængde",
    "t interval": "t-interval",
    "effect of the offer on take-up (first stage)": "tilbuddets virkning på deltagelsen (første trin)",
    "mean outcome with take-up of those whom the offer moved": (
        "gennemsnitligt udfald med deltagelse for dem, tilbuddet flyttede"
    ),
    "mean outcome without take-up of those whom the offer moved": (
        "gennemsnitligt udfald uden deltagelse for dem, tilbuddet flyttede"
    ),
    "mean of '{id}' of those whom the offer moved": "gennemsnit af '{id}' for dem, tilbuddet flyttede",
    "ratio of two effects of the offer": "forhold mellem to virkninger af tilbuddet",
    "within 0 and 1": "mellem 0 og 1",
    # bounds
    "worst-case bounds (Horowitz-Manski) of the difference in means": (
        "yderste grænser (Horowitz-Manski) for forskellen mellem gennemsnit"
    ),
    "bounds for those always known (Lee), trimmed to the exact share": (
        "grænser for dem, man altid ville kende (Lee), beskåret til den nøjagtige andel"
    ),
    "standard errors of proposition 3": "standardfejl efter sætning 3",
    "standard errors by influence values": "standardfejl ved indflydelsesværdier",
    "Imbens-Manski limits": "Imbens-Manskis grænser",
    "limits by inversion of a test on means, allowing for terms that are nearly the largest": (
        "grænser af de virkninger, en test af gennemsnit ikke modsiger, med plads til led, der næsten er de største"
    ),
    # attrition
    "nobody was lost": "ingen er faldet fra",
    "difference between the shares known of the arms": "forskel mellem de andele, man kender i grupperne",
    "response on arm, {n} covariates and their products with the arm": (
        "svar på gruppe, {n} baggrundsoplysninger og deres produkter med gruppen"
    ),
    "response on arm, {n} covariate and their products with the arm": (
        "svar på gruppe, {n} baggrundsoplysning og dens produkt med gruppen"
    ),
    "joint test of the {n} coefficients in which the arms differ": (
        "samlet test af de {n} koefficienter, som grupperne kan adskille sig i"
    ),
    "HC2 covariance": "HC2-kovarians",
    "F distribution on {n} and {k} degrees of freedom": "F-fordeling med {n} og {k} frihedsgrader",
    # subgroups
    "whether subgroups differ is tested for all of them together": (
        "om undergrupperne er forskellige, testes for dem alle på én gang"
    ),
    "effect in the subgroup drawn towards the common effect by the normal-normal model": (
        "virkning i undergruppen, trukket mod den fælles ved en model med to normalfordelinger"
    ),
    "Paule-Mandel variance between subgroups, taken as known": (
        "Paule-Mandels varians mellem undergrupper, taget som kendt"
    ),
    "F test that {n} effects are equal (approximate Hotelling test, HC2)": (
        "F-test af, at {n} virkninger er ens (tilnærmet Hotelling-test, HC2)"
    ),
    "{n} and {k} degrees of freedom": "{n} og {k} frihedsgrader",
    "effect in '{id}' minus effect in '{id2}'": "virkning i '{id}' minus virkning i '{id2}'",
    "medians over {n} splits into halves": "medianer over {n} delinger i halvdele",
    "the proxy of the effect by least squares in each arm of one half, effects along it in the other, weighted by "
    "the known probability of an offer": (
        "forudsigelsen af virkningen ved mindste kvadrater i hver gruppe af den ene halvdel, virkninger langs den i "
        "den anden, vægtet med den kendte chance for et tilbud"
    ),
    "limits at half the risk of error": "grænser ved den halve risiko for fejl",
    # paths
    "levels with Wilson intervals on the effective number of persons": (
        "niveauer med Wilson-intervaller efter det effektive antal personer"
    ),
    "levels with Wilson intervals": "niveauer med Wilson-intervaller",
    "levels with t intervals": "niveauer med t-intervaller",
    "levels are raw shares with Wilson intervals": "niveauer er rå andele med Wilson-intervaller",
    "all intervals pointwise": "alle intervaller er punktvise",
    "intervals pointwise": "intervaller er punktvise",
    "band for all {n} weeks that vary of {k} standard errors": (
        "bånd for alle {n} uger, der varierer, på {k} standardfejl"
    ),
    "greatest studentised difference of any week in {n} repeated lotteries, were there none in truth": (
        "den største studentiserede forskel i nogen uge i {n} gentagne lodtrækninger, hvis der i sandhed ikke var nogen"
    ),
    "multivariate t distribution of all weeks with {n} degrees of freedom, corrected for skewness (sup-t)": (
        "flerdimensional t-fordeling for alle uger med {n} frihedsgrader, rettet for skævhed (sup-t)"
    ),
    "linear probability model for each week on the arm": "lineær sandsynlighedsmodel for hver uge på gruppen",
    " and {n} covariates": " og {n} baggrundsoplysninger",
    " and {n} covariate": " og {n} baggrundsoplysning",
    " and a dummy for each of {n} strata": " og en indikator for hvert af {n} strata",
    # indices
    "index of {n} outcomes in standard deviations of everyone": "indeks af {n} udfald i standardafvigelser for alle",
    "index of {n} outcomes in standard deviations of the reference arm": (
        "indeks af {n} udfald i standardafvigelser for kontrolgruppen"
    ),
    "equal weights (Kling, Liebman and Katz): {ids}": "lige vægte (Kling, Liebman og Katz): {ids}",
    "inverse covariance weights of everyone (Anderson): {ids}": (
        "vægte ved den omvendte kovarians for alle (Anderson): {ids}"
    ),
    "inverse covariance weights of the reference arm (Anderson): {ids}": (
        "vægte ved den omvendte kovarians for kontrolgruppen (Anderson): {ids}"
    ),
    "equal weights (Kling, Liebman and Katz)": "lige vægte (Kling, Liebman og Katz)",
    "inverse covariance weights of everyone (Anderson)": "vægte ved den omvendte kovarians for alle (Anderson)",
    "inverse covariance weights of the reference arm (Anderson)": (
        "vægte ved den omvendte kovarians for kontrolgruppen (Anderson)"
    ),
    "weights and standard deviations taken as given": "vægte og standardafvigelser er taget som givne",
}

"""Danish words for what shares, ratios, repeated lotteries, balance, targets and power say of how they were made."""

METHODS: dict[str, str] = {
    "difference between shares": "forskel mellem andele",
    "difference between two shares": "forskel mellem to andele",
    "ratio of shares": "forhold mellem andele",
    "odds ratio": "odds ratio",
    "odds ratio of": "odds ratio for",
    "difference between": "forskel mellem",
    "ratio of": "forhold mellem",
    "share of the treated arm": "andel af gruppen med tilbuddet",
    "share of the reference arm": "andel af kontrolgruppen",
    "Clopper-Pearson (exact) two-sided interval": "Clopper-Pearsons (eksakte) tosidede interval",
    "Clopper-Pearson (exact) one-sided lower limit": "Clopper-Pearsons (eksakte) ensidede nedre grænse",
    "Clopper-Pearson (exact) one-sided upper limit": "Clopper-Pearsons (eksakte) ensidede øvre grænse",
    "Wilson (score) two-sided interval": "Wilsons tosidede scoreinterval",
    "Wilson (score) one-sided lower limit": "Wilsons ensidede nedre scoregrænse",
    "Wilson (score) one-sided upper limit": "Wilsons ensidede øvre scoregrænse",
    "Newcombe's hybrid of Wilson limits interval": "Newcombes interval af Wilsons grænser",
    "Newcombe's hybrid of Wilson limits one-sided lower limit": "Newcombes ensidede nedre grænse af Wilsons grænser",
    "Newcombe's hybrid of Wilson limits one-sided upper limit": "Newcombes ensidede øvre grænse af Wilsons grænser",
    "Miettinen-Nurminen score interval": "Miettinen-Nurminens scoreinterval",
    "Miettinen-Nurminen score one-sided lower limit": "Miettinen-Nurminens ensidede nedre scoregrænse",
    "Miettinen-Nurminen score one-sided upper limit": "Miettinen-Nurminens ensidede øvre scoregrænse",
    "Miettinen-Nurminen score test of no difference": "Miettinen-Nurminens scoretest af ingen forskel",
    "Miettinen-Nurminen score test of a difference of {n}": "Miettinen-Nurminens scoretest af en forskel på {n}",
    "score interval and test (Koopman, with the N / (N - 1) of Miettinen and Nurminen)": (
        "scoreinterval og -test (Koopman, med Miettinen og Nurminens N / (N - 1))"
    ),
    "score interval and test (Miettinen-Nurminen)": "scoreinterval og -test (Miettinen-Nurminen)",
    "score limits and test (Miettinen and Nurminen)": "scoregrænser og -test (Miettinen og Nurminen)",
    "score interval and test of the unadjusted shares, rounds pooled": (
        "scoreinterval og -test for de ujusterede andele, hold lagt sammen"
    ),
    "test of {n}": "test af {n}",
    "Boschloo's unconditional exact test": "Boschloos ubetingede eksakte test",
    "Fisher's exact test": "Fishers eksakte test",
    "two-sided, ordered by Fisher's two-sided p-value": "tosidet, ordnet efter Fishers tosidede p-værdi",
    "two-sided by the likelihood of the results": "tosidet efter resultaternes sandsynlighed",
    "exact conditional test over {n} strata": "eksakt betinget test over {n} strata",
    "exact conditional test over {n} stratum": "eksakt betinget test over {n} stratum",
    "conditional maximum likelihood odds ratio over {n} strata": (
        "betinget odds ratio (maksimum likelihood) over {n} strata"
    ),
    "conditional maximum likelihood odds ratio over {n} stratum": (
        "betinget odds ratio (maksimum likelihood) over {n} stratum"
    ),
    "exact limits (Cornfield)": "eksakte grænser (Cornfield)",
    "Cochran-Mantel-Haenszel test over {n} strata, without continuity correction": (
        "Cochran-Mantel-Haenszels test over {n} strata, uden kontinuitetskorrektion"
    ),
    ", Mantel-Haenszel weights within strata": ", Mantel-Haenszels vægte inden for strata",
    "Sato's variance": "Satos varians",
    "Greenland-Robins variance of its logarithm": "Greenland-Robins' varians af logaritmen",
    "Robins-Breslow-Greenland variance of its logarithm": "Robins-Breslow-Greenlands varians af logaritmen",
    "{n} strata": "{n} strata",
    " shares standardised over everyone by": " andele standardiseret til alle ved",
    " logistic regression on {n} covariates": " logistisk regression på {n} baggrundsoplysninger",
    " logistic regression on {n} covariate": " logistisk regression på {n} baggrundsoplysning",
    " Firth's penalised logistic regression (FLIC) on {n} covariates": (
        " Firths straffede logistiske regression (FLIC) på {n} baggrundsoplysninger"
    ),
    " Firth's penalised logistic regression (FLIC) on {n} covariate": (
        " Firths straffede logistiske regression (FLIC) på {n} baggrundsoplysning"
    ),
    " and {n} strata": " og {n} strata",
    "leave-one-out influence function variance": "varians ved indflydelsesfunktion, én udeladt ad gangen",
    "leave-one-out influence function variance of the logarithm": (
        "varians af logaritmen ved indflydelsesfunktion, én udeladt ad gangen"
    ),
    "odds ratio given {n} covariates": "odds ratio givet {n} baggrundsoplysninger",
    "odds ratio given {n} covariate": "odds ratio givet {n} baggrundsoplysning",
    "odds ratio given {n} strata": "odds ratio givet {n} strata",
    ", Firth's penalised likelihood": ", Firths straffede likelihood",
    "profile penalised-likelihood interval and test": "interval og test ved profilen af den straffede likelihood",
    # repeated lotteries
    "randomisation test of the ": "randomiseringstest af ",
    "studentised (HC2) difference": "den studentiserede (HC2) forskel",
    "difference": "forskellen",
    ", two-sided, over ": ", tosidet, over ",
    ", twice the smaller one-sided p-value, over ": ", to gange den mindste ensidede p-værdi, over ",
    ", one-sided, greater, over ": ", ensidet, større, over ",
    ", one-sided, less, over ": ", ensidet, mindre, over ",
    "all {n} assignments": "alle {n} tildelinger",
    "{n} repetitions of the lottery": "{n} gentagelser af lodtrækningen",
    " among clusters": " blandt klynger",
    "interval of constant effects by inversion": "interval af ens virkninger ved at vende testen om",
    "randomisation test over the only assignment there is": "randomiseringstest over den eneste mulige tildeling",
    # balance
    "difference of the means over the root of the mean of the two variances": (
        "forskellen mellem gennemsnittene over roden af gennemsnittet af de to varianser"
    ),
    "Hansen-Bowers chi-square, randomisation covariance": "Hansen-Bowers' chi-i-anden, lodtrækningens kovarians",
    "Hansen-Bowers statistic, p-value over {n} repeated lotteries": (
        "Hansen-Bowers' teststørrelse, p-værdi over {n} gentagne lodtrækninger"
    ),
    "Hansen-Bowers statistic, p-value over all {n} repeated lotteries": (
        "Hansen-Bowers' teststørrelse, p-værdi over alle {n} gentagne lodtrækninger"
    ),
    "missing values by indicator in: {ids}": "manglende værdier ved indikator i: {ids}",
    "lottery rounds of which one arm is lost are left out": (
        "lodtrækningshold, hvoraf den ene gruppe er tabt, er ikke med"
    ),
    "exact sample-ratio test, hypergeometric": "eksakt test af gruppernes størrelse, hypergeometrisk",
    "exact sample-ratio test, binomial": "eksakt test af gruppernes størrelse, binomial",
    "exact sample-ratio test, exact convolution": "eksakt test af gruppernes størrelse, foldning",
    # what is described
    "mean over those whose value is known": "gennemsnit for dem, hvis værdi er kendt",
    "mean over those randomised to the arm": "gennemsnit for dem, der ved lod kom i gruppen",
    "nothing counts as 0": "intet tæller som 0",
    "mean over those who took the offer up": "gennemsnit for dem, der tog imod tilbuddet",
    "share of those randomised to the arm": "andel af dem, der ved lod kom i gruppen",
    "people and groups of the offered arm": "personer og hold i gruppen med tilbuddet",
    "persons whose value is not known": "personer, hvis værdi ikke er kendt",
    "persons not found among those whose lottery round can be followed to the week": (
        "personer, der ikke kan findes, blandt dem, hvis lodtrækningshold kan følges til ugen"
    ),
    "class of the What Works Clearinghouse, table II.1 of version 4.1": (
        "klasse efter What Works Clearinghouse, tabel II.1 i version 4.1"
    ),
    "firms that had joined by the end of the month": "virksomheder, der var med ved månedens udgang",
    "firms of the network with an intern of the trial in the month": (
        "virksomheder i netværket med en praktikant fra forsøget i måneden"
    ),
    "share of firms with an intern of the trial that hired at least one of them afterwards": (
        "andel af virksomheder med en praktikant fra forsøget, der bagefter ansatte mindst én af dem"
    ),
    "match events at which someone of the offered arm met a firm": (
        "matcharrangementer, hvor nogen i gruppen med tilbuddet mødte en virksomhed"
    ),
    "share of meetings of a person and a firm": "andel af møder mellem en person og en virksomhed",
    "share of those who chose a firm at a match event": (
        "andel af dem, der valgte en virksomhed ved et matcharrangement"
    ),
    "internships that began within the weeks": "praktikforløb, der begyndte inden for ugerne",
    "share of internships that began within the weeks": "andel af praktikforløb, der begyndte inden for ugerne",
    "share of those in '{id}' on the day": "andel af dem i '{id}' på dagen",
    "share of those aged {n} to {k} on the day": "andel af dem i alderen {n} til {k} på dagen",
    "everyone in the registers": "alle i registrene",
    # targets and families
    "share as observed, without its uncertainty": "andelen som fundet, uden dens usikkerhed",
    "ratio as observed, without its uncertainty": "forholdet som fundet, uden dets usikkerhed",
    "difference as observed, without its uncertainty": "forskellen som fundet, uden dens usikkerhed",
    "null hypothesis: worse by {n} or more": "nulhypotese: {n} eller mere dårligere",
    "null hypothesis: a difference of {n} or more, either way": (
        "nulhypotese: en forskel på {n} eller mere, til en af siderne"
    ),
    "null hypothesis: a ratio of {n} or more": "nulhypotese: et forhold på {n} eller mere",
    "two one-sided tests": "to ensidede test",
    "adjusted in the family '{id}' by ": "justeret i familien '{id}' ved ",
    "Holm's method": "Holms metode",
    "Hochberg's method": "Hochbergs metode",
    "Benjamini and Hochberg's method": "Benjamini og Hochbergs metode",
    "the two-stage method (sharpened q)": "metoden i to trin (skærpet q)",
    "Holm's method in each direction, at half the error each, and the intervals that belong to it": (
        "Holms metode i hver retning med den halve fejl til hver, og de intervaller, der hører til"
    ),
    "step-down maximum of t (Westfall and Young) in each direction, at half the error each, and the intervals that "
    "belong to it": (
        "trinvist maksimum af t (Westfall og Young) i hver retning med den halve fejl til hver, og de intervaller, "
        "der hører til"
    ),
    "step-down maximum of |t| (Westfall and Young)": "trinvist maksimum af |t| (Westfall og Young)",
    "bounds the chance of any false claim in the family": (
        "begrænser risikoen for blot én forkert konklusion i familien"
    ),
    "a q-value, not a p-value": "en q-værdi, ikke en p-værdi",
    "bounds the expected share of false claims among the claims": (
        "begrænser den forventede andel af forkerte konklusioner blandt dem, der drages"
    ),
    " if the analyses are independent or positively dependent": (
        " hvis analyserne er uafhængige eller positivt afhængige"
    ),
    "all lotteries": "alle lodtrækninger",
    " of {n} people": " blandt {n} personer",
    ", for {n} of whom not every outcome is known": ", for {n} af hvem ikke alle udfald er kendt",
    "difference in means over its HC2 standard error": "forskel mellem gennemsnit over dens HC2-standardfejl",
    # power
    "noncentral t distribution": "ikke-central t-fordeling",
    "expected standard error and degrees of freedom of the difference in means": (
        "forventet standardfejl og frihedsgrader for forskellen mellem gennemsnit"
    ),
    "design effect {n} in the treated arm": "designeffekt {n} i gruppen med tilbuddet",
    "every result counted": "hvert muligt resultat er talt med",
    "every result of the two arms counted": "hvert muligt resultat i de to grupper er talt med",
    "t test of the difference in means": "t-test af forskellen mellem gennemsnit",
    "normal approximation with the pooled share under the null hypothesis": (
        "normalfordelt tilnærmelse med den fælles andel under nulhypotesen"
    ),
    "wanted in the plan": "ønsket i planen",
    "supposed in the plan": "antaget i planen",
    "cannot be computed from these data": "kan ikke beregnes af disse data",
    "cannot be computed": "kan ikke beregnes",
    "{n} simulated trials, each with the plan's estimator": "{n} simulerede forsøg, hvert med planens metode",
    "mean of simulated people": "gennemsnit af simulerede personer",
    "no estimate": "intet skøn",
}

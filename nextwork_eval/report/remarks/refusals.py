"""Danish words for what could not be estimated: the summary of each refusal, and the commonest reasons."""

REMARKS: dict[str, str] = {
    # summaries
    "Attrition cannot be classed.": "Frafaldet kan ikke sættes i klasse.",
    "Attrition cannot be described.": "Frafaldet kan ikke beskrives.",
    "No verdict can be given.": "Der kan ikke gives nogen dom.",
    "The Horvitz-Thompson difference cannot be estimated.": "Horvitz-Thompsons forskel kan ikke beregnes.",
    "The Mantel-Haenszel estimate cannot be made.": "Mantel-Haenszels skøn kan ikke laves.",
    "The adjusted difference cannot be estimated.": "Den justerede forskel kan ikke beregnes.",
    "The arms cannot be compared with a log-rank test.": "Grupperne kan ikke sammenlignes med en log-rank-test.",
    "The arms cannot be compared with Gray's test.": "Grupperne kan ikke sammenlignes med Grays test.",
    "The arms cannot be compared.": "Grupperne kan ikke sammenlignes.",
    "The chances of the verdicts cannot be computed.": "Dommenes sandsynligheder kan ikke beregnes.",
    "The characteristics of those whom the offer moved cannot be estimated.": (
        "Hvem tilbuddet flyttede, kan ikke beregnes."
    ),
    "The critical value of the band cannot be found.": "Båndets kritiske værdi kan ikke findes.",
    "The cumulative hazard cannot be estimated.": "Den kumulerede hazard kan ikke beregnes.",
    "The cumulative incidence cannot be estimated.": "Den kumulerede incidens kan ikke beregnes.",
    "The curve has no week in which it could start.": "Kurven har ingen uge, den kunne begynde i.",
    "The difference between clusters cannot be estimated.": "Forskellen mellem klynger kan ikke beregnes.",
    "The difference between grouped people and the reference arm cannot be estimated.": (
        "Forskellen mellem personer på hold og kontrolgruppen kan ikke beregnes."
    ),
    "The difference between the two shares cannot be estimated.": "Forskellen mellem de to andele kan ikke beregnes.",
    "The difference in means cannot be estimated.": "Forskellen mellem gennemsnit kan ikke beregnes.",
    "The difference in means has no standard error.": "Forskellen mellem gennemsnit har ingen standardfejl.",
    "The difference within pairs cannot be estimated.": "Forskellen inden for par kan ikke beregnes.",
    "The effect cannot be bounded.": "Virkningen kan ikke afgrænses.",
    "The effect cannot be weighted for response.": "Virkningen kan ikke vægtes for svar.",
    "The effect of taking the offer up cannot be estimated.": "Virkningen af at tage imod tilbuddet kan ikke beregnes.",
    "The effect of the offer on take-up cannot be estimated.": "Tilbuddets virkning på deltagelsen kan ikke beregnes.",
    "The effect on those always known cannot be bounded.": (
        "Virkningen på dem, man altid ville kende, kan ikke afgrænses."
    ),
    "The effect on those who would leave in either arm cannot be bounded.": (
        "Virkningen på dem, der ville komme ud i begge grupper, kan ikke afgrænses."
    ),
    "The effects in subgroups cannot be estimated.": "Virkningerne i undergrupper kan ikke beregnes.",
    "The expected weeks cannot be estimated.": "Det forventede antal uger kan ikke beregnes.",
    "The family cannot be adjusted.": "Familien kan ikke justeres.",
    "The family has no simultaneous intervals.": "Familien har ingen fælles intervaller.",
    "The family of outcomes cannot be tested.": "Familien af udfald kan ikke testes.",
    "The group cannot be redrawn.": "Gruppen kan ikke trækkes igen.",
    "The hazard ratio cannot be estimated.": "Hazard ratioen kan ikke beregnes.",
    "The hazard ratio of rows cannot be estimated.": "Hazard ratioen for rækker kan ikke beregnes.",
    "The index cannot be made.": "Indekset kan ikke laves.",
    "The joint balance of the arms cannot be tested.": "Gruppernes samlede balance kan ikke testes.",
    "The joint test cannot be made.": "Den samlede test kan ikke laves.",
    "The linear probability models by week cannot be estimated.": (
        "De lineære sandsynlighedsmodeller uge for uge kan ikke beregnes."
    ),
    "The lottery cannot be repeated for these outcomes.": "Lodtrækningen kan ikke gentages for disse udfald.",
    "The mean number of returns cannot be estimated.": "Det gennemsnitlige antal tilbagevenden kan ikke beregnes.",
    "The mean of those whom the offer moved cannot be estimated.": (
        "Gennemsnittet for dem, tilbuddet flyttede, kan ikke beregnes."
    ),
    "The number of returns by week cannot be estimated.": "Antallet af tilbagevenden uge for uge kan ikke beregnes.",
    "The odds ratio cannot be estimated.": "Odds ratioen kan ikke beregnes.",
    "The outcome by week cannot be estimated.": "Udfaldet uge for uge kan ikke beregnes.",
    "The penalised odds ratio cannot be estimated.": "Den straffede odds ratio kan ikke beregnes.",
    "The places in leaving and coming back cannot be estimated.": (
        "Pladserne i at komme ud og vende tilbage kan ikke beregnes."
    ),
    "The power cannot be computed.": "Styrken kan ikke beregnes.",
    "The power of a comparison of shares cannot be computed.": (
        "Styrken af en sammenligning af andele kan ikke beregnes."
    ),
    "Proportional hazards cannot be tested.": "Proportionale hazarder kan ikke testes.",
    "The pseudo-observations cannot be compared.": "Pseudo-observationerne kan ikke sammenlignes.",
    "The randomisation test cannot be carried out.": "Randomiseringstesten kan ikke gennemføres.",
    "The rates cannot be compared.": "Hyppighederne kan ikke sammenlignes.",
    "The ratio of rates cannot be estimated.": "Forholdet mellem hyppigheder kan ikke beregnes.",
    "The ratio of returns cannot be estimated.": "Forholdet mellem antal tilbagevenden kan ikke beregnes.",
    "The ratio of the two shares cannot be estimated.": "Forholdet mellem de to andele kan ikke beregnes.",
    "The restricted mean cannot be estimated.": "Det afgrænsede gennemsnit kan ikke beregnes.",
    "The returns panel cannot be made.": "Panelet om tilbagevenden kan ikke laves.",
    "The returns per week alive cannot be estimated.": "Tilbagevenden pr. uge i live kan ikke beregnes.",
    "The returns per week off support cannot be estimated.": "Tilbagevenden pr. uge ude kan ikke beregnes.",
    "The sample ratio cannot be tested.": "Gruppernes størrelse kan ikke testes.",
    "The share back of those who left cannot be estimated.": "Andelen tilbage af dem, der kom ud, kan ikke beregnes.",
    "The share of the arm cannot be estimated.": "Gruppens andel kan ikke beregnes.",
    "The share with the event cannot be estimated.": "Andelen med hændelsen kan ikke beregnes.",
    "The share with weights for follow-up cannot be estimated.": "Andelen med vægte for opfølgning kan ikke beregnes.",
    "The share without the event cannot be estimated.": "Andelen uden hændelsen kan ikke beregnes.",
    "The shares in each state cannot be estimated.": "Andelene i hver tilstand kan ikke beregnes.",
    "The shares with the event cannot be modelled.": "Andelene med hændelsen kan ikke beregnes ved en model.",
    "The speed of return cannot be modelled.": "Farten af tilbagevenden kan ikke beregnes ved en model.",
    "The standardised curve cannot be estimated.": "Den standardiserede kurve kan ikke beregnes.",
    "The standardised shares cannot be estimated.": "De standardiserede andele kan ikke beregnes.",
    "The strata cannot be tested.": "Strataene kan ikke testes.",
    "The stratified difference in means cannot be estimated.": (
        "Den stratificerede forskel mellem gennemsnit kan ikke beregnes."
    ),
    "The time ratio cannot be estimated.": "Forholdet mellem tider kan ikke beregnes.",
    "The win ratio cannot be estimated.": "Win ratioen kan ikke beregnes.",
    "Whether the offer keeps people from leaving cannot be tested.": (
        "Om tilbuddet holder nogen fra at komme ud, kan ikke testes."
    ),
    "Whether the arms differ by less than the margin cannot be estimated.": (
        "Om grupperne er mindre forskellige end margenen, kan ikke beregnes."
    ),
    "Whether the offer did no worse cannot be estimated.": "Om tilbuddet ikke var dårligere, kan ikke beregnes.",
    "Whether the ratio reaches the goal cannot be estimated.": "Om forholdet når målet, kan ikke beregnes.",
    "Who gains cannot be estimated along a proxy.": (
        "Hvem der får noget ud af det, kan ikke beregnes ud fra en forudsigelse."
    ),
    "The covariates cannot be read.": "Baggrundsoplysningerne kan ikke læses.",
    "The subdistribution hazards cannot be compared.": "Hazarderne for andelen med hændelsen kan ikke sammenlignes.",
    "The two shares cannot be compared.": "De to andele kan ikke sammenlignes.",
    "The two shares cannot be tested.": "De to andele kan ikke testes.",
    "The weekly risks cannot be compared.": "Risikoen i den enkelte uge kan ikke sammenlignes.",
    "The wild cluster bootstrap cannot be made.": "Wild bootstrap over klynger kan ikke laves.",
    # reasons
    "`outcome` varies in neither arm (within any stratum) and strata that are compared do not differ, or its "
    "numbers are too small or too large to be squared: expected some variation.": (
        "Udfaldet varierer ikke i nogen af grupperne (inden for noget stratum), og strata, der sammenlignes, er ikke "
        "forskellige, eller tallene er for små eller for store til at blive kvadreret."
    ),
    "`horizon` lies beyond the longest follow-up of an arm in {n} of {k} strata: choose an earlier week.": (
        "Fristen ligger efter en gruppes længste opfølgning i {n} af {k} strata: vælg en tidligere uge."
    ),
    "`horizon` lies beyond the longest follow-up in the {arm} arm: choose an earlier week.": (
        "Fristen ligger efter den længste opfølgning i {arm}: vælg en tidligere uge."
    ),
    "The estimating equation has no solution that could be reached: expected arms that overlap in time.": (
        "Estimationsligningen har ingen løsning, der kan nås: grupperne overlapper ikke i tid."
    ),
    "An arm is one person or (nearly) one group: how much they differ cannot be seen in the weeks of a curve. Merge "
    "strata by a rule that does not look at outcomes, or compare one number with `expected_weeks` or `mean_returns`.": (
        "En gruppe er én person eller (næsten) ét hold: hvor forskellige de er, kan ikke ses i kurvens uger. Slå "
        "strata sammen efter en regel, der ikke ser på udfald, eller sammenlign ét tal med `expected_weeks` eller "
        "`mean_returns`."
    ),
    "In {n} of {k} strata an arm is (nearly) one cluster: how much they differ cannot be seen there. "
    "Merge strata by a rule that does not look at outcomes; `expected_weeks` and `mean_returns` can compare strata "
    "with each other.": (
        "I {n} af {k} strata er en gruppe (næsten) én klynge: hvor forskellige de er, kan ikke ses der. "
        "Slå strata sammen efter en regel, der ikke ser på udfald; `expected_weeks` og `mean_returns` kan sammenligne "
        "strata med hinanden."
    ),
    "In {n} of {k} strata an arm is one person or (nearly) one group: how much they differ cannot be seen there. "
    "Merge strata by a rule that does not look at outcomes; `expected_weeks` and `mean_returns` can compare strata "
    "with each other.": (
        "I {n} af {k} strata er en gruppe én person eller (næsten) ét hold: hvor forskellige de er, kan ikke ses der. "
        "Slå strata sammen efter en regel, der ikke ser på udfald; `expected_weeks` og `mean_returns` kan sammenligne "
        "strata med hinanden."
    ),
    "An arm is (nearly) one cluster, and there are no strata that could be compared instead.": (
        "En gruppe er (næsten) én klynge, og der er ingen strata, der kunne sammenlignes i stedet."
    ),
    "An arm is one person or (nearly) one group, and there are no strata that could be compared instead.": (
        "En gruppe er én person eller (næsten) ét hold, og der er ingen strata, der kunne sammenlignes i stedet."
    ),
    "The likelihood has no maximum that could be reached: expected arms and covariates that overlap in time.": (
        "Likelihooden har intet maksimum, der kan nås: grupper og baggrundsoplysninger overlapper ikke i tid."
    ),
    "The fit did not converge: expected covariates that do not tell apart who has the event.": (
        "Tilpasningen når ikke frem: baggrundsoplysningerne skiller dem med hændelsen ud."
    ),
    "In no stratum are there both people with and people without the event: use `exact_cmh`.": (
        "I intet stratum er der både personer med og uden hændelsen: brug `exact_cmh`."
    ),
    "Nothing varies: {ids}. The difference is {n} and has no interval.": (
        "Intet varierer: {ids}. Forskellen er {n} og har intet interval."
    ),
}

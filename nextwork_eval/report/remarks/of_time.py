"""Danish words for what curves, tests, hazards, weeks in states and returns say of how they were made."""

METHODS: dict[str, str] = {
    "Kaplan-Meier by arm": "Kaplan-Meier i hver gruppe",
    "Nelson-Aalen by arm": "Nelson-Aalen i hver gruppe",
    ", tied events at once (Aalen)": ", samtidige hændelser på én gang (Aalen)",
    ", tied events one by one (Fleming-Harrington)": ", samtidige hændelser én for én (Fleming-Harrington)",
    " with delayed entry": " med forsinket start",
    ", delayed entry": ", forsinket start",
    ", weighted": ", vægtet",
    "Greenwood standard error": "Greenwoods standardfejl",
    "infinitesimal jackknife standard error with m/(m-1)": "standardfejl ved infinitesimal jackknife med m/(m-1)",
    "infinitesimal jackknife standard error": "standardfejl ved infinitesimal jackknife",
    "pointwise log(-log) limits, MOVER for the difference": "punktvise log(-log)-grænser, MOVER for forskellen",
    "pointwise log(-log) t limits, MOVER for the difference": "punktvise log(-log)-t-grænser, MOVER for forskellen",
    "pointwise limits on the logarithmic scale, normal for the difference": (
        "punktvise grænser på den logaritmiske skala, normale for forskellen"
    ),
    "pointwise t intervals, Welch-Satterthwaite for the difference, cut at the ends of the scale": (
        "punktvise t-intervaller, Welch-Satterthwaite for forskellen, skåret af ved skalaens ender"
    ),
    "pointwise t intervals with Satterthwaite degrees of freedom, cut at the ends of the scale": (
        "punktvise t-intervaller med Satterthwaites frihedsgrader, skåret af ved skalaens ender"
    ),
    "pointwise t intervals with Satterthwaite degrees of freedom": (
        "punktvise t-intervaller med Satterthwaites frihedsgrader"
    ),
    "pointwise t intervals with Welch-Satterthwaite degrees of freedom": (
        "punktvise t-intervaller med Welch-Satterthwaites frihedsgrader"
    ),
    "Aalen-Johansen cumulative incidence by arm": "Aalen-Johansens kumulerede incidens i hver gruppe",
    "Aalen-Johansen state occupation by arm": "Aalen-Johansens fordeling på tilstande i hver gruppe",
    "Aalen-Johansen shares of the course by arm": "Aalen-Johansens andele af forløbet i hver gruppe",
    "for each state a band for all weeks of {n} standard errors": (
        "for hver tilstand et bånd for alle uger på {n} standardfejl"
    ),
    "bands for all weeks with five events of the arm behind them and five persons at risk, of {n} and {k} standard "
    "errors for the arms and {m} for the difference, on the scale of the limits": (
        "bånd for alle uger med fem hændelser i gruppen bag sig og fem personer under risiko, på {n} og {k} "
        "standardfejl for grupperne og {m} for forskellen, på grænsernes skala"
    ),
    "{n} draws by the Gaussian multiplier (sup-t)": "{n} trækninger med gaussisk multiplikator (sup-t)",
    "{n} draws by the Gaussian multiplier, t with {k} degrees of freedom (sup-t)": (
        "{n} trækninger med gaussisk multiplikator, t med {k} frihedsgrader (sup-t)"
    ),
    "expected weeks in states from Aalen-Johansen shares": "forventede uger i tilstande ud fra Aalen-Johansens andele",
    ", on the persons' values": ", på personernes værdier",
    ", on pseudo-observations": ", på pseudo-observationer",
    "means": "gennemsnit",
    "difference of shares with the event by week {n}": "forskel mellem andele med hændelsen i uge {n}",
    "ratio of shares with the event by week {n}": "forhold mellem andele med hændelsen i uge {n}",
    "difference of shares in states in week {n}": "forskel mellem andele i tilstande i uge {n}",
    "ratio of shares in states in week {n}": "forhold mellem andele i tilstande i uge {n}",
    ", weighted by the inverse chance of being followed": ", vægtet med den omvendte chance for at blive fulgt",
    " of each arm (Kaplan-Meier)": " i hver gruppe (Kaplan-Meier)",
    " of each arm (Kaplan-Meier of each of {n} strata)": " i hver gruppe (Kaplan-Meier i hvert af {n} strata)",
    " on {n} covariates (Cox, a baseline for each arm of each of {k} strata)": (
        " på {n} baggrundsoplysninger (Cox, et grundforløb for hver gruppe i hvert af {k} strata)"
    ),
    " on {n} covariate (Cox, a baseline for each arm of each of {k} strata)": (
        " på {n} baggrundsoplysning (Cox, et grundforløb for hver gruppe i hvert af {k} strata)"
    ),
    " on {n} covariates (Cox, a baseline for each arm)": (
        " på {n} baggrundsoplysninger (Cox, et grundforløb for hver gruppe)"
    ),
    " on {n} covariate (Cox, a baseline for each arm)": (
        " på {n} baggrundsoplysning (Cox, et grundforløb for hver gruppe)"
    ),
    ", the weights' own uncertainty included": ", med vægtenes egen usikkerhed",
    ", with m/(m-1)": ", med m/(m-1)",
    " of Aalen-Johansen shares with the event by week {n}": " Aalen-Johansens andele med hændelsen i uge {n}",
    "difference of Aalen-Johansen shares with the event by week {n}": (
        "forskel mellem Aalen-Johansens andele med hændelsen i uge {n}"
    ),
    "ratio of Aalen-Johansen shares with the event by week {n}": (
        "forhold mellem Aalen-Johansens andele med hændelsen i uge {n}"
    ),
    "difference in restricted means (area under Kaplan-Meier)": (
        "forskel mellem afgrænsede gennemsnit (arealet under Kaplan-Meier)"
    ),
    "ratio of restricted means (area under Kaplan-Meier)": (
        "forhold mellem afgrænsede gennemsnit (arealet under Kaplan-Meier)"
    ),
    ", interval on the scale of logarithms": ", interval på logaritmisk skala",
    "Klein-Moeschberger standard error with m/(m-1)": "Klein-Moeschbergers standardfejl med m/(m-1)",
    # tests
    "stratified ": "stratificeret ",
    "log-rank test": "log-rank-test",
    "Fleming-Harrington ({n}, {k}) test": "Fleming-Harringtons test ({n}; {k})",
    " with hypergeometric variance": " med hypergeometrisk varians",
    " adjusted for {n} covariates (Ye, Shao and Yi)": " justeret for {n} baggrundsoplysninger (Ye, Shao og Yi)",
    " adjusted for {n} covariate (Ye, Shao and Yi)": " justeret for {n} baggrundsoplysning (Ye, Shao og Yi)",
    "Gray's test of cumulative incidence": "Grays test af den kumulerede incidens",
    ", rho {n}": ", rho {n}",
    "MaxCombo of Fleming-Harrington tests": "MaxCombo af Fleming-Harringtons test",
    " ({n}, {k})": " ({n}; {k})",
    ", ({n}, {k})": ", ({n}; {k})",
    "chi-square": "chi-i-anden",
    "normal": "normalfordeling",
    "studentised re-randomisation over ": "studentiseret test over ",
    "re-randomisation of residual scores over ": "test med residualer over ",
    "re-randomisation over ": "test over ",
    "law of the sum of scores under re-randomisation, the p-value at most {n} too large": (
        "fordelingen af summen af scorer over alle lodtrækninger, p-værdien højst {n} for stor"
    ),
    # hazards
    "Cox proportional hazards of rows": "Cox’ proportionale hazarder for rækker",
    "Cox proportional hazards": "Cox’ proportionale hazarder",
    ", Efron ties": ", samtidige hændelser efter Efron",
    ", Breslow ties": ", samtidige hændelser efter Breslow",
    "Efron ties": "samtidige hændelser efter Efron",
    "Breslow ties": "samtidige hændelser efter Breslow",
    ", exact ties (discrete time: a ratio of odds within weeks)": (
        ", samtidige hændelser eksakt (diskret tid: et forhold mellem odds inden for uger)"
    ),
    ", within {n} strata": ", inden for {n} strata",
    "standard error from the inverse information": "standardfejl fra den omvendte information",
    "standard error from the observed information": "standardfejl fra den observerede information",
    "normal interval on the log scale": "normalt interval på log-skala",
    "t interval on the log scale": "t-interval på log-skala",
    "robust standard error between {n} persons (Lin-Wei) with m/(m-1)": (
        "robust standardfejl mellem {n} personer (Lin-Wei) med m/(m-1)"
    ),
    "robust standard error between {n} clusters (Lin-Wei) with m/(m-1)": (
        "robust standardfejl mellem {n} klynger (Lin-Wei) med m/(m-1)"
    ),
    ", Firth's penalty": ", Firths straf",
    "profile limits and test of the penalised likelihood": "profilgrænser og test af den straffede likelihood",
    "score test of proportional hazards along 1 minus Kaplan-Meier just before the week": (
        "scoretest af proportionale hazarder langs 1 minus Kaplan-Meier lige før ugen"
    ),
    "score test of proportional hazards along the week": "scoretest af proportionale hazarder langs ugen",
    "score test of proportional hazards along the logarithm of the week": (
        "scoretest af proportionale hazarder langs logaritmen af ugen"
    ),
    "score test of proportional hazards along the rank of the week among all last weeks": (
        "scoretest af proportionale hazarder langs ugens rang blandt alle sidste uger"
    ),
    # models of time
    ", with {n} covariates": ", med {n} baggrundsoplysninger",
    ", with {n} covariate": ", med {n} baggrundsoplysning",
    ", with a level for each of {n} strata": ", med et niveau for hvert af {n} strata",
    " and a level for each of {n} strata": " og et niveau for hvert af {n} strata",
    "model standard error": "modellens standardfejl",
    "sandwich standard error over {n} clusters with m/(m-1)": "sandwich-standardfejl over {n} klynger med m/(m-1)",
    "sandwich standard error over {n} persons with m/(m-1)": "sandwich-standardfejl over {n} personer med m/(m-1)",
    "influence function standard error over {n} persons with m/(m-1)": (
        "standardfejl ved indflydelsesfunktion over {n} personer med m/(m-1)"
    ),
    "influence function standard error over {n} clusters with m/(m-1)": (
        "standardfejl ved indflydelsesfunktion over {n} klynger med m/(m-1)"
    ),
    ", weights' uncertainty included": ", vægtenes usikkerhed regnet med",
    "discrete-time hazard by cloglog": "hazard i diskret tid ved cloglog",
    "discrete-time hazard by logit": "hazard i diskret tid ved logit",
    ", a level for each week with events": ", et niveau for hver uge med hændelser",
    ", risk linear in the logarithm of the week": ", risiko lineær i logaritmen af ugen",
    ", restricted cubic spline of the week with four knots": ", afgrænset kubisk spline af ugen med fire knuder",
    "piecewise exponential with {n} rates": "stykvist eksponentiel med {n} rater",
    "accelerated failure time, weibull": "accelereret tid, Weibull",
    "accelerated failure time, exponential": "accelereret tid, eksponentiel",
    "accelerated failure time, log-normal": "accelereret tid, lognormal",
    "accelerated failure time, log-logistic": "accelereret tid, loglogistisk",
    "Fine-Gray subdistribution hazard": "Fine-Grays hazard for andelen med hændelsen",
    "weights by Kaplan-Meier of the end of follow-up": "vægte ved Kaplan-Meier for opfølgningens ophør",
    ", which comes with events": ", som falder sammen med hændelser",
    ", which comes after events": ", som ligger efter hændelser",
    ", which comes before events": ", som ligger før hændelser",
    ", which comes after event": ", som ligger efter hændelser",
    ", which comes before event": ", som ligger før hændelser",
    "absolute risk from cause-specific proportional hazards by the week": (
        "absolut risiko ud fra proportionale hazarder for hver hændelse, i ugen"
    ),
    ", standardised over everyone": ", standardiseret til alle",
    "ratio of mean numbers of returns (Lin-Wei-Yang-Ying)": (
        "forhold mellem gennemsnitlige antal tilbagevenden (Lin-Wei-Yang-Ying)"
    ),
    ", all weeks from the lottery at risk, those gone for good to the end of follow-up": (
        ", alle uger fra lodtrækningen under risiko, de for altid borte til opfølgningens ende"
    ),
    ", all weeks from the lottery at risk, those gone for good until then": (
        ", alle uger fra lodtrækningen under risiko, de for altid borte indtil da"
    ),
    "Andersen-Gill rate ratio": "Andersen-Gills forhold mellem hyppigheder",
    "Prentice-Williams-Peterson, weeks from the lottery, stratified by number of the return": (
        "Prentice-Williams-Peterson, uger fra lodtrækningen, stratificeret efter tilbagevendens nummer"
    ),
    "Prentice-Williams-Peterson gap time, weeks since leaving, stratified by number of the spell": (
        "Prentice-Williams-Peterson, uger siden man kom ud, stratificeret efter periodens nummer"
    ),
    "Wei-Lin-Weissfeld, weeks from the lottery to the first, second, … return": (
        "Wei-Lin-Weissfeld, uger fra lodtrækningen til første, anden, … tilbagevenden"
    ),
    " (from {n} on together)": " (fra {n} og op under ét)",
    "NOT PROTECTED BY THE LOTTERY": "IKKE BESKYTTET AF LODTRÆKNINGEN",
    # standardised curves
    "shares without the event after week {n}": "andele uden hændelsen efter uge {n}",
    "shares with the event by week {n}": "andele med hændelsen i uge {n}",
    "mean weeks without the event up to week {n}": "gennemsnitligt antal uger uden hændelsen til uge {n}",
    "difference of ": "forskel mellem ",
    "difference in ": "forskel i ",
    "logarithm of the ratio of ": "logaritmen af forholdet mellem ",
    "g-computation from a ": "g-beregning ud fra en ",
    "augmented inverse-probability weighting of a ": "dobbelt sikret vægtning med omvendte sandsynligheder ud fra en ",
    "Cox model of {n} covariates (": "Cox-model med {n} baggrundsoplysninger (",
    "Cox model of {n} covariate (": "Cox-model med {n} baggrundsoplysning (",
    "a baseline for each arm": "et grundforløb for hver gruppe",
    "arms with one hazard ratio": "grupper med én hazard ratio",
    ")": ")",
    " for each kind of event": " for hver slags hændelse",
    ", weights for follow-up by Cox on the covariates": ", vægte for opfølgning ved Cox på baggrundsoplysningerne",
    ", weights for follow-up by Kaplan-Meier in each arm": ", vægte for opfølgning ved Kaplan-Meier i hver gruppe",
    "influence function standard error with m/(m-1)": "standardfejl ved indflydelsesfunktion med m/(m-1)",
    " and for the columns of the model": " og for modellens søjler",
    "pointwise t limits, on the scale log(-log) for the arms": "punktvise t-grænser, på log(-log)-skala for grupperne",
    "Kaplan-Meier shares without the event after week {n}": "Kaplan-Meier-andele uden hændelsen efter uge {n}",
    "mean weeks without the event (area under Kaplan-Meier) up to week {n}": (
        "gennemsnitligt antal uger uden hændelsen (arealet under Kaplan-Meier) til uge {n}"
    ),
    "Aalen-Johansen shares with the event by week {n}": "Aalen-Johansens andele med hændelsen i uge {n}",
    # leaving and coming back
    "mean numbers of returns (Ghosh-Lin)": "gennemsnitlige antal tilbagevenden (Ghosh-Lin)",
    ", all randomised, gone as the terminal event": ", alle i lodtrækningen, borte som det, der slutter forløbet",
    "ratio of returns per week off support": "forhold mellem tilbagevenden pr. uge ude",
    "ratio of returns per week alive": "forhold mellem tilbagevenden pr. uge i live",
    "mean number of returns (Ghosh-Lin) over expected weeks": (
        "gennemsnitligt antal tilbagevenden (Ghosh-Lin) over forventede uger"
    ),
    "share back of those who left, not protected by the lottery": (
        "andel tilbage af dem, der kom ud, ikke beskyttet af lodtrækningen"
    ),
    "ratio of two shares": "forhold mellem to andele",
    "p-value of a ratio of one half": "p-værdi for et forhold på en halv",
    "bounds of the share back of those who would leave in either arm (Zhang-Rubin)": (
        "grænser for andelen tilbage af dem, der ville komme ud i begge grupper (Zhang-Rubin)"
    ),
    "bounds of the weeks off of those who would leave in either arm (Lee, trimmed to the exact share)": (
        "grænser for ugerne ude for dem, der ville komme ud i begge grupper (Lee, beskåret til den nøjagtige andel)"
    ),
    "no assumption on whom the offer moves to leave": "ingen antagelse om, hvem tilbuddet får ud",
    "the offer moves leaving one way only": "tilbuddet flytter kun udgangen én vej",
    "largest standardised shortfall of the treated in the share that has left, weeks to {n}": (
        "den største standardiserede mangel hos dem med tilbuddet i andelen, der er kommet ud, uger til {n}"
    ),
    " and {n} cells": " og {n} celler",
    "one-sided, p-value from {n} lotteries drawn again": "ensidet, p-værdi fra {n} gentagne lodtrækninger",
    "what the panel allows to be said": "hvad panelet tillader at sige",
    "margin {n}": "margen {n}",
    "bounds under monotonicity, and without it where the test contradicts it": (
        "grænser under monotoni, og uden den, hvor testen taler imod"
    ),
    "win ratio": "win ratio",
    "win odds": "win odds",
    "net benefit": "nettogevinst",
    ": pairs won over pairs lost": ": vundne par over tabte par",
    ": pairs won and half of those tied, over pairs lost and half of those tied": (
        ": vundne par og halvdelen af de uafgjorte over tabte par og halvdelen af de uafgjorte"
    ),
    ": share of pairs won minus share of pairs lost": ": andel vundne par minus andel tabte par",
    "gone later first, weeks in the good states next": "senest borte først, dernæst uger i de gode tilstande",
    ", on the projections of the U-statistics": ", på projektioner af U-størrelserne",
    "projections of the U-statistics with m/(m-1)": "projektioner af U-størrelserne med m/(m-1)",
}

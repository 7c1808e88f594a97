"""Danish words for remarks on those who were lost, on models of time, and on leaving and coming back."""

REMARKS: dict[str, str] = {
    # who is lost
    "Every outcome is known: the two ends are one number, and the limits are those of a normal interval.": (
        "Hvert udfald er kendt: de to ender er ét tal, og grænserne er dem for et normalt interval."
    ),
    "Every outcome is known: there is nothing to test.": "Hvert udfald er kendt: der er intet at teste.",
    "Every outcome is known: all weights are {n}.": "Hvert udfald er kendt: alle vægte er {n}.",
    "Nobody is lost before the week: all weights are {n}.": "Ingen falder fra før ugen: alle vægte er {n}.",
    "Nobody's outcome is known: the data say nothing, and the bounds are all there can be.": (
        "Ingens udfald er kendt: data siger intet, og grænserne er alt, hvad der kan være."
    ),
    "Nobody of the {arm} arm is known: its mean may be anything.": (
        "Ingen i {arm} er kendt: dens gennemsnit kan være hvad som helst."
    ),
    "Of one arm everyone is known, of the other nobody: there is nothing to compare.": (
        "Af den ene gruppe er alle kendt, af den anden ingen: der er intet at sammenligne."
    ),
    "As large a share is known of both arms: nobody is left out, and the two ends are one number. It holds for "
    "those always known only if the offer moved nobody's response.": (
        "Lige stor en andel er kendt i begge grupper: ingen er udeladt, og de to ender er ét tal. Det gælder kun dem, "
        "man altid ville kende, hvis tilbuddet ikke ændrede nogens svar."
    ),
    "As large a share left in both arms: nobody is left out. It holds for those who would leave in either arm only "
    "if the offer moved nobody's leaving.": (
        "Lige stor en andel kom ud i begge grupper: ingen er udeladt. Det gælder kun dem, der ville komme ud i begge "
        "grupper, hvis tilbuddet ikke ændrede nogens udgang."
    ),
    "More is known of the {arm} arm, and people were left out of it. The bounds are those of people who would be "
    "known in either arm, if the offer moves response one way only.": (
        "Man kender flere i {arm}, og personer er udeladt af den. Grænserne gælder dem, man ville kende i begge "
        "grupper, hvis tilbuddet kun flytter svar én vej."
    ),
    "More left in the {arm} arm, and people were left out of it. The bounds are those of people who would leave in "
    "either arm, if the offer moves leaving one way only.": (
        "Flere kom ud i {arm}, og personer er udeladt af den. Grænserne gælder dem, der ville komme ud i begge "
        "grupper, hvis tilbuddet kun flytter udgangen én vej."
    ),
    "Somebody of the {arm} arm stands for more than {n} persons: read it with bounds.": (
        "Nogen i {arm} står for mere end {n} personer: læs det sammen med grænser."
    ),
    "In the {arm} arm {n} persons have a weight above {k}.": "I {arm} har {n} personer en vægt over {k}.",
    "The weights of the {arm} arm leave less than half of the precision of equal weights.": (
        "Vægtene i {arm} efterlader mindre end halvdelen af den præcision, lige vægte ville have."
    ),
    "In the {arm} arm fewer than {n} persons are lost, or known, for each coefficient of the logit: the weights are "
    "uncertain.": (
        "I {arm} er færre end {n} personer faldet fra, eller kendt, for hver koefficient i logit-modellen: vægtene er "
        "usikre."
    ),
    "Fewer than {n} persons are lost for each covariate of the weights: they are uncertain, name fewer.": (
        "Færre end {n} personer er faldet fra for hver baggrundsoplysning i vægtene: de er usikre, nævn færre."
    ),
    "In the {arm} arm, nobody with one of the two values of {ids} is followed to the horizon: what would have "
    "become of them rests on the model alone.": (
        "I {arm} følges ingen med den ene af de to værdier af {ids} til fristen: hvad der ville være blevet af dem, "
        "hviler på modellen alene."
    ),
    "{n} of {k} persons are followed for less than {m} weeks without an event: what is said of later weeks supposes "
    "that the others of their arm stand for them.": (
        "{n} af {k} personer følges i mindre end {m} uger uden en hændelse: hvad der siges om senere uger, antager, "
        "at de andre i deres gruppe står for dem."
    ),
    "In {n} weeks nobody in a state that is estimated to be occupied was followed on in the {arm} arm: the share in "
    "that state is held unchanged there. Carry states that nobody leaves to the end of follow-up, or choose an "
    "earlier horizon.": (
        "I {n} uger blev ingen i en tilstand, der skønnes besat, fulgt videre i {arm}: andelen i tilstanden holdes "
        "uændret dér. Før tilstande, som ingen forlader, til opfølgningens ende, eller vælg en tidligere frist."
    ),
    "In {n} weeks nobody in a state that is estimated to be occupied was followed on in the {arm} arm of a stratum: "
    "the share in that state is held unchanged there. Carry states that nobody leaves to the end of follow-up, or "
    "choose an earlier horizon.": (
        "I {n} uger blev ingen i en tilstand, der skønnes besat, fulgt videre i {arm} i et stratum: andelen i "
        "tilstanden holdes uændret dér. Før tilstande, som ingen forlader, til opfølgningens ende, eller vælg en "
        "tidligere frist."
    ),
    "In no week have {n} persons of the {arm} arm had the event while {k} of it are at risk: its curve has no band.": (
        "I ingen uge har {n} personer i {arm} haft hændelsen, mens {k} af den er under risiko: dens kurve har "
        "intet bånd."
    ),
    "In no week have {n} persons of each arm had the event while {k} of it are at risk: the difference has no band.": (
        "I ingen uge har {n} personer i hver gruppe haft hændelsen, mens {k} af den er under risiko: forskellen har "
        "intet bånd."
    ),
    "{n} persons have the event in the week in which they enter: each is at risk in one week.": (
        "{n} personer har hændelsen i den uge, de begynder: hver er under risiko i én uge."
    ),
    "The follow-up of {n} persons ends in the week in which they enter: they are never at risk.": (
        "Opfølgningen af {n} personer ender i den uge, de begynder: de er aldrig under risiko."
    ),
    "The follow-up of {n} persons ends in the week of the lottery: they are never at risk.": (
        "Opfølgningen af {n} personer ender i lodtrækningens uge: de er aldrig under risiko."
    ),
    "The follow-up of {n} rows ends in the week of the lottery: they are never at risk.": (
        "Opfølgningen i {n} rækker ender i lodtrækningens uge: de er aldrig under risiko."
    ),
    "In {n} weeks with events fewer than {k} persons of the {arm} arm are at risk: with delayed entry such weeks "
    "can carry the whole curve, see `smallest_risk_set`.": (
        "I {n} uger med hændelser er færre end {k} personer i {arm} under risiko: med forsinket start kan sådanne "
        "uger bære hele kurven, se `smallest_risk_set`."
    ),
    "In {n} weeks with events fewer than {k} persons of the {arm} arm are at risk: with delayed entry such weeks "
    "can carry the whole mean.": (
        "I {n} uger med hændelser er færre end {k} personer i {arm} under risiko: med forsinket start kan sådanne "
        "uger bære hele gennemsnittet."
    ),
    "In {n} weeks nobody of the {arm} arm is at risk while some of it still wait: the curve stands still there, as if "
    "nobody could have the event.": (
        "I {n} uger er ingen i {arm} under risiko, mens nogle i den endnu venter: kurven står stille dér, som om ingen "
        "kunne få hændelsen."
    ),
    "The curve starts in week {n} and is one of those without the event until then; {k} events before it are left "
    "out.": ("Kurven begynder i uge {n} og gælder dem uden hændelsen indtil da; {k} hændelser før den er ikke med."),
    # models of time
    "{n} intervals without events are dropped: they tell nothing of the arms.": (
        "{n} intervaller uden hændelser er ikke med: de siger intet om grupperne."
    ),
    "{n} weeks without events are dropped: with a level of their own they tell nothing.": (
        "{n} uger uden hændelser er ikke med: med et niveau for sig siger de intet."
    ),
    "{n} weeks in which all at risk have the event are dropped: they tell nothing.": (
        "{n} uger, hvor alle under risiko har hændelsen, er ikke med: de siger intet."
    ),
    "Nobody has the event in {n} of {k} strata: their {m} rows are left out of the model.": (
        "Ingen har hændelsen i {n} af {k} strata: deres {m} rækker er ikke med i modellen."
    ),
    "Nobody has the competing event: the share is one minus that without the event.": (
        "Ingen har den konkurrerende hændelse: andelen er én minus andelen uden hændelsen."
    ),
    "Nobody has the competing event: this is the ratio of the hazards itself.": (
        "Ingen har den konkurrerende hændelse: dette er forholdet mellem hazarderne selv."
    ),
    "Nobody in the {arm} arm has the competing event: its hazard is {n} there, and depends on no covariate in the "
    "other arm.": (
        "Ingen i {arm} har den konkurrerende hændelse: dens hazard er {n} dér og afhænger ikke af "
        "baggrundsoplysninger i den anden gruppe."
    ),
    "The covariates (or the arm) tell apart who has the competing event: its hazard is that of the arm in the stratum, "
    "whatever the covariates.": (
        "Baggrundsoplysningerne (eller gruppen) skiller dem med den konkurrerende hændelse ud: dens hazard er den, "
        "gruppen i stratummet har, uanset baggrundsoplysninger."
    ),
    "Fewer than {n} competing events for each column of their model.": (
        "Færre end {n} konkurrerende hændelser for hver søjle i deres model."
    ),
    "Covariates or strata tell apart who has the competing event: its hazard depends on the arm alone.": (
        "Baggrundsoplysninger eller strata skiller dem med den konkurrerende hændelse ud: dens hazard afhænger af "
        "gruppen alene."
    ),
    "In some week the model gives somebody a chance above {n}, which is cut.": (
        "I en uge giver modellen nogen en chance over {n}, som er skåret af."
    ),
    "Nobody is lost before the horizon, or no covariate is left: no Cox model of it was fitted.": (
        "Ingen falder fra før fristen, eller ingen baggrundsoplysning er tilbage: der er ingen Cox-model af det."
    ),
    "A hazard ratio shared by the first, second, … return, each counted for everyone from the lottery; who never "
    "leaves cannot return. A summary, not a headline.": (
        "En hazard ratio, fælles for første, anden, … tilbagevenden, hver talt for alle fra lodtrækningen; den, der "
        "aldrig kommer ud, kan ikke vende tilbage. En sammenfatning, ikke en overskrift."
    ),
    "Not protected by the lottery: it compares people with the same number of returns, or who have left, and the "
    "offer decides who they are. A description, not an effect.": (
        "Ikke beskyttet af lodtrækningen: den sammenligner personer med samme antal tilbagevenden, eller som er "
        "kommet ud, og tilbuddet afgør, hvem de er. En beskrivelse, ikke en virkning."
    ),
    "Rows do not hold all weeks from the lottery: {n} of {k} persons have weeks in which they are not at risk. If "
    "these are the weeks on support, this is the speed of return among those who left, not protected by the lottery.": (
        "Rækkerne rummer ikke alle uger fra lodtrækningen: {n} af {k} personer har uger, hvor de ikke er under "
        "risiko. Er det ugerne på ydelse, er dette farten af tilbagevenden blandt dem, der kom ud, ikke beskyttet af "
        "lodtrækningen."
    ),
    # leaving and coming back
    "More returns can mean that more people left in the first place: never read this number without the weeks off "
    "support beside it.": (
        "Flere tilbagevenden kan betyde, at flere overhovedet kom ud: læs aldrig tallet uden ugerne ude ved siden af."
    ),
    "Those who never leave cannot come back: a programme that gets more people out can raise this ratio without "
    "making anybody return sooner. Read it beside the weeks off support.": (
        "Den, der aldrig kommer ud, kan ikke komme tilbage: en indsats, der får flere ud, kan hæve forholdet, uden at "
        "nogen vender hurtigere tilbage. Læs det ved siden af ugerne ude."
    ),
    "A ratio of two effects that the lottery protects, not an effect on persons: the mix of people who are off "
    "support changes with the offer.": (
        "Et forhold mellem to virkninger, som lodtrækningen beskytter, ikke en virkning på personer: blandingen af "
        "dem, der er ude, ændres med tilbuddet."
    ),
    "A large p-value does not show that the offer keeps nobody from leaving: whom it helps out may outnumber whom "
    "it keeps.": (
        "En stor p-værdi viser ikke, at tilbuddet ikke holder nogen fra at komme ud: dem, det hjælper ud, kan være "
        "flere end dem, det holder."
    ),
    "Not protected by the lottery: those who left are different people in the two arms when the offer moves who "
    "leaves.": (
        "Ikke beskyttet af lodtrækningen: de, der kom ud, er forskellige mennesker i de to grupper, når tilbuddet "
        "flytter, hvem der kommer ud."
    ),
    "Nobody who left came back in the {arm} arm: the ratio has no interval.": (
        "Ingen, der kom ud, kom tilbage i {arm}: forholdet har intet interval."
    ),
    "The shares that left add up to no more than everyone: perhaps nobody would leave in either arm, and the data "
    "do not narrow the range.": (
        "De andele, der kom ud, er tilsammen ikke mere end alle: måske ville ingen komme ud i begge grupper, og data "
        "indsnævrer ikke grænserne."
    ),
}

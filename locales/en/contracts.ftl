# Checking a contract. We never say that a contract is fine, and give no legal advice.

contracts-name = the contract
contracts-keywords = contract, contracts, check contract, my contract
    .before = before signing
    .compare = compare contracts, compare contract
    .questions = i have no contract, i have no paper

# -- To begin with --------------------------------------------------------------
contracts-start = I can read your contract with you before you sign. I show what is dangerous, what is missing and what to ask for.
contracts-go-check = Check a contract
contracts-go-questions = I have no paper
contracts-go-compare = Compare two
contracts-go-kept = My report
contracts-go-before = Before signing
contracts-go-help = Who helps me
contracts-go-again = Send it again
contracts-go-offices = Offices
contracts-go-problem = I have a problem
contracts-go-contracts = Contracts

# -- The papers ------------------------------------------------------------------
contracts-papers = Send your contract: a photo of each page, a PDF, a Word file, or paste the words. When that is all, write “done”.
contracts-old-papers = First send the contract as it was. A photo of each page, or the file. At the end write “done”.
contracts-new-papers = Now send the new contract. A photo of each page, or the file. At the end write “done”.
contracts-papers-so-far = Got it. That makes { $count }. There is room for { $most }.
contracts-papers-cut = That is a very long text and it may have come cut. Look where yours ends and paste the rest in another message.
contracts-unclear-papers = I expect your contract here: a photo, a PDF or a Word file. You can paste its words too.
contracts-reading = I am reading your contract. Photos take up to a minute.
contracts-cannot = { $reason ->
    [encrypted] That PDF has a password and I cannot open it. Ask for one without, or send photos of the pages.
    [too-many-pages] That paper has too many pages. Send only the pages of the contract.
    [too-many-pixels] That photo is too large. Send a smaller one, or send it as a plain photo.
    [too-big] That is too much at once. Send fewer photos, or smaller ones.
    [bomb] That file is strange and I did not open it. Send photos of the pages.
    [unsupported] I cannot read that kind of file. Send photos, a PDF or a Word file.
    [broken] That file is damaged. Send it again, or send photos.
    [blank] I see no letters on that page: it is blank, or very dark.
    [no-text] I see no letters on that photo. Go closer to the page and look for more light.
    [not-words] There are no words in it. Send the pages of your contract.
    [empty] Nothing came that I can read. Send it again.
    [time] It took too long and I did not finish. Send fewer pages at once.
    [language] That paper is not in Spanish. For now I only check contracts in Spanish. Ask a person for help.
    [other-contract] It looks like a contract, but not about ore or a working. I cannot check it.
    [not-a-contract] I read it, and it does not look like a contract. If it is, send all its pages.
   *[other] I could not read it. Send it again, or answer some questions.
}
contracts-unread = I could not read these pages: { $pages }. What they say I did not see. Read them with a person.

# -- The figures read on the photo ---------------------------------------------------
contracts-figure = { $sure ->
    [yes] { contracts-figure-kind } { $text } (page { $page })
   *[no] { contracts-figure-kind } { $text } (page { $page }) ⚠ look again, it does not add up
}
contracts-figure-kind = { $kind ->
    [percent] Percentage:
    [money] Money:
    [hectares] Area:
    [utm] Coordinate:
    [ruc] RUC:
    [dni] DNI:
   *[date] Date:
}
contracts-figures-right = I read these figures on your photos:
    { $figures }
    Compare them with your paper. Are they right?
contracts-figures-wrong = Then do not trust what I say about those figures. Do you take another photo with more light, or do we go on?
    .on = Go on like this
    .again = Another photo

# -- The light and each point ----------------------------------------------------------
contracts-kind = { $kind ->
    [explotacion] Contract to work a mine
    [cesion] Contract of cession
    [compraventa] Sale of ore
    [suministro] Supply contract
    [maquila] Contract for milling
    [anticipo] Contract with an advance
   *[otro] Contract
}
contracts-light-red = ⛔ RED
contracts-light-yellow = ⚠ YELLOW
contracts-light-missing = ⬜ MISSING
contracts-summary = { contracts-kind }. This is what I found:

    ⛔ Red, dangerous: { $red }
    ⚠ Yellow, with care: { $yellow }
    ⬜ Missing: { $missing }
    ❓ Not known: { $unknown }

    I may be wrong. This is not legal advice. A person who knows must see it before you sign.
    .walk = See one by one
    .end = Skip to the end
contracts-point = { $light } · { $at } of { $of }
    { "*" }{ $title }*

    Your paper says: “{ $quote }”

    Why it matters: { $why }

    What to ask for: { $what }

    Ask a person who knows about this.

    Law: { $law }
    .walk = Go on
    .end = Skip to the end
contracts-told = { $light } · { $at } of { $of }
    { "*" }{ $title }*

    So you told me.

    Why it matters: { $why }

    What to ask for: { $what }

    Ask a person who knows about this.

    Law: { $law }
    .walk = Go on
    .end = Skip to the end
contracts-missing = { $light } · { $at } of { $of }
    { "*" }{ $title }*

    In what I saw, this is not there.

    Why it matters: { $why }

    What to ask for: { $what }

    Ask a person who knows about this.

    Law: { $law }
    .walk = Go on
    .end = Skip to the end
contracts-joint = Careful: here the law says two different things.

    • Ley 27651, article 19: both answer together for the damage.
    • DL 1105, article 6: the holder is free of what you take on.

    Let a lawyer tell you which holds for you.
    .walk = Go on
    .end = Skip to the end
contracts-nothing-found = Of my list I found nothing in what I read. That does not mean you can sign and be safe. Let a person who knows see it.

# -- What to do with the report --------------------------------------------------------------
contracts-after = What do you want? Tick, then tap “Done”. What you do not tick is not done. Keeping holds until { $day }.
    .pdf = Report as PDF
    .keep = Keep the report
    .person = Somebody sees it
    .count = Count, no names
contracts-drawing = I am putting your report together. Wait a moment.
contracts-pdf-ready = 📄 Here is your report. Take it to the notary or to your lawyer before you sign.
contracts-pdf-failed = I could not make the PDF. What I told you holds all the same.
contracts-kept-until = I keep your report until { $day }. The file you sent is erased already.
contracts-not-kept = I keep nothing of your contract. The file is erased already.
contracts-person-asked = A person will see the points and the sentences, not your file. The answer comes to you here.
contracts-answered = 💬 { $by } saw the points of your contract and tells you:

    { $text }

    It is no judgement of your whole contract.
contracts-none-kept = You have no report kept.
contracts-kept = This is the report you kept:
    { $points }
    .pdf = Report as PDF
    .forget = Erase it
contracts-kept-point = { $light } { $title }
contracts-forgotten = I erased your report.

# -- Without a paper ----------------------------------------------------------------------------
contracts-kind-of = What is the contract about?
    .explotacion = Working a mine
    .compraventa = Selling my ore
contracts-unsure = I do not know

# -- Comparing -------------------------------------------------------------------------------------
contracts-old = What do I compare it with?
    .kept = With my report
    .send = I send the old one
contracts-better = 👍 Better, no longer there ({ $count }):
    { $points }
contracts-worse = 👎 Worse, now there ({ $count }):
    { $points }
contracts-still = Still the same ({ $count }):
    { $points }
contracts-no-change = Of my list nothing has changed.
contracts-no-advice = This is not legal advice. Let a person see it before you sign.

# -- Before signing ------------------------------------------------------------------------------------
contracts-before-first = Before you sign:
    • Nothing blank: no sheets, no bills.
    • Ask for the concession's entry in SUNARP.
    • See that it gives the coordinates of your working.
    • See the day it begins and the day it ends.
contracts-before-last = And also:
    • Sign before a notary.
    • Let it say who registers it in SUNARP.
    • Take a photo of each signed page.
    • Keep your copy.
    • Let somebody you trust read it with you.
contracts-help = These can help: your DREM or GREM, a lawyer, a notary, or your cooperative. The regional government can talk with the holder, if you both want it.

# -- The printed report --------------------------------------------------------------------------------
contracts-paper-title = Report on the contract
contracts-paper-subtitle = To take to the notary or the lawyer, before signing
contracts-paper-made = Made on { $day }
contracts-paper-warning = This is not legal advice. It was read by a machine, which may be wrong and does not see everything. It does not say that the contract is fine. A person who knows must see every point.
contracts-paper-label-type = Kind
contracts-paper-label-red = Red: dangerous
contracts-paper-label-yellow = Yellow: with care
contracts-paper-label-missing = Missing
contracts-paper-label-unknown = Not known
contracts-paper-label-unread = Pages that were not read
contracts-paper-now = First of all
contracts-paper-red = Red: dangerous
contracts-paper-yellow = Yellow: with care
contracts-paper-missing = Missing
contracts-paper-state-red = Red
contracts-paper-state-yellow = Yellow
contracts-paper-state-missing = Not there
contracts-paper-part-why = Why it matters
contracts-paper-part-ask = What to ask for
contracts-paper-part-wording = Words to propose
contracts-paper-part-law = Law
contracts-paper-figures = Figures as read: compare them with the paper
contracts-paper-figure-sure = read
contracts-paper-figure-unsure = does not add up
contracts-paper-do = Before signing
contracts-paper-do-copy = I have my copy and a photo of each page
contracts-paper-do-blank = I sign nothing blank
contracts-paper-do-partida = I saw the concession's entry in SUNARP
contracts-paper-do-plan = The coordinates and the plan are there
contracts-paper-do-dates = The first and the last day are there
contracts-paper-do-register = It says who registers it in SUNARP
contracts-paper-do-notary = It is signed before a notary
contracts-paper-do-advice = Somebody I trust read it with me
contracts-paper-sources = Sources
contracts-paper-footer = Chaski · a reading, no legal advice
contracts-paper-page = Page { "{" }n{ "}" } of { "{" }total{ "}" }

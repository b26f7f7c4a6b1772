prices-name = the price of your ore
prices-titles = Copper price
    .fair = Fair price
    .lot = Note my sale
    .book = My book
prices-keywords = price, prices, copper, what is it worth, lme, dollar
    .fair = fair price, my lot, settlement
    .lot = i sold, note a sale
    .book = book, my book, my sales
    .alert = price alert

# -- The price of the day --------------------------------------------------------
prices-copper = 🟢 Copper: { $value } dollars a tonne, on { $day } ({ $where }).
prices-copper-old = ⚠️ The last copper price we have is old: { $value } dollars a tonne, on { $day } ({ $where }). Ask for today's.
prices-no-copper = We have no copper price. Ask for today's before you sell.
prices-dollar = Dollar: { $value } soles, on { $day } ({ $where }).
prices-dollar-old = ⚠️ The last dollar rate we have is old: { $value } soles, on { $day }.
prices-no-dollar = We have no dollar rate.
prices-home-note = That is the price of pure copper in the world. Your ore is paid less: it depends on grade, moisture and deductions.
prices-go-fair = Am I paid well?
prices-go-lot = Note a sale
prices-go-another = Note another
prices-go-book = My book
prices-go-alert = Price alert
prices-go-price = Copper price
prices-go-money = Money and loans
prices-go-sheet = Book in Excel
prices-go-declare = Declare production

# -- Tell me ---------------------------------------------------------------------
prices-alert-side = When shall I tell you?
    .over = When it rises
    .under = When it falls
    .none = Do not tell me
prices-alert-line = At how many dollars a tonne? For example: 12000
prices-alert-over-kept = Done. I tell you when copper reaches { $line } dollars or more.
prices-alert-under-kept = Done. I tell you when copper falls to { $line } dollars or less.
prices-alert-off = Done. I do not tell you about the price.
prices-watching = I look at the price each day it is updated.
prices-crossed-over = 📈 Copper rose to { $value } dollars a tonne (on { SHORT($day) }). It passed your { $line }.
prices-crossed-under = 📉 Copper fell to { $value } dollars a tonne (on { SHORT($day) }). It passed your { $line }.

# -- The lot ---------------------------------------------------------------------
prices-product = What do you sell?
    .concentrate = Concentrate
    .ore = Raw ore
prices-grade = Which copper grade has it, in %? For example: 4.5
prices-grade-is = { $grade } %
prices-grade-sure-ore = That is a very high grade for ore. Which one is it?
prices-grade-sure-concentrate = That is a very low grade for concentrate. Which one is it?
prices-unit = In what is it weighed?
    .tonnes = Tonnes
    .kilos = Kilos
prices-weight-tonnes = How many tonnes does the lot weigh? For example: 12.5
prices-weight-kilos = How many kilos does the lot weigh? For example: 12500
prices-wet = Is that weight wet or dry?
    .wet = Wet
    .dry = Dry
    .unknown = I do not know
prices-moisture = How much moisture has it, in %? For example: 8
prices-moisture-unknown = ⚠️ Without the moisture I count all as dry. The real value is less. Ask for it to be measured in front of you.
prices-price = Which copper price does your paper say, in dollars a tonne? For example: 13000
prices-rate = How many soles is a dollar? For example: 3.50
prices-have-terms = Do you have the contract or the settlement at hand?
prices-recovery = Which recovery does the plant say, in %? It is how much of the copper it gets out. For example: 85
prices-payable = Which part of the copper is paid, in %? The paper says "payable". For example: 90
prices-deduction = How many points of grade are deducted at least? If none, write 0.
prices-treatment = How much is the treatment charge, in dollars a dry tonne? If none, write 0.
prices-refining = How much is the refining charge, in US cents a pound? If none, write 0.
prices-penalties = How much are the penalties for arsenic and others, in dollars a tonne? If none, write 0.
prices-freight = How much is the freight, in dollars a tonne? If none, write 0.
prices-other = How much are other deductions, in dollars a tonne? If none, write 0.
prices-second-grade = Do you have another analysis of the same lot?
prices-currency = Are you offered soles or dollars?
    .soles = Soles
    .dollars = Dollars
prices-per = For how much is that payment?
    .lot = The whole lot
    .dry = A dry tonne
    .wet = A wet tonne
prices-offer-soles = How much are you offered, in soles?
prices-offer-dollars = How much are you offered, in dollars?

# -- The result ------------------------------------------------------------------
prices-lot = Your lot: { $dry } dry tonnes, with { $copper } kilos of copper.
prices-parts = *The sum, for the whole lot:*
    { $what }
prices-part-metal = Copper paid: { $amount }
prices-part-credits = Gold and silver: { $amount }
prices-part-treatment = Treatment: { $amount }
prices-part-refining = Refining: { $amount }
prices-part-penalties = Penalties: { $amount }
prices-part-freight = Freight: { $amount }
prices-part-other = Other deductions: { $amount }
prices-worth = *With those deductions it is worth between { $low } and { $high }.*
prices-worth-nothing = 🔴 With those deductions nothing is left for you. Ask for another offer.
prices-offer-low = 🔴 You are offered { $offer }. That is { $less } less. Ask why before you sell.
prices-offer-within = 🟢 You are offered { $offer }. It is within the sum.
prices-offer-high = 🟡 You are offered { $offer }: more than the sum. Check the numbers and ask for the offer in writing.
prices-odd-payable = 🟡 You are paid for less than 96.5% of the copper, which is usual at smelters. Ask why.
prices-odd-deduction = 🟡 More than one point of grade is deducted. One is usual at smelters. Ask why.
prices-odd-treatment = 🟡 Treatment: in 2026 large smelters agreed on zero. A plant may charge its work: ask for the tariff in writing.
prices-odd-refining = 🟡 Refining: in 2026 large smelters agreed on zero. Ask why you are charged.
prices-odd-penalties = 🟡 Penalties: ask to see the analysis, and from which level the contract charges.
prices-odd-other = 🟡 Other deductions: ask that each has a name and stands in the contract.
prices-share = That offer pays { $share }% of what the pure copper in the lot is worth. It helps to compare two offers. It does not say whether it is fair.
prices-ask-terms = Without the contract I cannot say whether it is fair. Ask in writing for: grade, moisture, base price, deductions, day of payment, and what happens if you do not agree on the grade.
prices-gold = Has your ore gold or silver? If the contract does not name them, they are not paid. Ask for the analysis.
prices-detraction = The detracción of 10% is no deduction: it goes to your account at Banco de la Nación.

# -- The book --------------------------------------------------------------------
prices-sold-day = On which day did you sell?
prices-sold-tonnes = How many dry tonnes? For example: 9.4
prices-sold-grade = Which copper grade, in %? For example: 4.5
prices-sold-buyer = To whom did you sell?
prices-sold-paid = How much were you paid in all, in soles?
prices-sold-guide = Which number has its guide? If none, write: no
prices-sold-ticket = Send a photo of the weighing ticket, if you have it.
prices-sold-kept = Done. Noted: { SHORT($day) }, { $tonnes } tonnes, { $paid }.
prices-book-empty = Your book is empty. Note your first sale: it takes a minute.
prices-book = *Your book of ore:*
    { $what }
prices-month = { $month }: { $count ->
    [one] { $count } lot
   *[other] { $count } lots
}, { $tonnes } tonnes, { $paid }
prices-half-1 = From January to June of { $year } you have { $tonnes } tonnes. With that you declare your production.
prices-half-2 = From July to December of { $year } you have { $tonnes } tonnes. With that you declare your production.
prices-drawing = I am making your book. Wait a moment.
prices-sheet-title = Book of ore
prices-sheet-note = You noted this yourself. Keep your guides, invoices and settlements.
prices-sheet-name = book-of-ore
prices-column-day = Day
prices-column-tonnes = Tonnes
prices-column-grade = Grade %
prices-column-buyer = Buyer
prices-column-paid = Soles
prices-column-each = Soles a tonne
prices-column-guide = Guide
prices-sheet-ready = 📄 Here is your book.
prices-sheet-failed = I could not make the book. Try again.
prices-go-tracing = Traceability sheet
prices-tracing = For which lot do you want the traceability sheet?
prices-tracing-lot = { $day } · { $tonnes } t
prices-tracing-gone = That lot is no longer in your book.
prices-tracing-ready = 📄 Here is the sheet of the lot. Whoever buys can check it with the square code. The price is not on it.
prices-tracing-kicker = Traceability sheet of ore
prices-tracing-title = Lot number { $number } of the book
prices-tracing-mark = Mark of the chain
prices-tracing-note = The seller wrote the data; Chaski neither weighed nor assayed the ore. Each mark depends on all lots before it: if one changes, all that follow change. This sheet does not replace the waybill or the receipt.
prices-tracing-lookup = Check online: open the code with the camera. The code carries the data of the lot, signed.
prices-tracing-offline = Check offline: this PDF carries the signed data (credential.jwt) and the chain (chain.json) inside. The program is: chaski verify FILE.pdf
prices-tracing-file = lot-{ $number }.pdf
prices-tracing-hand-name = Name of the seller
prices-tracing-hand-ruc = RUC
prices-tracing-hand-concession = Concession

finance-name = money
finance-titles = Money and loans
    .match = What suits me
    .loan = Cost of a loan
finance-keywords = money, credit, loan, financing, bank
    .match = which loan, what fits me
    .loan = instalment, interest, what does a loan cost
    .compare = compare, compare loans
finance-home = Do you need money for your work? Let us see what fits you and what it really costs.
finance-go-match = What fits me
finance-go-loan = What it costs
finance-go-compare = Compare two
finance-go-offered = A strange offer
finance-go-schedule = Payments on paper
finance-go-offices = Offices

# -- What fits me ----------------------------------------------------------------
finance-amount = How much do you need, in soles? For example: 5000
finance-purpose = What do you need it for?
    .working-capital = Running costs
    .equipment = Equipment
    .other-business = Another business
    .papers = My paperwork
finance-woman-led = Is this business led by a woman?
finance-member = Are you in a cooperative or association?
finance-group-fits = 🟢 *You can ask today:*
    { $what }
finance-none-fits = Today we found no option whose conditions you all meet.
finance-group-near = 🟡 *One paper is missing:*
    { $what }
finance-none-near = {""}
finance-row-near = { $name }: { $paper } is missing
finance-group-not = ⚪ { $count ->
    [0] There are no options to rule out.
    [one] { $count } option is not for you. Tap it to see why.
   *[other] { $count } options are not for you. Tap one to see why.
}
finance-no-copper = We found no state credit made for small copper miners. If somebody offers you one, ask to see it in writing.

# -- One option ------------------------------------------------------------------
finance-option = *{ $title }*
finance-warning = ⚠️ { $text }
finance-cannot-apply = Nobody can apply for it today.
finance-unmet = *Why it is not for you today:*
    { $what }
finance-missing = *What you lack for it:*
    { $what }
finance-met = As far as we know you may ask. The lender decides.
finance-as-of = Checked on { SHORT($checked) }. Ask before you go.

# -- What it costs ---------------------------------------------------------------
finance-told = What were you told?
    .rate = The rate (TEA)
    .payments = What I pay back
finance-borrow = How much do they lend you, in soles?
finance-months = In how many months do you pay it back?
finance-tea = Which TEA were you told? It is the rate of one year. For example: 40
finance-fee = How much insurance and commission is in each payment, in soles? If none, write 0.
finance-taken = How much do they keep when they hand you the money, in soles? If none, write 0.
finance-received = How much reaches your hand, in soles?
finance-periods = How often do you pay?
    .daily = Every day
    .weekly = Every week
    .monthly = Every month
finance-payment = How much do you pay each time, in soles?
finance-times = How many times do you pay?
finance-instalment = You pay { $payment } a month for { $months ->
    [one] { $months } month.
   *[other] { $months } months.
}
finance-total = You receive { $received }. You pay back { $paid }. It costs you { $extra }.
finance-pays-less = You receive { $received } and pay back { $paid }. That is less than you receive: check the numbers.
finance-yearly = In a year, all together, it costs { $tcea }% (TCEA). Always compare that number.
finance-beyond-measure = That cost is too high to be compared. Do not take it.
finance-over-cap = 🔴 Above the last legal cap we know: { $bound }% a year (until { SHORT($day) }). Whoever charges more is not supervised, or breaks the law.
finance-over-average = 🟡 Dearer than the average: { $bound }% a year (on { SHORT($day) }). Ask another caja.
finance-under-average = 🟢 Below the average: { $bound }% a year (on { SHORT($day) }).
finance-signs = Do they ask for any of this?
    .upfront = Pay beforehand
    .blank = Sign a blank paper
    .ore = Pay with ore
    .keys = My key or REINFO
    .none = None of that
finance-sign-upfront = 🔴 Nobody serious charges before handing out a loan. Do not pay. See that SBS supervises the lender.
finance-sign-blank = 🔴 Do not sign a blank paper. Another amount may be written later. Ask for the full paper, the summary sheet and the schedule.
finance-sign-ore = 🟡 An advance paid with ore is not free. It is charged in the price. Ask in writing for the base price, the deductions and the day of payment.
finance-sign-keys = 🔴 Do not hand over your SOL key, your REINFO or your concession as a guarantee. Talk to a lawyer first.
finance-sign-none = Before you sign, ask for the summary sheet and the schedule.

# -- Comparing two ---------------------------------------------------------------
finance-second = Now the second offer.
finance-card-first = *First offer*
    You receive { $received } · pay { $payment } for { $times } months
    Pay back { $paid } · costs { $extra } · TCEA { $tcea }%
finance-card-second = *Second offer*
    You receive { $received } · pay { $payment } for { $times } months
    Pay back { $paid } · costs { $extra } · TCEA { $tcea }%
finance-card-first-odd = *First offer*
    You receive { $received } · pay back { $paid }. Check the numbers.
finance-card-second-odd = *Second offer*
    You receive { $received } · pay back { $paid }. Check the numbers.
finance-cheaper-first = 🟢 The first costs less a year.
finance-cheaper-second = 🟢 The second costs less a year.
finance-same-cost = Both cost the same.
finance-ask-summary = Before you sign, ask for the summary sheet and the schedule.

# -- The schedule ----------------------------------------------------------------
finance-form = How do you want it?
    .pdf = To print (PDF)
    .xlsx = For Excel
finance-drawing = I am making your table. Wait a moment.
finance-schedule-title = Schedule: { $amount } in { $months } months
finance-schedule-note = A help in counting, with months of 30 days and unrounded balances. What counts is your lender's schedule.
finance-schedule-name = schedule
finance-column-month = Month
finance-column-interest = Interest
finance-column-capital = Capital
finance-column-fee = Fee, insurance
finance-column-paid = You pay
finance-column-balance = You owe
finance-schedule-ready = 📄 Here is your schedule.
finance-schedule-failed = I could not make the table. Try again.

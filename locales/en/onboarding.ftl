onboarding-name = your data
onboarding-hello = Hello. I am Chaski. I walk with you through the papers of your mine, step by step. It is free.

onboarding-language = Which language do you prefer?
    .es = Castellano
    .quy = Runasimi Chanka
    .quz = Runasimi Collao
    .en = English
onboarding-quechua-coming = I noted your language. Chaski's Quechua is still being checked by its speakers. For now I write to you in simple Spanish.
onboarding-resume = Go on where I was
onboarding-language-kept = Done. I noted your language.

onboarding-consent-intro = Before we begin, read what I do with what you tell me.
onboarding-consent = Do you agree?
    .agree = Yes, I agree
    .refuse = No
onboarding-refused = All right. I kept nothing of what you told me. If you change your mind, write “hello”.

onboarding-role = What do you do at the mine?
    .miner = I dig ore
    .sorter = I sort ore
    .holder = I hold a concession
    .worker = I work for another
    .leader = I lead a group
onboarding-mineral = Which mineral do you work?
    .copper = Copper
    .copper-gold = Copper and gold
    .gold = Gold
    .other = Another mineral
onboarding-region = In which region is your mine?
onboarding-province = In which province?
onboarding-province-typed = In which province? Write its name.
onboarding-ready = Thank you. Now I know you a little.
onboarding-profile-kept = Done. I corrected your data.
onboarding-go-formalization = My path

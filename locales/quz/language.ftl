### review: pending

language-name = Runasimi (Collao)

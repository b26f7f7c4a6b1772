### review: pending

language-name = Runasimi (Chanka)

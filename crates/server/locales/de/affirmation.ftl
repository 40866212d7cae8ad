affirmation-title = Stehen Sie noch dazu?
affirmation-lead = Das haben Sie vor einem Jahr oder früher geschrieben. Wenn es noch stimmt, sagen Sie es noch einmal: Sie unterschreiben dieselben Worte neu. Sonst wird der Text nach drei Jahren als alt gezeigt und bleibt.
affirmation-none = Zurzeit gibt es nichts zu fragen. Sie werden einmal im Jahr gefragt, nach höchstens drei Texten auf einmal.
affirmation-since = Öffentlich seit { $date }.
affirmation-yes = Ja, es stimmt noch
affirmation-change = Ändern
affirmation-withdraw = Widerrufen
affirmation-asked = Einmal im Jahr: Stehen Sie noch zu dem, was Sie geschrieben haben?

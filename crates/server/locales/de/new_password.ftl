new-password-title = Wählen Sie ein neues Passwort
new-password-lead = Sie werden überall abgemeldet, und Ihre Passkeys werden entfernt. Danach melden Sie sich mit dem neuen Passwort an.
new-password-password = Neues Passwort
new-password-button = Dieses Passwort nehmen

new-password-title = Wählen Sie ein neues Passwort
new-password-lead = Sie werden überall abgemeldet und melden sich damit neu an.
new-password-password = Neues Passwort
new-password-button = Dieses Passwort nehmen

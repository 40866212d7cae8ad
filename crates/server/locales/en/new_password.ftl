new-password-title = Choose a new password
new-password-lead = You are signed out everywhere, and sign in anew with it.
new-password-password = New password
new-password-button = Take this password

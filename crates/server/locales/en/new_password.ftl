new-password-title = Choose a new password
new-password-lead = You are signed out everywhere, and your passkeys are removed. Then you sign in with the new password.
new-password-password = New password
new-password-button = Take this password

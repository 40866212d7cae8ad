meeting-title = A code for meeting in person
meeting-lead = Somebody beside you shows it, so that both your servers can confirm that you met.
meeting-link = Scan it with the app of your own account, or paste this link there:
meeting-digits = Or type these digits, together with the handle of the person who shows them:
meeting-limits = It is good once, and for five minutes. This page cannot tell whose it is, or whether it is still good: your own server asks for that.

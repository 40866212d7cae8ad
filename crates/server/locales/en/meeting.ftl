meeting-title = A code for meeting in person
meeting-lead = Somebody beside you shows it, so that both your servers can confirm that you met.
meeting-link = If your account is on another server: open “People you know” there, then “Meet in person”, and paste this link:
meeting-digits = Or type these digits, together with the handle of the person who shows them:
meeting-limits = It is good once, and for five minutes. This page cannot tell whose it is, or whether it is still good: your own server asks for that.

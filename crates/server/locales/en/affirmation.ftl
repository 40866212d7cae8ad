affirmation-title = Do you still stand by these?
affirmation-lead = You wrote them a year ago or more. If they are still so, say it once more: you sign the same words anew. Without that they are shown as old after three years, and stay.
affirmation-none = There is nothing to be asked now. You are asked once a year, about at most three at a time.
affirmation-since = Public since { $date }.
affirmation-yes = Yes, it is still so
affirmation-change = Change it
affirmation-withdraw = Withdraw it
affirmation-asked = Once a year: do you still stand by what you wrote?

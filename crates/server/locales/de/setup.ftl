setup-title = Das erste Konto
setup-lead = Wer dieses Konto eröffnet, betreibt diesen Server. Der Link gilt einmal.

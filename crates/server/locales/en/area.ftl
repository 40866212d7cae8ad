area-waiting = Waiting for you
area-acquaintances = People you know
area-settings = Settings

area-waiting = Waiting for you
area-acquaintances = People you know
area-recommendations = Recommendations
area-settings = Settings

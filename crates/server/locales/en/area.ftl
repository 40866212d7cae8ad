area-home = Home
area-waiting = Waiting for you
area-acquaintances = People you know
area-recommendations = Recommendations
area-notifications = Notifications
area-people = Following
area-settings = Settings

area-waiting = Waiting for you
area-settings = Settings

# Clocks of devices that are wrong.
clock-ahead = its device's clock was wrong: { $off } fast
clock-behind = its device's clock was wrong: { $off } slow
clock-changed = its device's clock was wrong at some time: { $off } apart from another time of that device
clock-or-other = its device's clock or that of { $name } was wrong: { $off } apart
clock-or-relay = its device's clock or that of the relay { $relay } was wrong: { $off } apart
clock-ahead-of-relay = This device's clock is { $off } ahead of the relay { $relay }. Check its time and time zone; what is written with a wrong clock is marked on every device.
clock-behind-relay = This device's clock is { $off } behind the relay { $relay }. Check its time and time zone; what is written with a wrong clock is marked on every device.
lapse-minutes = { $count } minutes
lapse-hours = { $count } hours
lapse-days = { $count } days
show-clock = ⚠ The time of its decision: { $what }

# Jam perangkat yang salah.
clock-ahead = jam perangkatnya salah: { $off } terlalu cepat
clock-behind = jam perangkatnya salah: { $off } terlalu lambat
clock-changed = jam perangkatnya pernah salah: { $off } berselisih dengan waktu lain dari perangkat itu
clock-or-other = jam perangkatnya atau jam { $name } salah: selisih { $off }
clock-or-relay = jam perangkatnya atau jam server relai { $relay } salah: selisih { $off }
clock-ahead-of-relay = Jam perangkat ini selisih { $off } dari server relai { $relay }: lebih cepat. Periksa jam dan zona waktunya; apa yang ditulis dengan jam yang salah ditandai pada semua perangkat.
clock-behind-relay = Jam perangkat ini selisih { $off } dari server relai { $relay }: lebih lambat. Periksa jam dan zona waktunya; apa yang ditulis dengan jam yang salah ditandai pada semua perangkat.
lapse-minutes = { $count } menit
lapse-hours = { $count } jam
lapse-days = { $count } hari
show-clock = ⚠ Waktu keputusannya: { $what }

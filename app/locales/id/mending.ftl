status-fork = { $document }: perangkat { $name } disalin, dan kedua salinan menulis di satu tempat. Ketua memilih dengan: dewan choose-branch DOK PERUBAHAN --reason ALASAN
fork-branch = { $change }, { $when }, { $count ->
    [0] belum ada yang menyambungnya
   *[other] { $count } perubahan menyambungnya
}: { $counts ->
    [yes] berlaku
   *[no] ditahan
}
fork-write-again = { $count } perubahan perangkat ini berada di cabang yang tidak berlaku. Tulis lagi dengan: dewan rewrite DOK
branch-chosen = Sudah dipilih. Cabang itu kini berlaku; yang lain ditahan, tidak hilang.
written-again = { $count } perubahan ditulis lagi, sejauh masih cocok.
not-written-again = { $count } bagian ini tidak punya tempat lagi dan tidak ditulis:
left-new = sesuatu yang baru
left-move = pemindahan
left-remove = penghapusan
left-restore = pemulihan
act-choose-branch = Cabang dipilih
refused-no-fork = Tidak ada yang dinyatakan: tidak ada perangkat yang dipakai ganda dalam dokumen ini, jadi tidak ada yang perlu dipilih.
refused-no-such-branch = Tidak ada yang dinyatakan: tidak ada cabang dokumen ini yang dimulai dengan perubahan itu. `dewan show DOK` memuat daftarnya.
refused-ambiguous-branch = Tidak ada yang dinyatakan: beberapa perubahan berawal begitu. Ketik lebih banyak dari hash-nya.
refused-branch-counts = Tidak ada yang dinyatakan: cabang itu sudah berlaku.
refused-choose-not-chair = Tidak ada yang dinyatakan: hanya ketua dewan yang memilih cabang yang berlaku.
refused-nothing-lost = Tidak ada yang ditulis: tidak ada tulisan perangkat ini di cabang yang tidak berlaku, atau sudah ditulis lagi.
refused-lost-unreadable = Tidak ada yang ditulis: isi cabang yang lain tidak dapat dibaca di sini. Isinya tetap disimpan; perbarui program dan coba lagi.
forks-heading = Perangkat salinan menulis ganda
forks-hint = Kunci satu perangkat dipakai di dua mesin sekaligus, dan keduanya menulis di satu tempat. Satu cabang tampil; yang lain ditahan, tidak hilang. Ketua menyatakan cabang mana yang berlaku.
forks-line = { $person } · perangkat { $key }
forks-reason = Mengapa cabang ini yang berlaku
forks-reason-hint = Misalnya: salinan di kantor cabang yang sudah dibaca semua
forks-choose = Pakai cabang ini
forks-choose-of = Pakai cabang { $change } dalam { $title }
forks-who-may = Hanya ketua dewan yang memilih.
forks-write-again = Tulis lagi { $count } perubahan
forks-write-again-hint = Tulisan Anda di cabang yang tidak berlaku ditulis lagi, sejauh masih cocok.
home-forked = Perangkat salinan menulis ganda: pilih cabang, atau tulis lagi yang tidak berlaku
act-restart = Dimulai ulang
list-restarted = dimulai ulang sebagai { $id }
list-left-behind = { $count } perubahan Anda tidak ikut
show-restarted = Dokumen ini dimulai ulang sebagai { $id } ({ $title }): { $reason }. Tidak ada lagi yang diterimanya. { $decided ->
    [yes] Yang berlaku ialah versi yang diputuskan di sana.
   *[no] Versi yang diputuskan di sini berlaku sampai ada yang diputuskan di sana.
}
show-left-behind = { $count } perubahan yang ditulis di perangkat ini tidak ikut ke sana. Salin yang masih diperlukan ke dokumen lanjutannya.
show-forgotten = Isinya dihapus dari perangkat ini pada { $when }.
confirm-restart = “{ $title }” akan dimulai ulang sebagai dokumen baru: dengan teks yang berlaku, tanpa riwayat dan komentarnya. Dokumen lama tidak dapat lagi ditulisi, diajukan, atau diputuskan. Ini tidak dapat ditarik kembali.
document-restarted = “{ $title }” berlanjut sebagai { $id }. Dokumen lama ({ $old }) tidak menerima apa pun lagi; versi yang diputuskan di sana berlaku sampai ada yang diputuskan di sini. Untuk menghapus isinya dari perangkat ini: dewan forget { $old }
restart-comments-stay = { $count } komentar tinggal pada dokumen lama, bersama kata yang dikutipnya: pernyataan bertanda tangan tidak dihapus, karena keputusan bersandar padanya.
confirm-forget = Isi “{ $title }” ({ $id }) akan dihapus dari perangkat ini untuk selamanya: perubahannya, berkasnya, kata-katanya dalam pencarian. Yang diputuskan tetap diketahui, tetapi tidak dapat dibuktikan lagi dari sini; tulis dahulu ke berkas dengan: dewan prove. Cadangan yang dibuat sebelumnya masih memuat isinya.
document-forgotten = Isi “{ $title }” sudah hilang dari perangkat ini: { $changes } perubahan, { $files } berkas. Perangkat dan relai lain menghapusnya sendiri.
refused-restarted = Tidak ada yang disimpan atau dinyatakan: dokumen ini dimulai ulang sebagai { $id }. Buka dokumen itu dan lakukan di sana; yang ada di sini tetap seperti adanya.
refused-restart-not-chair = Tidak ada yang dinyatakan: hanya ketua dewan yang memulai ulang sebuah dokumen.
refused-restart-no-text = Tidak ada yang dinyatakan: teks dokumen tidak dapat dibuka di sini. Sebutkan teks awalnya: --from-text BERKAS
refused-restart-other-kind = Tidak ada yang dinyatakan: jenis berkas berbeda dari jenis dokumen.
refused-forget-goes-on = Tidak ada yang dihapus: dokumen itu masih berlanjut. Hanya yang dimulai ulang sebagai dokumen lain yang dapat dihapus.
refused-forget-gone = Tidak ada yang dihapus: isinya sudah dihapus dari perangkat ini.
refused-forget-mine = Tidak ada yang dihapus: { $count } perubahan yang ditulis di perangkat ini tidak ikut ke dokumen lanjutannya, dan mungkin tidak ada di tempat lain. Lihat isinya (dewan show { $id }) dan salin yang masih diperlukan; lalu hapus dengan: dewan forget { $id } --with-mine
document-restarted-short = dimulai ulang sebagai { $id }
document-left-behind = { $count } perubahan Anda tidak ikut
document-left-behind-hint = Yang memulai ulang dokumen ini belum memilikinya. Perubahan itu hanya ada di sini; salin yang masih diperlukan ke dokumen lanjutannya.
restarted-offers-nothing = Dokumen ini berlanjut sebagai { $id }: di sini tidak ada lagi yang diajukan, dinilai, atau diputuskan.
restarted-go = Buka dokumen lanjutannya
notice-restarted-unsaved = Yang terakhir Anda ketik tidak disimpan: sementara itu dokumen dimulai ulang sebagai { $id }. Teksnya tetap di layar sampai dokumen ditutup; salin yang diperlukan dan tuliskan di sana.
menu-restart = Mulai ulang sebagai dokumen baru…
menu-forget = Hapus isinya dari perangkat ini…
restarting-title = Mulai ulang “{ $title }”
restarting-what-happens = Yang terjadi
restarting-what-stays = Yang tetap ada
restarting-what-is-lost = Yang hilang
restarting-happens = Dokumen baru dimulai dengan teks sebagaimana terbaca sekarang, untuk orang yang sama. Siapa pun yang membuka dokumen ini menemukan jalan ke sana.
restarting-happens-decided = Dokumen baru dimulai dengan teks yang berlaku, untuk orang yang sama: { $what }. Siapa pun yang membuka dokumen ini menemukan jalan ke sana.
restarting-stays = Dokumen ini tetap dapat dibaca, dengan riwayat, komentar, dan keputusannya. Yang diputuskan di sini berlaku sampai ada yang diputuskan di dokumen baru.
restarting-lost = Dokumen baru tidak memiliki riwayat dan komentar: di sana tidak terlihat siapa menulis apa. Di sini tidak ada lagi yang dapat menulis, berkomentar, mengajukan, atau memutuskan.
restarting-lost-decided = Dokumen baru tidak memiliki riwayat dan komentar, dan tidak memuat yang ditulis di sini sejak keputusan itu. Di sini tidak ada lagi yang dapat menulis, berkomentar, mengajukan, atau memutuskan.
restarting-for-good = Ini tidak dapat ditarik kembali.
restarting-reason = Alasan dimulai ulang (terbaca oleh semua)
restarting-reason-hint = misalnya: data pribadi dalam riwayatnya
restarting-do = Mulai ulang
restarting-under-way = Sebentar, sedang dikerjakan…
forgetting-title = Hapus isi “{ $title }” dari perangkat ini
forgetting-happens = Isinya beserta seluruh riwayatnya, berkas yang hanya disebut olehnya, dan kata-katanya dalam pencarian dihapus dari perangkat ini.
forgetting-stays = Dokumen lanjutannya tetap utuh. Apa yang diputuskan di sini dan oleh siapa tetap diketahui. Perangkat lain dan relai menyimpan isinya sampai dihapus juga di sana; begitu pula cadangan yang dibuat sebelumnya.
forgetting-lost = Yang diputuskan di sini tidak dapat dibuktikan lagi dari perangkat ini. Yang memerlukan buktinya menulisnya dahulu ke berkas, dengan perintah: dewan prove
forgetting-go-on = Lanjut menghapus…
forgetting-surely = Hapus untuk selamanya?
forgetting-for-good = Isi “{ $title }” ({ $id }) tidak akan ada lagi di perangkat ini. Tidak ada yang dapat mengembalikannya.
forgetting-mine = { $count } perubahan yang ditulis di perangkat ini tidak ikut ke dokumen lanjutannya, dan mungkin tidak ada di tempat lain. Salin dahulu yang masih diperlukan.
forgetting-do = Hapus untuk selamanya
notice-went-on = Dokumen berlanjut sebagai { $id }, yang kini terbuka. Dokumen lama ada di antara dokumen yang diarsipkan.
notice-went-on-elsewhere = “{ $title }” berlanjut sebagai { $id }. Dokumen lama ada di antara dokumen yang diarsipkan.
notice-not-restarted = “{ $title }”: { $why }
notice-forgotten = Isinya sudah hilang dari perangkat ini: { $changes } perubahan, { $files } berkas.
document-forgotten-short = isinya tidak ada di perangkat ini

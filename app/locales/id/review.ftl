# Halaman telaah: mencoret, mengusulkan lagi, percakapan.

review-keys-of-chair = J / K: perubahan berikutnya / sebelumnya · Enter: buka di dokumen · C: komentar atau jawab · S: coret · A: putuskan
review-comment-key = Komentar (C)
review-strike-key = Coret (S)
review-answer-field = Jawaban untuk { $name } (Enter mengirim, Esc membatalkan)
review-written-by = { "  " }oleh { $names }
review-parts = { "  " }bagian tersendiri: { $parts }
review-struck = Dicoret, dan kini terbaca seperti semula:
review-struck-by = dicoret oleh { $name }, { $when }: { $reason } ({ $change })

strike-heading = Coret perubahan ini?
strike-hint = Teks kembali ke versi terakhir yang diputuskan. Yang ditulis orang lain sementara itu tetap ada, dan penulisnya dapat mengusulkannya lagi.
strike-all = Seluruhnya
strike-reason = Alasan (dapat dibaca semua orang)
strike-do = Coret
strike-no-reason = Sebutkan alasannya: penulisnya ingin tahu.
strike-long-reason = Alasan lebih panjang dari { $most } byte. Persingkat.
strike-nothing = Tidak ada lagi yang dapat dicoret di sini: teksnya sudah terbaca seperti semula.
strike-moved-on = Ini tidak dapat dicoret lagi, karena teksnya berubah sejak ditelaah: { $why }. Tidak ada yang diubah.
strike-no-strike = Perubahan ini tidak mencoret apa pun.
strike-not-yours = Hanya yang memutuskan dokumen atau mengembalikannya yang dapat mencoret perubahan.
strike-left = { $count } tempat tetap seperti adanya, karena diubah sejak ditelaah.
strike-ambiguous = Beberapa perubahan bernama { $wanted }. Berikan lebih banyak huruf.
no-such-strike = Tidak ada coretan { $wanted }. Yang ada: { $known }
struck = Dicoret: { $what } dalam { $title } ({ $change })
proposed-again = Diusulkan lagi: { $what } dalam { $title } ({ $change })

struck-by = Dicoret oleh { $name }, { $when }
struck-heading = Dicoret oleh yang memutuskan
struck-propose-again = Usulkan lagi
struck-blocks = { $count } perubahan dicoret sejak teks ini diajukan. Teks yang diajukan masih memuatnya. Kembalikan, atau minta teks yang sekarang diajukan lagi.
refused-struck = { $count } perubahan dicoret sejak teks ini diajukan, dan teks yang diajukan masih memuatnya. Kembalikan, atau minta teks yang sekarang diajukan lagi.
refused-unchanged = Tidak ada yang diajukan: tidak ada yang berubah sejak versi { $version }.
refused-other-text = Tidak ada yang dinyatakan: yang akan dinilai kini naskah lain daripada yang Anda baca. Bacalah dahulu.
told-struck = Dicoret: { $what }. { $reason }

field-number = nomor
field-language = bahasa
field-meeting-type = jenis rapat
field-date = tanggal
field-zone = zona waktu
field-place = tempat
field-chair = pimpinan rapat
field-minute-taker = notulis

documents-status = Status
documents-all-statuses = Semua status
picker-hint = Judul atau nomor
picker-nothing = Tidak ada dokumen bernama begitu.
picker-remove = Keluarkan { $name }
form-replaces = Menggantikan (dokumen yang telah diterbitkan; boleh kosong)
form-addendum = Dokumen yang memuat adendum lokal
form-lacks-addendum = Pilih dokumen yang memuat adendumnya.
told-replaces = Menggantikan: { $titles }
told-save-version = Simpan sebagai PDF atau HTML
pick-export-version = Simpan versi yang diterbitkan
seats-end-reason = Alasan (boleh kosong)

home-overdue = Terlambat
home-came = Yang masuk
home-overdue-reviews = { $count } dokumen lewat tanggal tinjauan
home-overdue-adoptions = { $count } terbitan belum diberlakukan di unit Anda pada waktunya
home-late = { $title }: { $what }
home-late-more = { $count } lagi, di dalam dokumen
home-unpublished = disetujui { $days } hari yang lalu dan belum diterbitkan
field-archived = diarsipkan
field-voters = siapa yang memilih
field-length = lama rapat
field-invited = tanggal undangan
field-carried = tindak lanjut dari notulen sebelumnya

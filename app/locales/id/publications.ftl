# Dokumen yang digantikan oleh dokumen lain.
document-stands-superseded = Digantikan
superseded-by = digantikan oleh “{ $title }” ({ $id }), nomor { $number }, sejak { $day }
superseded-by-hidden = digantikan sejak { $day } oleh dokumen lain yang tidak dibagikan kepada Anda
paper-superseded = oleh “{ $title }” ({ $id }), nomor { $number }, sejak { $day }
paper-superseded-hidden = sejak { $day }
next-superseded = Yang berlaku adalah dokumen yang menggantikannya. Yang ini tidak perlu lagi diberlakukan atau dikonfirmasi telah dibaca.
superseded-go = Buka dokumen yang menggantikannya
replaces-unaware = Tidak tahu bahwa dokumen yang digantikan tidak berlaku lagi, karena dokumen ini tidak dibagikan kepada mereka: { $names }. Bagikan dokumen ini, atau beri tahu mereka.
replaces-told = Hanya tahu bahwa dokumen yang digantikan tidak berlaku lagi, dan tidak tahu penggantinya, karena dokumen ini tidak dibagikan kepada mereka: { $names }. Bagikan dokumen ini agar mereka dapat membaca yang berlaku.
said-superseded = digantikan mulai { $day }
said-reinstated = tidak digantikan lagi mulai { $day }
said-never-superseded = dinyatakan tidak pernah digantikan
proof-superseded = Digantikan mulai { $day } oleh dokumen lain yang tidak ada di dalam berkas ini, menurut { $name }
proof-superseded-until = Pernah digantikan oleh dokumen lain, mulai { $day } sampai sebelum { $back }, menurut { $name }
list-superseded = digantikan oleh { $id }
export-superseded = Tidak ada versi dokumen ini yang berlaku: dokumen ini { $by }. Naskahnya tetap dapat dibaca dengan --version { $version }.
export-superseded-on = Tidak ada versi dokumen ini yang berlaku pada { $day }: dokumen ini { $by }. Naskahnya tetap dapat dibaca dengan --version { $version }.
refused-superseded = Tidak ada yang dinyatakan: dokumen ini { $by }. Yang diberlakukan di unit dan dikonfirmasi telah dibaca adalah dokumen penggantinya.
refused-stays-superseded = Tidak diterbitkan: dokumen ini { $by }. Agar berlaku lagi, terbitkan sebagai pengganti dokumen itu (--replaces), atau cabut dahulu dokumen itu.
refused-replaces-itself = Tidak diterbitkan: sebuah dokumen tidak dapat menggantikan dirinya sendiri. Versi sebelumnya digantikan dengan sendirinya; hapus dokumen ini dari yang digantikan.

# Bagaimana unit memberlakukan sebuah terbitan.
addendum-changed = adendumnya berubah sejak diberlakukan
addendum-not-here = adendumnya tidak ada di sini
exemption-over = sudah berakhir
told-silent-open = Belum memberlakukan: { $units }
invalid-own-addendum = yang disebut sebagai adendum adalah dokumen itu sendiri
refused-own-addendum = Tidak ada yang dinyatakan: dokumen ini tidak dapat menjadi adendum bagi dirinya sendiri. Tulis adendumnya sebagai dokumen tersendiri, lalu sebutkan dokumen itu.
refused-addendum-not-here = Tidak ada yang dinyatakan: dokumen adendum { $id } tidak ada di sini. Sinkronkan dahulu, lalu coba lagi.
refused-empty-addendum = Tidak ada yang dinyatakan: dokumen adendum { $id } masih kosong. Tulis dahulu isinya, lalu coba lagi.

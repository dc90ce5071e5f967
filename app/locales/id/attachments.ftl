# Berkas yang termasuk dalam dokumen.

panel-attachments = Lampiran
menu-attach = Lampirkan berkas…
pick-attach = Lampirkan berkas
pick-save-attachment = Simpan lampiran
place-attachment = lampiran
document-attachments = lampiran
act-attach = lampirkan
attached = Dilampirkan: { $name } ({ $bytes }).
detached = Dilepas: { $name }. Riwayat tetap menyimpannya, dan dewan undo mengembalikannya.
notice-attached = Dilampirkan: { $names }
notice-attached-nowhere = Tidak dilampirkan: { $names }. Dokumennya sudah tidak terbuka; buka dan lampirkan lagi.
notice-not-attached = Tidak ada yang dilampirkan: { $why }.
notice-no-office = Tidak ada yang dilampirkan: folder data sedang tidak terbuka. Lampirkan lagi nanti.
drop-attach = { $count ->
    [1] Lampirkan pada { $name }
   *[other] Lampirkan { $count } berkas pada { $name }
}
drop-import = { $count ->
    [1] Impor sebagai dokumen baru
   *[other] Impor { $count } berkas sebagai dokumen baru
}
drop-carry-files = { $count ->
    [1] Lihat isi berkas titipan
   *[other] Lihat isi { $count } berkas titipan
}
drop-invitation = Baca sebagai undangan
attachments-none = Dokumen ini tidak berlampiran.
attachments-total = { $count } lampiran, seluruhnya { $bytes }.
attachment-here = ada di sini
attachment-at-relay = ada di sini dan di server relai
attachment-coming = sedang datang, baru { $here }
attachment-large = tidak ada di sini; berkas besar datang bila diambil
attachment-saved = { $name } disimpan di { $file } ({ $bytes }).
show-attachments = { $count } lampiran
attachments-here = { $count } lampiran di sini
attachments-hint = Letakkan berkas di sini, tempel, atau tambahkan: foto rapat, naskah PDF, tabel. Berkas ikut ke mana pun dokumennya pergi.
attachments-empty = Belum ada lampiran
attachments-add = Tambahkan berkas…
attachments-paste = Tempel
pasted-picture = Gambar { $moment }.png
notice-nothing-to-attach = Tidak ada gambar atau berkas di papan klip.
notice-file-unknown = Belum dapat diambil: pernyataan yang menyebut berkas ini belum datang. Coba lagi setelah sinkronisasi.
refused-attach-picture = Tidak ada yang dilampirkan: isi papan klip tidak dapat dibaca sebagai gambar.
refused-attach-picture-large = Tidak ada yang dilampirkan: gambar di papan klip berukuran { $width } × { $height } titik, terlalu besar. Salin sebagian, atau lampirkan sebagai berkas.
attachments-to = Untuk
attachments-to-document = seluruh dokumen
attachments-busy = Sedang ditambahkan…
attachments-more = { $count } lampiran lagi tidak ditampilkan: satu dokumen mempunyai paling banyak { $most }.
attachments-limit = { $bytes } dari { $most } dalam dokumen ini; masing-masing paling besar { $each }.
attachment-by = { $name }, { $moment }
attachment-gone = untuk bagian yang sudah dihapus
attachment-waits = Belum ada di sini: { $here } dari { $all }
attachment-open = Buka
attachment-save = Simpan sebagai…
attachment-get = Ambil
attachment-leave = Batal
attachment-remove = Lepas
attachment-is-here = Ada di sini
attachment-is-at-relay = Ada di sini dan di server relai
refused-attach-unreadable = Tidak ada yang dilampirkan: { $file } tidak dapat dibaca ({ $reason }).
refused-attach-empty = Tidak ada yang dilampirkan: { $file } kosong.
refused-attach-large = Tidak ada yang dilampirkan: { $file } berukuran { $bytes }; lampiran paling besar { $most }. Perkecil, atau simpan di tempat lain dan sebutkan tempatnya dalam naskah.
refused-attach-much = Tidak ada yang dilampirkan: dengan { $file } lampiran dokumen ini melebihi { $most }. Lepas sebagian dahulu.
refused-attach-many = Tidak ada yang dilampirkan: dengan { $file } dokumen ini mempunyai lebih dari { $most } lampiran. Lepas sebagian dahulu.
refused-attach-there = Tidak ada yang dilampirkan: berkas dapat dilampirkan pada dokumen, atau pada pasal, mata acara, keputusan, tindakan, atau baris di dalamnya.
refused-no-attachment = Tidak ada lampiran "{ $word }" di sini. Daftarnya: dewan attachments.
refused-attachments-alike = Beberapa lampiran cocok dengan "{ $word }". Sebutkan nomornya; daftarnya: dewan attachments.
refused-attachment-coming = { $name } belum ada di sini: { $here } dari { $all }. Sisanya datang begitu tersambung dengan yang memilikinya.
refused-attachment-not-here = { $name } tidak ada di sini: { $all }, terlalu besar untuk datang sendiri. Program lain sedang menulis di kantor ini: ambillah di sana.
refused-attachment-not-shown = { $name } tidak dibuka dari sini: hanya gambar, PDF, dan teks biasa. Simpan dahulu, lalu buka dengan program yang Anda percayai.
refused-attachment-unwritable = Salinan untuk dibuka tidak dapat ditulis ke { $file } ({ $reason }).

# Kode sementara rancangan, sampai dokumennya mendapat nomor.
code-formerly = semula { $code }
code-line = Kode sementara: { $code }
code-line-formerly = Semula: { $code }
code-hint = Kode sementara, sampai sekretaris dewan memberi nomor pada penerbitannya. Tidak pernah berubah.
field-code = kode sementara
document-provisional-code = kode sementara
document-formerly = semula

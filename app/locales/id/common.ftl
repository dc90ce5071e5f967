saved-here = Tersimpan di sini: { $document }

saved-here = Saved here: { $document }

//! How many lines a cell takes, worked out from the widths of letters: good enough for the height of a
//! row, and a thousand times cheaper than setting the text of a whole matrix.

/// Widths of letters in points.
#[derive(Debug, Clone)]
pub(super) struct Letters {
    ascii: [f32; 128],
    /// Any other letter.
    other: f32,
    widest: f32,
}

impl Letters {
    /// Measures the letters of a font.
    pub(super) fn measure(mut width: impl FnMut(char) -> f32) -> Self {
        let ascii = std::array::from_fn(|code| {
            let letter = char::from(u8::try_from(code).unwrap_or_default());
            if letter.is_control() {
                0.0
            } else {
                width(letter)
            }
        });
        let other = width('w');
        let widest = ascii.iter().copied().fold(other, f32::max);
        Self {
            ascii,
            other,
            widest,
        }
    }

    fn width(&self, letter: char) -> f32 {
        let at = letter as usize;
        self.ascii.get(at).copied().unwrap_or(self.other)
    }

    /// How wide a text of one line is.
    pub(super) fn width_of(&self, line: &str) -> f32 {
        line.chars().map(|letter| self.width(letter)).sum()
    }

    /// How many lines `text` takes in a column with this much room, at most `most`.
    pub(super) fn lines(&self, text: &str, room: f32, most: usize) -> usize {
        let is_short = text.len() as f32 * self.widest <= room;
        if is_short && !text.contains('\n') {
            return 1;
        }
        let (mut lines, mut before, mut word) = (1, 0.0, 0.0);
        for letter in text.chars() {
            match letter {
                '\n' => {
                    lines += 1;
                    (before, word) = (0.0, 0.0);
                }
                ' ' => {
                    before += word + self.width(' ');
                    word = 0.0;
                }
                letter => {
                    word += self.width(letter);
                    if before + word > room {
                        lines += 1;
                        // The word goes to the next line, or what is too long for any line is broken.
                        if before == 0.0 {
                            word = self.width(letter);
                        }
                        before = 0.0;
                    }
                }
            }
            if lines >= most {
                return most;
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_in_words_that_are_too_long() {
        let letters = Letters::measure(|_| 10.0);
        for (text, wanted) in [
            ("", 1),
            ("satu", 1),
            ("satu dua tiga", 2),
            ("satu\ndua", 2),
            ("satu dua tiga empat lima", 3),
            ("sangatpanjangsekali", 2),
            ("satu\n\n\n\n\n\n", 4),
        ] {
            assert_eq!(letters.lines(text, 100.0, 4), wanted, "{text:?}");
        }
    }
}

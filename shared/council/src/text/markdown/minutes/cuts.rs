//! Taking pieces out of a text so that what is left stays the blocks it was.

use std::ops::Range;

use super::super::outline::{blank, trim_blank_lines};
use super::line::after_marker;

/// A piece of text that goes.
pub(super) struct Cut {
    pub(super) range: Range<usize>,
    /// Between two items of one list: what is left stays together.
    pub(super) inside_list: bool,
}

impl Cut {
    pub(super) fn alone(range: Range<usize>) -> Self {
        Cut {
            range,
            inside_list: false,
        }
    }
}

/// The text without the cuts, with a blank line where two blocks would otherwise meet.
pub(super) fn without(body: &str, cuts: &[Cut]) -> String {
    let mut out = String::new();
    let mut from = 0;
    let mut apart = false;
    for cut in cuts {
        push(&mut out, &body[from..cut.range.start], apart);
        from = cut.range.end;
        apart = !cut.inside_list;
    }
    push(&mut out, &body[from..], apart);
    trim_blank_lines(&out).to_owned()
}

fn push(out: &mut String, more: &str, apart: bool) {
    let more = if apart {
        trim_start_blank_lines(more)
    } else {
        more
    };
    if apart && !more.is_empty() && !out.is_empty() {
        while !out.ends_with("\n\n") {
            out.push('\n');
        }
        // A few spaces mean nothing, but would make this a part of a list that now stands before it.
        let bare = more.trim_start_matches(' ');
        if more.len() - bare.len() < 4 && after_marker(bare).is_none() {
            out.push_str(bare);
            return;
        }
    }
    out.push_str(more);
}

fn trim_start_blank_lines(mut text: &str) -> &str {
    while let Some((first, rest)) = text.split_once('\n') {
        if !blank(first) {
            break;
        }
        text = rest;
    }
    text
}

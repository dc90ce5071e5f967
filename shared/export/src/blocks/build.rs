//! Word keeps a list as paragraphs that say how deep they stand. Here they become lists again.

use super::{Block, List, Run, is_blank, text_of, tidied};

/// How deep lists nest at most; Word has nine levels.
const MAX_LEVEL: u8 = 8;

/// A paragraph of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListLine {
    /// 0 is the outermost.
    pub(crate) level: u8,
    /// Its number; `None` for a bullet.
    pub(crate) number: Option<u64>,
    /// Which list it belongs to: neighbours of another list are apart.
    pub(crate) list: String,
    /// Whether it goes on with the item before it.
    pub(crate) goes_on: bool,
}

/// Takes a text paragraph by paragraph.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    done: Vec<Block>,
    lines: Vec<(ListLine, Vec<Run>)>,
}

impl Builder {
    /// Adds a block that is no paragraph of a list.
    pub(crate) fn block(&mut self, block: Block) {
        self.end_list();
        match (block, self.done.last_mut()) {
            // Word knows lines of code, not blocks of it.
            (Block::Code(more), Some(Block::Code(code))) => {
                code.push('\n');
                code.push_str(&more);
            }
            (Block::Quote(more), Some(Block::Quote(quote))) => quote.extend(more),
            (block, _) => self.done.push(block),
        }
    }

    /// Adds a paragraph. One that begins with a number or bullet somebody typed is an item of a list.
    pub(crate) fn paragraph(&mut self, runs: Vec<Run>) {
        let runs = tidied(runs);
        if is_blank(&runs) {
            return;
        }
        match typed_marker(&text_of(&runs)) {
            Some((number, length)) => {
                let line = ListLine {
                    level: 0,
                    number,
                    list: "typed".to_owned(),
                    goes_on: false,
                };
                self.item(line, without_start(runs, length));
            }
            None => self.block(Block::Paragraph(runs)),
        }
    }

    /// Adds a paragraph of a list.
    pub(crate) fn item(&mut self, line: ListLine, runs: Vec<Run>) {
        let runs = tidied(runs);
        if is_blank(&runs) {
            return;
        }
        if line.goes_on && self.lines.is_empty() {
            self.block(Block::Paragraph(runs));
            return;
        }
        let line = ListLine {
            level: line.level.min(MAX_LEVEL),
            ..line
        };
        self.lines.push((line, runs));
    }

    /// What was built.
    pub(crate) fn finish(mut self) -> Vec<Block> {
        self.end_list();
        self.done
    }

    fn end_list(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        nest(&lines, &mut self.done);
    }
}

/// Nests the lines of neighbouring lists by their level.
fn nest(lines: &[(ListLine, Vec<Run>)], out: &mut Vec<Block>) {
    let Some((first, _)) = lines.first() else {
        return;
    };
    let base = first.level;
    let mut open: Option<(&ListLine, List, u64)> = None;
    let mut at = 0;
    while let Some((line, runs)) = lines.get(at) {
        if line.level > base && open.is_some() {
            let deeper = lines[at..]
                .iter()
                .take_while(|(line, _)| line.level > base)
                .count();
            if let Some((_, list, _)) = &mut open
                && let Some(item) = list.items.last_mut()
            {
                nest(&lines[at..at + deeper], item);
            }
            at += deeper;
            continue;
        }
        at += 1;
        let paragraph = Block::Paragraph(runs.clone());
        match &mut open {
            Some((_, list, _)) if line.goes_on => {
                if let Some(item) = list.items.last_mut() {
                    item.push(paragraph);
                }
            }
            Some((before, list, next))
                if before.list == line.list
                    && line.number.is_some() == before.number.is_some()
                    && line.number.is_none_or(|n| n == *next) =>
            {
                list.items.push(vec![paragraph]);
                *next = next.saturating_add(1);
            }
            _ => {
                if let Some((_, list, _)) = open.take() {
                    out.push(Block::List(list));
                }
                let list = List {
                    start: line.number,
                    items: vec![vec![paragraph]],
                };
                open = Some((line, list, line.number.unwrap_or(0).saturating_add(1)));
            }
        }
    }
    if let Some((_, list, _)) = open {
        out.push(Block::List(list));
    }
}

/// The number (none for a bullet) somebody typed before a paragraph, and how many bytes it takes.
fn typed_marker(text: &str) -> Option<(Option<u64>, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, mark) = match digits {
        0 => {
            let bullet = text.chars().next().filter(|c| "-–•·●○▪■§*".contains(*c))?;
            (None, bullet.len_utf8())
        }
        // Years and numbers of rooms are no numbers of items.
        1 | 2 if text[digits..].starts_with(['.', ')']) => {
            (Some(text[..digits].parse().ok()?), digits + 1)
        }
        _ => return None,
    };
    let rest = &text[mark..];
    let blank = rest.len() - rest.trim_start_matches(' ').len();
    (blank > 0 && blank < rest.len()).then_some((number, mark + blank))
}

/// Runs without their first bytes.
pub(crate) fn without_start(runs: Vec<Run>, mut bytes: usize) -> Vec<Run> {
    let mut rest = Vec::with_capacity(runs.len());
    for mut run in runs {
        let cut = bytes.min(run.text.len());
        bytes -= cut;
        run.text.drain(..cut);
        if !run.text.is_empty() {
            rest.push(run);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(lines: &[(u8, Option<u64>, &str, bool, &str)]) -> Vec<Block> {
        let mut builder = Builder::default();
        for (level, number, list, goes_on, text) in lines {
            let line = ListLine {
                level: *level,
                number: *number,
                list: (*list).to_owned(),
                goes_on: *goes_on,
            };
            builder.item(line, vec![Run::plain(*text)]);
        }
        builder.finish()
    }

    fn said(blocks: &[Block]) -> String {
        super::super::to_markdown(blocks)
    }

    #[test]
    fn levels_become_nested_lists() {
        let blocks = built(&[
            (0, Some(1), "a", false, "one"),
            (1, None, "a", false, "deeper"),
            (2, None, "a", false, "deepest"),
            (1, None, "a", true, "goes on"),
            (0, Some(2), "a", false, "two"),
        ]);
        assert_eq!(
            said(&blocks),
            "1. one\n\n   - deeper\n\n     - deepest\n\n     goes on\n\n2. two\n"
        );
    }

    #[test]
    fn another_list_and_another_number_stand_apart() {
        let blocks = built(&[
            (0, Some(1), "a", false, "x"),
            (0, Some(1), "b", false, "y"),
            (0, Some(7), "b", false, "z"),
            (0, None, "b", false, "bullet"),
        ]);
        assert_eq!(blocks.len(), 4);
        assert_eq!(said(&blocks), "1. x\n\n1) y\n\n7. z\n\n- bullet\n");
    }

    #[test]
    fn what_begins_too_deep_is_kept() {
        let blocks = built(&[
            (3, None, "a", false, "deep"),
            (0, None, "a", false, "top"),
            (200, None, "a", false, "x"),
        ]);
        assert_eq!(said(&blocks), "- deep\n- top\n  - x\n");
    }

    #[test]
    fn typed_numbers_and_bullets_are_lists() {
        let mut builder = Builder::default();
        for text in [
            "Isi:",
            "1. satu",
            "2) dua",
            "• titik",
            "2026. bukan",
            "-minus",
            "3.",
            "a",
        ] {
            builder.paragraph(vec![Run::plain(text)]);
        }
        assert_eq!(
            said(&builder.finish()),
            "Isi:\n\n1. satu\n2. dua\n\n- titik\n\n2026\\. bukan\n\n-minus\n\n3\\.\n\na\n"
        );
    }
}

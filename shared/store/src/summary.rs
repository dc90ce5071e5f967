//! What lists and search show without opening a document. Derived: may be made anew at any time.

use std::collections::BTreeSet;

use format::{ChangeHash, CouncilId, DocumentId, PublicKey};
use rusqlite::{Row, params};

use crate::columns::{bytes, hashes, id, join_hashes, optional_text, perhaps_number, sql, text};
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::writer::Write;

/// The shortest word trigrams can find.
const TRIGRAM: usize = 3;
/// How many characters of text a hit shows on either side.
const SNIPPET_CHARS: usize = 60;

/// What a list shows of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The document.
    pub document: DocumentId,
    /// `policy`, `minutes`, `matrix`.
    pub kind: String,
    /// The title.
    pub title: String,
    /// The unit that owns it; may be empty.
    pub unit: String,
    /// Whether it was archived.
    pub archived: bool,
    /// When it was created, as the program writes dates.
    pub created: Option<String>,
    /// When it was changed last, as the program writes dates.
    pub changed: Option<String>,
    /// Open actions.
    pub open_actions: u32,
    /// Values with more than one choice.
    pub conflicts: u32,
    /// The heads this was made from, ascending.
    pub heads: Vec<ChangeHash>,
    /// [`Content::basis`](crate::content::Content::basis) of what this was made from.
    pub basis: [u8; 16],
    /// More derived facts, as JSON.
    pub more: serde_json::Value,
}

/// A document that search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Text around the first place found; what was found stands between U+0002 and U+0003.
    pub snippet: String,
}

impl Write<'_> {
    /// Replaces what lists and search know of a document. `text` is its current text. A summary made
    /// from content that changed meanwhile is kept and stays stale.
    ///
    /// # Errors
    /// [`StoreError::UnknownDocument`] and what the disk says.
    pub fn put_summary(&mut self, council: CouncilId, summary: &Summary, text: &str) -> Result<()> {
        let view = self.view(council)?;
        let key = (view.document_key(&summary.document)?)
            .ok_or(StoreError::UnknownDocument(summary.document))?;
        self.conn.execute(
            "INSERT OR REPLACE INTO summaries
             (document, council, basis, heads, kind, title, unit, archived, created, changed,
              open_actions, conflicts, more)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                key,
                view.key,
                summary.basis,
                join_hashes(&summary.heads),
                summary.kind,
                summary.title,
                summary.unit,
                summary.archived,
                summary.created,
                summary.changed,
                summary.open_actions,
                summary.conflicts,
                summary.more.to_string()
            ],
        )?;
        self.conn
            .execute("DELETE FROM texts WHERE rowid = ?1", [key])?;
        self.conn.execute(
            "INSERT INTO texts (rowid, title, body) VALUES (?1, ?2, ?3)",
            params![key, summary.title, text],
        )?;
        // The writers of this document that do not count: whether they do may change without it.
        let roster = view.roster()?;
        let writers: Vec<PublicKey> = view.all(
            "SELECT DISTINCT author FROM actors WHERE document = ?1",
            [key],
            |row| id(row, 0),
        )?;
        let settled = writers.iter().all(|author| roster.counts(author))
            && view.sift(key, &roster)?.basis == summary.basis;
        self.conn.execute(
            "UPDATE documents SET summed_up = iif(?2, revision, NULL) WHERE key = ?1",
            params![key, settled],
        )?;
        Ok(())
    }
}

impl Write<'_> {
    /// Replaces the further facts of a summary and nothing else: for what does not follow from the text. A
    /// document without a summary is left alone.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_facts(
        &mut self,
        council: CouncilId,
        document: &DocumentId,
        more: &serde_json::Value,
    ) -> Result<()> {
        let view = self.view(council)?;
        let Some(key) = view.document_key(document)? else {
            return Ok(());
        };
        self.conn.execute(
            "UPDATE summaries SET more = ?2 WHERE document = ?1",
            params![key, more.to_string()],
        )?;
        Ok(())
    }
}

impl Reader {
    /// Every document with a summary, by title.
    ///
    /// # Errors
    /// What the disk says.
    pub fn summaries(&self) -> Result<Vec<Summary>> {
        self.view.all(
            &format!("{SUMMARIES} WHERE summaries.council = ?1 ORDER BY title, documents.id"),
            [self.view.key],
            summary,
        )
    }

    /// The summary of one document.
    ///
    /// # Errors
    /// What the disk says.
    pub fn summary(&self, document: &DocumentId) -> Result<Option<Summary>> {
        self.view.one(
            &format!("{SUMMARIES} WHERE summaries.council = ?1 AND documents.id = ?2"),
            params![self.view.key, document.as_bytes()],
            summary,
        )
    }

    /// The documents a person may mean by an id, the beginning of one (4 characters or more) or a
    /// title: exact matches if there are any, otherwise ids and titles that begin so. Documents
    /// without a summary are found by id.
    ///
    /// # Errors
    /// What the disk says.
    pub fn find_documents(&self, name: &str) -> Result<Vec<DocumentId>> {
        let view = &self.view;
        let name = name.trim();
        if let Ok(document) = name.parse::<DocumentId>()
            && view.document_key(&document)?.is_some()
        {
            return Ok(vec![document]);
        }
        let summaries = self.summaries()?;
        let folded = name.to_lowercase();
        let by_title = |fits: &dyn Fn(&str) -> bool| -> Vec<DocumentId> {
            (summaries.iter().filter(|s| fits(&s.title.to_lowercase())))
                .map(|s| s.document)
                .collect()
        };
        let exact = by_title(&|title| title == folded);
        if !exact.is_empty() || name.is_empty() {
            return Ok(exact);
        }
        let mut found = Vec::new();
        if name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            found = view.all(
                "SELECT id FROM documents WHERE council = ?1
                 AND substr(lower(hex(id)), 1, length(?2)) = ?2 ORDER BY id",
                params![view.key, folded],
                |row| id(row, 0),
            )?;
        }
        for document in by_title(&|title| title.starts_with(&folded)) {
            if !found.contains(&document) {
                found.push(document);
            }
        }
        Ok(found)
    }

    /// Every document of which something is held, ascending.
    ///
    /// # Errors
    /// What the disk says.
    pub fn documents(&self) -> Result<Vec<DocumentId>> {
        self.view.all(
            "SELECT id FROM documents WHERE council = ?1 ORDER BY id",
            [self.view.key],
            |row| id(row, 0),
        )
    }

    /// The created documents whose summary is missing or was made from other content than what
    /// shows now: because changes came, a fork was found, or somebody's join counts now or no more.
    ///
    /// # Errors
    /// What the disk says.
    pub fn stale_summaries(&self) -> Result<Vec<DocumentId>> {
        let view = &self.view;
        let mut doubtful: BTreeSet<DocumentId> = view
            .all(
                "SELECT id FROM documents WHERE council = ?1 AND summed_up IS NOT revision",
                [view.key],
                |row| id(row, 0),
            )?
            .into_iter()
            .collect();
        // Where everybody counted when the summary was made and somebody does no more.
        let roster = view.roster()?;
        for author in self.writers()? {
            if !roster.counts(&author) {
                doubtful.extend(view.all(
                    "SELECT DISTINCT documents.id FROM actors
                     JOIN documents ON documents.key = actors.document
                     WHERE actors.council = ?1 AND actors.author = ?2",
                    params![view.key, author.as_bytes()],
                    |row| id::<DocumentId>(row, 0),
                )?);
            }
        }
        self.with_other_basis(doubtful)
    }

    /// Of these documents, those [`Reader::stale_summaries`] means, by looking at what shows.
    pub(crate) fn with_other_basis(
        &self,
        documents: impl IntoIterator<Item = DocumentId>,
    ) -> Result<Vec<DocumentId>> {
        let mut stale = Vec::new();
        for document in documents {
            if self.view.kind_of(&document)?.is_none() {
                continue;
            }
            let known: Option<[u8; 16]> = self.view.one(
                "SELECT summaries.basis FROM summaries
                 JOIN documents ON documents.key = summaries.document
                 WHERE documents.council = ?1 AND documents.id = ?2",
                params![self.view.key, document.as_bytes()],
                |row| Ok(row.get(0).unwrap_or_default()),
            )?;
            if known.is_none() || known != Some(self.outline(&document)?.basis) {
                stale.push(document);
            }
        }
        Ok(stale)
    }

    /// The documents this device wrote in or spoke about, ascending.
    ///
    /// # Errors
    /// What the disk says.
    pub fn documents_by(&self, device: &PublicKey) -> Result<Vec<DocumentId>> {
        self.view.all(
            "SELECT id FROM documents WHERE council = ?1
             AND (EXISTS (SELECT 1 FROM actors
                          WHERE actors.document = documents.key AND actors.author = ?2)
                  OR EXISTS (SELECT 1 FROM acts WHERE acts.council = ?1
                             AND acts.document = documents.key AND acts.author = ?2))
             ORDER BY id",
            params![self.view.key, device.as_bytes()],
            |row| id(row, 0),
        )
    }

    /// Everybody who wrote in any document. One look into the index each: there are few writers and
    /// many rows.
    fn writers(&self) -> Result<Vec<PublicKey>> {
        let mut writers: Vec<PublicKey> = Vec::new();
        loop {
            let next = self.view.one(
                "SELECT author FROM actors WHERE council = ?1 AND author > ?2
                 ORDER BY author LIMIT 1",
                params![
                    self.view.key,
                    writers.last().map_or(&[][..], |last| last.as_bytes())
                ],
                |row| id(row, 0),
            )?;
            match next {
                Some(next) => writers.push(next),
                None => return Ok(writers),
            }
        }
    }

    /// Finds documents that contain every word of `words`, anywhere inside words, whatever the case
    /// and the diacritics; a part in "double quotes" is looked for as it stands. Best first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<Hit>> {
        let parts = parts(words);
        if parts.is_empty() {
            return Ok(vec![]);
        }
        // Trigrams cannot find shorter parts; those narrow the result by looking at the text.
        let (long, short): (Vec<_>, Vec<_>) =
            (parts.iter()).partition(|part| part.chars().count() >= TRIGRAM);
        let mut query = String::from(
            "SELECT documents.id, summaries.kind, summaries.title, summaries.unit,
                    highlight(texts, 0, char(2), char(3)), highlight(texts, 1, char(2), char(3))
             FROM texts
             JOIN documents ON documents.key = texts.rowid
             JOIN summaries ON summaries.document = texts.rowid
             WHERE documents.council = ?1",
        );
        let mut values: Vec<Box<dyn rusqlite::ToSql>> = vec![Box::new(self.view.key)];
        if !long.is_empty() {
            let quoted: Vec<String> = (long.iter())
                .map(|part| format!("\"{}\"", part.replace('"', "\"\"")))
                .collect();
            values.push(Box::new(quoted.join(" AND ")));
            query.push_str(&format!(" AND texts MATCH ?{}", values.len()));
        }
        for part in short {
            values.push(Box::new(part.to_lowercase()));
            let at = values.len();
            query.push_str(&format!(
                " AND (instr(lower(texts.title), ?{at}) OR instr(lower(texts.body), ?{at}))"
            ));
        }
        query.push_str(if long.is_empty() {
            " ORDER BY summaries.title"
        } else {
            // A word in the title says more than one in the text.
            " ORDER BY bm25(texts, 8.0, 1.0)"
        });
        values.push(Box::new(sql(limit as u64)));
        query.push_str(&format!(" LIMIT ?{}", values.len()));
        self.view
            .all(&query, rusqlite::params_from_iter(values), |row| {
                let (title, body) = (text(row, 4), text(row, 5));
                Ok(Hit {
                    document: id(row, 0)?,
                    kind: text(row, 1),
                    title: text(row, 2),
                    unit: text(row, 3),
                    snippet: around(if body.contains('\u{2}') || !title.contains('\u{2}') {
                        &body
                    } else {
                        &title
                    }),
                })
            })
    }
}

const SUMMARIES: &str =
    "SELECT documents.id, summaries.kind, title, unit, archived, created, changed,
        open_actions, conflicts, heads, basis, more
 FROM summaries JOIN documents ON documents.key = summaries.document";

fn summary(row: &Row<'_>) -> rusqlite::Result<Summary> {
    // One damaged row must not hide the list; what it says is made anew from the document.
    let count = |column| perhaps_number(row, column).and_then(|count| u32::try_from(count).ok());
    Ok(Summary {
        document: id(row, 0)?,
        kind: text(row, 1),
        title: text(row, 2),
        unit: text(row, 3),
        archived: perhaps_number(row, 4).is_some_and(|archived| archived != 0),
        created: optional_text(row, 5),
        changed: optional_text(row, 6),
        open_actions: count(7).unwrap_or_default(),
        conflicts: count(8).unwrap_or_default(),
        heads: hashes(bytes(row, 9)),
        basis: row.get(10).unwrap_or_default(),
        // Derived facts that cannot be read are facts that are not there.
        more: serde_json::from_str(&text(row, 11)).unwrap_or_default(),
    })
}

/// Words, and what stands between double quotes.
fn parts(words: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for (index, piece) in words.split('"').enumerate() {
        if index % 2 == 1 {
            parts.push(piece.trim().to_owned());
        } else {
            parts.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    // FTS5 reads its query as text that ends at a zero character.
    parts.iter_mut().for_each(|part| part.retain(|c| c != '\0'));
    parts.retain(|part| !part.is_empty());
    parts
}

/// The text around the first mark, on one line.
fn around(marked: &str) -> String {
    let at = marked.find('\u{2}').unwrap_or(0);
    let end = marked[at..].find('\u{3}').map_or(at, |end| at + end);
    let before: Vec<char> = marked[..at].chars().rev().take(SNIPPET_CHARS).collect();
    let cut_before = marked[..at].chars().nth(SNIPPET_CHARS).is_some();
    let after: String = marked[end..].chars().take(SNIPPET_CHARS).collect();
    let cut_after = end + after.len() < marked.len();
    let text: String = before.into_iter().rev().collect::<String>() + &marked[at..end] + &after;
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A mark that was opened inside the cut is closed with it.
    if line.matches('\u{2}').count() > line.matches('\u{3}').count() {
        line.push('\u{3}');
    }
    format!(
        "{}{line}{}",
        if cut_before { "…" } else { "" },
        if cut_after { "…" } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use super::{around, parts};

    #[test]
    fn quoted_words_are_one_part() {
        assert_eq!(
            parts("rapat \"dewan pusat\" a"),
            ["rapat", "dewan pusat", "a"]
        );
        assert_eq!(parts("\"open"), ["open"]);
        assert!(parts(" \" \" \0").is_empty());
    }

    #[test]
    fn a_snippet_is_one_line_around_what_was_found() {
        let text = format!("{}\n\u{2}temu\u{3} {}", "a ".repeat(100), "é".repeat(100));
        let line = around(&text);
        assert!(line.starts_with('…') && line.ends_with('…'));
        assert!(line.contains("\u{2}temu\u{3}") && !line.contains('\n'));
        assert_eq!(around("nothing"), "nothing");
    }
}

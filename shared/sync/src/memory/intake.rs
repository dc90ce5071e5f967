//! Judging items and keeping what may be kept, each take as one transaction.

use format::{LogId, PublicKey};

use super::Memory;
use crate::event::Outcome;
use crate::holdings::{Answer, Item, LogPosition, MAX_GAPS};
use crate::intake::{Together, Verdict, judge_among};

impl Memory {
    /// Keeps a run made here, as if judged.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub fn write(&mut self, item: Item) -> Answer<Outcome> {
        self.keep(item, None, None, &Together::default())
    }

    /// Judges and keeps items in one transaction; `None` if that would leave too many gaps on the word of
    /// `peer`, and then nothing changed.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub fn take(
        &mut self,
        items: Vec<Item>,
        origin: LogId,
        cursor: Option<LogPosition>,
        peer: PublicKey,
    ) -> Answer<Option<Vec<Outcome>>> {
        let may_overflow = self.gaps.len() + items.len() > MAX_GAPS;
        let before = may_overflow.then(|| self.clone());
        let together = Together::of(&items, self)?;
        let mut outcomes = Vec::new();
        for item in items {
            if let Item::ReceiptsUpto(number) = item {
                self.receipts_cursors.insert((peer, origin), number);
            }
            outcomes.push(self.keep(item, Some(origin), Some(peer), &together)?);
        }
        if let Some(cursor) = cursor {
            self.cursors.insert((peer, cursor.log), cursor);
        }
        if let Some(before) = before.filter(|_| self.named_by(&peer).count() > MAX_GAPS) {
            *self = before;
            return Ok(None);
        }
        Ok(Some(outcomes))
    }

    fn keep(
        &mut self,
        item: Item,
        origin: Option<LogId>,
        peer: Option<PublicKey>,
        together: &Together,
    ) -> Answer<Outcome> {
        let verdict = judge_among(&item, together, self)?;
        let (names, subject) = (item.names(), item.subject());
        if !matches!(verdict, Verdict::Gap { .. }) {
            self.fill_gaps(&subject, &names);
        }
        self.note_refusal(&subject, &names, &verdict);
        Ok(match verdict {
            Verdict::Take(admitted) => {
                match item {
                    Item::Act(act) => self.keep_act(act, origin),
                    Item::Run(run) => self.keep_run(run, &admitted, origin),
                    Item::Receipt(receipt) => self.keep_receipt(receipt, origin),
                    Item::Named(_) | Item::ReceiptsUpto(_) => {}
                    Item::BlobPart(part, peer) => return Ok(self.keep_part(&part, &peer)),
                }
                Outcome::Taken
            }
            Verdict::Held => Outcome::Held,
            Verdict::Gap { wanted, .. } => {
                self.note_gap(subject, wanted, peer);
                Outcome::Gap
            }
            Verdict::Never(reason) => Outcome::Never(reason),
            Verdict::NotYet(reason) => Outcome::NotYet(reason),
        })
    }
}

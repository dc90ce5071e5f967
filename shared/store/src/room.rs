//! Room for acts about the council: how much is kept of whom.
//!
//! Such acts are for everybody, are read whenever the roster is and stay for good. Relays and clients keep so
//! much of each key ([`council::roster::room`]); a relay's quotas weigh those among them that say nothing
//! about who belongs to the council, and large ones.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use council::roster::Roster;
use council::roster::room::{Said, is_free};
use format::{Act, ActId, PublicKey};
use rusqlite::{Connection, params};
use sync::holdings::Weight;
use sync::intake::Together;

use crate::columns::id;
use crate::error::{Result, StoreError};
use crate::ledger::{Ledger, Put};
use crate::view::View;

/// So many acts are looked at that wait, each for the one before it, before nobody waits.
const LOOKED_AT: usize = 1000;

/// What was said about the council since its roster was folded, by account: `None` is that of everybody whom
/// nothing places.
#[derive(Debug, Default)]
pub(crate) struct Since(BTreeMap<Option<PublicKey>, Said>);

impl Since {
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}

impl Ledger<'_> {
    /// Puts an act about the council that may be kept as far as its author goes; `None` if there is no room
    /// for it.
    pub(crate) fn put_council_act(&mut self, act: &Act, with: &Together) -> Result<Option<Put>> {
        let is_here = self.view.one(
            "SELECT 1 FROM acts WHERE council = ?1 AND hash = ?2",
            params![self.view.key, act.id().as_bytes()],
            |_| Ok(()),
        )?;
        let Some(roster) = self.view.roster_unless_damaged()? else {
            return self.put_act(act).map(Some);
        };
        // Whoever brings a damaged one makes it whole again.
        if is_here.is_some() {
            return self.put_act(act).map(Some);
        }
        let author = act.statement().author;
        let is_placed = roster.is_placed(&author) || with.places(&author);
        let account = is_placed.then_some(author);
        let since = self.since.0.get(&account).copied().unwrap_or_default();
        let has_room = roster.has_room_for(act, is_placed, &since)
            && self.view.has_room_about_council(&roster, act)?;
        // What they said counts once all that it rests on is here.
        if !has_room
            && !(self.view).is_awaited_by(&act.id(), |author| roster.edited_ever(author))?
        {
            return Ok(None);
        }
        let is_idle = !is_placed || !roster.may_count(act);
        self.since.0.entry(account).or_default().add(act, is_idle);
        if self.counts_usage && !is_free(act) {
            self.view.count_usage(None, &author, act.bytes().len())?;
        }
        self.put_act(act).map(Some)
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    /// The roster; `None` where a row it is read from is damaged. Who belongs to the council cannot be told
    /// then, and whoever brings that row again shall be heard.
    pub(crate) fn roster_unless_damaged(&self) -> Result<Option<Arc<Roster>>> {
        match self.roster() {
            Err(StoreError::Damaged(_)) => Ok(None),
            roster => roster.map(Some),
        }
    }

    /// Which of these keys may have said something about the council, by what is held and `also`.
    pub(crate) fn placed_among(
        &self,
        keys: &BTreeSet<PublicKey>,
        also: &[Act],
    ) -> Result<BTreeSet<PublicKey>> {
        let Some(roster) = self.roster_unless_damaged()? else {
            return Ok(keys.clone());
        };
        let placed = |roster: &Roster| -> BTreeSet<PublicKey> {
            let keys = keys.iter().copied();
            keys.filter(|key| roster.is_placed(key)).collect()
        };
        let here = placed(&roster);
        // Folding costs more than looking whether it may help.
        let may_place = |act: &Act| {
            let statement = act.statement();
            matches!(statement.kind.as_str(), "found" | "join") && !here.contains(&statement.author)
        };
        if here.len() == keys.len() || !also.iter().any(may_place) {
            return Ok(here);
        }
        let mut acts = match self.acts_in_order(None) {
            Err(StoreError::Damaged(_)) => return Ok(keys.clone()),
            acts => acts?,
        };
        acts.extend_from_slice(also);
        Ok(placed(&Roster::fold(&self.id, &acts)))
    }

    /// Whether an act that is not here, or that waits itself, is waited for by somebody of these, through
    /// whatever acts.
    pub(crate) fn is_awaited_by(
        &self,
        act: &ActId,
        by: impl Fn(&PublicKey) -> bool,
    ) -> Result<bool> {
        let (mut open, mut met) = (vec![*act], BTreeSet::from([*act]));
        while let Some(missing) = open.pop() {
            let waiting: Vec<(ActId, PublicKey)> = self.all(
                "SELECT acts.hash, acts.author FROM awaited JOIN acts ON acts.key = awaited.act
                 WHERE awaited.council = ?1 AND awaited.missing = ?2 LIMIT ?3",
                params![self.key, missing.as_bytes(), LOOKED_AT as i64],
                |row| Ok((id(row, 0)?, id(row, 1)?)),
            )?;
            for (waiting, author) in waiting {
                if by(&author) {
                    return Ok(true);
                }
                if met.len() < LOOKED_AT && met.insert(waiting) {
                    open.push(waiting);
                }
            }
        }
        Ok(false)
    }

    /// Whether the quotas leave room for an act about the council. Whoever edits the roster is never kept from
    /// it: else whoever fills a quota could not be revoked.
    fn has_room_about_council(&self, roster: &Roster, act: &Act) -> Result<bool> {
        if is_free(act) || roster.edited_ever(&act.statement().author) {
            return Ok(true);
        }
        let weight = Weight {
            items: 1,
            bytes: act.bytes().len() as u64,
        };
        self.has_room(&roster.answers_for(act), None, weight)
    }
}

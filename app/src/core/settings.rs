//! Language, theme and size of the text: what a person set for this device.

use std::collections::BTreeMap;
use std::path::PathBuf;

use format::DocumentId;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// The smallest and the largest size of everything on the screen, in percent.
pub const ZOOM_PERCENT: std::ops::RangeInclusive<u16> = 60..=240;
/// By how much one step changes it.
pub const ZOOM_STEP: u16 = 10;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

/// A file of at most so many bytes is fetched without anybody asking for it, unless another limit was set:
/// 4 MiB. Larger ones come when somebody opens them.
pub const FILES_UP_TO: u64 = 4 * 1024 * 1024;

/// What this device may spend on its link. Over a metered one, and once the bytes of an hour are spent, acts
/// and small news still pass, and what is large waits until somebody opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thrift {
    /// Whether the link is paid for by what goes over it.
    pub metered: bool,
    /// How many bytes may go over in an hour, both ways together; `None`: as many as there are.
    pub bytes_per_hour: Option<u64>,
    /// Attachments and files of publications of at most so many bytes come by themselves.
    pub files_up_to: u64,
}

impl Default for Thrift {
    fn default() -> Self {
        Self {
            metered: false,
            bytes_per_hour: None,
            files_up_to: FILES_UP_TO,
        }
    }
}

impl Thrift {
    /// Whether it can ever be that something large has to wait.
    pub fn is_counting(&self) -> bool {
        self.metered || self.bytes_per_hour.is_some()
    }
}

/// What was set. Kept in the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language of the interface.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// Size of everything, in percent.
    pub zoom_percent: u16,
    /// Whether this device stays linked by itself.
    pub stay_linked: bool,
    /// What it may spend on its link.
    pub thrift: Thrift,
    /// A file with certificates whose relays are trusted besides those that the machine trusts.
    pub relay_authority: Option<PathBuf>,
    /// Whether plain connections to relays on other machines are good enough.
    pub plain_relays: bool,
    /// Whether texts show in the colours of their writers.
    pub author_colours: bool,
    /// Widths of the columns of matrices, in points, by document (its id as text) and column,
    /// where somebody set one.
    pub column_widths: BTreeMap<String, BTreeMap<String, u16>>,
    /// Comments that were begun and not sent, by document (its id as text).
    pub unsent: BTreeMap<String, Unsent>,
}

/// A comment that was begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Unsent {
    /// The key of the place it is about; empty for the whole document.
    pub place: String,
    /// Which characters of the text there, in code points, and how they read.
    pub range: Option<(usize, usize)>,
    /// See `range`.
    pub quote: String,
    /// The comment it answers, as text.
    pub answers: Option<String>,
    /// What is typed.
    pub text: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: Theme::default(),
            zoom_percent: 100,
            stay_linked: true,
            thrift: Thrift::default(),
            relay_authority: None,
            plain_relays: false,
            author_colours: false,
            column_widths: BTreeMap::new(),
            unsent: BTreeMap::new(),
        }
    }
}

/// Wishes about settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Speaks this language from now on.
    Language(Language),
    /// Shows this theme.
    Theme(Theme),
    /// Everything larger.
    ZoomIn,
    /// Everything smaller.
    ZoomOut,
    /// The size everything comes in.
    ZoomReset,
    /// Shows or hides the colours of the writers.
    AuthorColours(bool),
    /// Spends no more than this on the link.
    Thrift(Thrift),
    /// Trusts the certificates in this file, too, or no longer.
    RelayAuthority(Option<PathBuf>),
    /// Whether plain connections to relays on other machines are good enough.
    PlainRelays(bool),
    /// Moves the device key into the system's key ring, or back into its file.
    MoveKey {
        /// Whether into the key ring.
        to_key_ring: bool,
    },
    /// The columns of a matrix have these widths.
    ColumnWidths(DocumentId, BTreeMap<String, u16>),
    /// A comment on this document was begun and not sent; `None`: none is.
    Unsent(DocumentId, Option<Unsent>),
}

/// What is to be done about settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Keeps them in the data folder.
    Keep(Settings),
    /// Writes everything that is stored into one file; answered by [`Event::BackedUp`].
    Backup(PathBuf),
    /// Puts a backup in the place of what is stored, which is set aside first.
    Restore(PathBuf),
    /// See [`Action::MoveKey`]; the council is told anew.
    MoveKey {
        /// Whether into the key ring.
        to_key_ring: bool,
    },
}

/// What happened to settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// They could not be kept; they hold until the program ends.
    NotKept(String),
    /// A backup was written and checked.
    BackedUp(PathBuf),
    /// What is stored was brought to the form of this program; a checked copy from before is in this file.
    KeptBefore(PathBuf),
    /// A backup was not written or not restored, and why; everything is as before.
    Refused(String),
}

impl Settings {
    /// Changes what the action says.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        let zoom = |percent: u16| percent.clamp(*ZOOM_PERCENT.start(), *ZOOM_PERCENT.end());
        match action {
            Action::Language(language) => self.language = language,
            Action::Theme(theme) => self.theme = theme,
            Action::ZoomIn => self.zoom_percent = zoom(self.zoom_percent + ZOOM_STEP),
            Action::ZoomOut => self.zoom_percent = zoom(self.zoom_percent - ZOOM_STEP),
            Action::ZoomReset => self.zoom_percent = 100,
            Action::AuthorColours(shown) => self.author_colours = shown,
            Action::Thrift(thrift) => self.thrift = thrift,
            Action::RelayAuthority(file) => self.relay_authority = file,
            Action::PlainRelays(allowed) => self.plain_relays = allowed,
            Action::MoveKey { to_key_ring } => return vec![Effect::MoveKey { to_key_ring }],
            Action::ColumnWidths(document, widths) => {
                self.column_widths.insert(document.to_string(), widths);
            }
            Action::Unsent(document, Some(unsent)) => {
                self.unsent.insert(document.to_string(), unsent);
            }
            Action::Unsent(document, None) => {
                self.unsent.remove(&document.to_string());
            }
        }
        vec![Effect::Keep(self.clone())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A settings file of an earlier program says nothing of it.
    #[test]
    fn what_comes_by_itself_is_limited_where_nobody_set_a_limit() {
        let kept = r#"{"thrift": {"metered": true}}"#;
        let settings: Settings = serde_json::from_str(kept).unwrap();
        assert_eq!(settings.thrift.files_up_to, FILES_UP_TO);
        assert!(settings.thrift.metered);
    }

    #[test]
    fn the_size_stays_readable() {
        let mut settings = Settings::default();
        for _ in 0..100 {
            settings.act(Action::ZoomIn);
        }
        assert_eq!(settings.zoom_percent, *ZOOM_PERCENT.end());
        for _ in 0..100 {
            settings.act(Action::ZoomOut);
        }
        assert_eq!(settings.zoom_percent, *ZOOM_PERCENT.start());
    }
}

//! Everything the window shows, and what follows from wishes and events.
//!
//! What follows in one area stands in the file of that area below this one.

use std::collections::BTreeMap;

use format::{DocumentId, PublicKey};

use crate::core::carry_file::CarryFiles;
use crate::core::council::{Council, Effect as Convening, FirstStart};
use crate::core::documents::Documents;
use crate::core::editor::{Editor, Effect as Editing};
use crate::core::editors::Editors;
use crate::core::effect::Window;
use crate::core::header::title_of;
use crate::core::held_work::{ForkedWork, HeldText, HeldWork};
use crate::core::inbox::{Effect as Telling, Inbox};
use crate::core::link::{Effect as Linking, Links};
use crate::core::notices::{Notices, Tone};
use crate::core::panel::Panel;
use crate::core::reports::{self, Reports};
use crate::core::review::{Effect as Reviewing, Review};
use crate::core::settings::{self, Settings};
use crate::core::storage::Storage;
use crate::core::{Action, Effect, Event, Screen};
use crate::say;
use reading::Reading;

mod attachments;
mod carry_file;
mod council;
mod deciding;
mod documents;
mod editor;
mod inbox;
mod link;
mod pick;
mod reading;
mod restarting;
mod review;
mod striking;

/// How far the program is.
#[derive(Debug, Clone)]
pub enum Phase {
    /// The data folder is being read.
    Starting,
    /// Nothing is there yet.
    FirstStart(FirstStart),
    /// The folder cannot be used, and why.
    Unusable(String),
    /// This device has its place in a council.
    Working(Box<Council>),
}

/// Everything the window shows.
#[derive(Debug)]
pub struct State {
    /// What the person set.
    pub settings: Settings,
    /// How far the program is.
    pub phase: Phase,
    /// Which screen is shown.
    pub screen: Screen,
    /// The screens before it.
    pub past: Vec<Screen>,
    /// How often somebody went to a place: tells a second visit to a place from still being there.
    pub visits: u64,
    /// The panel beside the document.
    pub panel: Option<Panel>,
    /// Whether the search in the document is open.
    pub is_finding: bool,
    /// Whether the palette is open.
    pub is_palette_open: bool,
    /// The list of documents.
    pub documents: Documents,
    /// The open documents.
    pub editors: Editors,
    /// The link, and where the work is.
    pub links: Links,
    /// Files that bring what a link would.
    pub carry: CarryFiles,
    /// What merges brought.
    pub reports: Reports,
    /// What others said.
    pub inbox: Inbox,
    /// The review page.
    pub review: Review,
    /// Trouble with the disk.
    pub storage: Storage,
    /// Short messages.
    pub notices: Notices,
    /// When devices were heard of last, in milliseconds since 1970.
    pub last_heard: BTreeMap<PublicKey, i64>,
    /// What is held back of revoked devices.
    pub held_work: Vec<HeldWork>,
    /// Where copied devices wrote twice.
    pub forked_work: Vec<ForkedWork>,
    /// Which of it is looked at, and what it says once that was read.
    pub held_shown: Option<(DocumentId, PublicKey, Option<Box<HeldText>>)>,
    /// An invitation that was made and is to be given away: for which office, and its text.
    pub invitation: Option<(String, String)>,
    /// How far an import is: files done, of how many.
    pub importing: Option<(usize, usize)>,
    /// Whether the program ends as soon as everything is saved.
    pub is_quitting: bool,
    /// Whether the fields on the screen handed over what was typed in them since the person wants to quit.
    has_handed_over: bool,
    now_millis: i64,
    reading: Reading,
}

/// How many screens back the person can go.
const MOST_PAST: usize = 50;

impl State {
    /// At the start of the program.
    pub fn new(settings: Settings, now_millis: i64) -> Self {
        Self {
            settings,
            phase: Phase::Starting,
            screen: Screen::default(),
            past: Vec::new(),
            visits: 0,
            panel: None,
            is_finding: false,
            is_palette_open: false,
            documents: Documents::default(),
            editors: Editors::default(),
            links: Links::default(),
            carry: CarryFiles::default(),
            reports: Reports::default(),
            inbox: Inbox::default(),
            review: Review::default(),
            storage: Storage::default(),
            notices: Notices::default(),
            last_heard: BTreeMap::new(),
            held_work: Vec::new(),
            forked_work: Vec::new(),
            held_shown: None,
            invitation: None,
            importing: None,
            is_quitting: false,
            has_handed_over: false,
            now_millis,
            reading: Reading::begun(now_millis),
        }
    }

    /// The clock of the last wish or event, in milliseconds since 1970.
    pub fn now_millis(&self) -> i64 {
        self.now_millis
    }

    /// Whether this device has its place in a council.
    pub fn is_working(&self) -> bool {
        matches!(self.phase, Phase::Working(_))
    }

    /// The council, once this device has its place in one.
    pub fn council(&self) -> Option<&Council> {
        match &self.phase {
            Phase::Working(council) => Some(council),
            _ => None,
        }
    }

    /// Whether what this device writes shows at others.
    pub fn may_write(&self) -> bool {
        self.council().is_some_and(Council::may_write)
    }

    /// The document on the screen.
    pub fn shown_document(&self) -> Option<DocumentId> {
        match self.screen {
            Screen::Document(id, _) => Some(id),
            _ => None,
        }
    }

    /// The document on the screen, once it is open.
    pub fn shown_editor(&self) -> Option<&Editor> {
        self.editors.get(&self.shown_document()?)
    }

    /// What a document is called.
    fn title(&self, id: &DocumentId) -> String {
        let open = self.editors.get(id);
        let open = open.map(|editor| title_of(&editor.view));
        let listed = || self.documents.row(id).map(|row| row.title.as_str());
        match open.or_else(listed).unwrap_or_default().trim() {
            "" => self.settings.language.say("untitled"),
            title => title.to_owned(),
        }
    }

    /// How many changes are only in memory.
    pub fn unsaved_changes(&self) -> usize {
        self.editors.iter().map(Editor::unsaved_changes).sum()
    }

    /// Whether somebody else has this document open.
    pub fn is_shared(&self, id: &DocumentId) -> bool {
        self.links
            .present
            .get(id)
            .is_some_and(|present| !present.is_empty())
    }

    /// What the person wants.
    pub fn act(&mut self, action: Action, now_millis: i64) -> Vec<Effect> {
        self.now_millis = now_millis;
        let mut effects: Vec<Effect> = self.call_again().into_iter().collect();
        effects.extend(self.do_what_is_wished(action));
        effects
    }

    fn do_what_is_wished(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Go(screen) => self.go(screen),
            Action::Back => match self.past.pop() {
                Some(screen) => self.show(screen),
                None => vec![],
            },
            Action::TogglePalette => {
                self.is_palette_open = !self.is_palette_open;
                vec![]
            }
            Action::Council(action) => self.act_in_council(action),
            Action::Documents(action) => self.act_on_documents(action),
            Action::Editor(id, action) => self.act_in_editor(id, action),
            Action::Link(action) => self.act_on_link(&action),
            Action::Carry(action) => self.act_on_carry_files(action),
            Action::Reports(reports::Action::Seen(keys)) => {
                for report in &mut self.reports.all {
                    report.is_seen |= keys.contains(&report.key);
                }
                let mut effects = vec![Effect::Reports(reports::Effect::MarkSeen(keys))];
                if self.reports.older_unseen > 0 {
                    effects.push(Effect::Reports(reports::Effect::Load));
                }
                effects
            }
            Action::Inbox(action) => self.act_on_inbox(action),
            Action::Settings(action) => {
                let (spoken, thrift) = (self.settings.language, self.settings.thrift);
                let effects = self.settings.act(action);
                let mut effects: Vec<Effect> = effects.into_iter().map(Effect::Settings).collect();
                // Places are called by name in the language of the person.
                if spoken != self.settings.language && self.is_working() {
                    effects.push(Effect::Inbox(Telling::Load));
                }
                if thrift != self.settings.thrift && self.is_working() {
                    effects.extend(self.read_what_comes());
                }
                effects
            }
            Action::Window(effect) => vec![Effect::Window(effect)],
            Action::Pick(pick) => self.open_dialog(pick),
            Action::Drop(paths) => self.dropped(paths),
            Action::Panel(panel) => {
                self.panel = (self.panel != Some(panel)).then_some(panel);
                let Some(id) = self.shown_document() else {
                    return vec![];
                };
                let effects = self.load_history_if_shown(id).into_iter();
                effects.chain(self.load_attachments_if_shown(id)).collect()
            }
            Action::Find(open) => {
                self.is_finding = open;
                vec![]
            }
            Action::Dismiss(number) => {
                self.notices.dismiss(number);
                vec![]
            }
            Action::StayOpen => {
                self.stay_open();
                vec![]
            }
            Action::Quit => {
                self.is_quitting = true;
                let mut effects = self.save_everything(true);
                effects.extend(self.say_seen());
                effects
            }
        }
    }

    /// What happened outside.
    pub fn happened(&mut self, event: Event, now_millis: i64) -> Vec<Effect> {
        self.now_millis = now_millis;
        match event {
            Event::Council(event) => self.happened_in_council(event),
            Event::Documents(event) => self.happened_to_documents(event),
            Event::Editor(id, event) => self.happened_in_editor(id, *event),
            Event::Link(event) => self.happened_on_link(event),
            Event::Carry(event) => self.happened_to_carry_files(event),
            Event::Reports(reports::Event::Loaded(all, older_unseen)) => {
                self.reports = Reports { all, older_unseen };
                vec![]
            }
            Event::Inbox(event) => self.happened_to_inbox(event),
            Event::Review(event) => self.happened_to_review(event),
            Event::Settings(event) => {
                let (tone, text) = match event {
                    settings::Event::KeptBefore(file) => {
                        let file = file.display().to_string();
                        let text = say!(self.settings.language, "notice-kept-before", file = file);
                        // Whoever looks away for a moment would never learn of it.
                        self.notices.keep(text);
                        return vec![];
                    }
                    settings::Event::NotKept(why) => (Tone::Problem, why),
                    settings::Event::BackedUp(file) => {
                        let file = file.display().to_string();
                        (
                            Tone::Done,
                            say!(self.settings.language, "notice-backed-up", file = file),
                        )
                    }
                    settings::Event::Refused(why) => (Tone::Problem, why),
                };
                self.notices.show(tone, text, now_millis);
                vec![]
            }
            Event::Picked(picked) => self.picked(picked),
            Event::NoFileChooser => {
                let text = self.settings.language.say("notice-no-file-chooser");
                self.notices.show(Tone::Problem, text, now_millis);
                vec![]
            }
            Event::Grew => {
                let mut effects = self.refresh_everything();
                effects.push(Effect::Council(Convening::Load));
                effects.push(Effect::Link(Linking::LoadStanding));
                effects
            }
            Event::ShowWindow => vec![Effect::Window(Window::Show)],
        }
    }

    /// Time passed: bursts end, notices go, saving is tried again.
    pub fn tick(&mut self, now_millis: i64) -> Vec<Effect> {
        self.now_millis = now_millis;
        self.notices.tick(now_millis);
        self.forget_the_absent(now_millis);
        for editor in self.editors.iter_mut() {
            editor.judge(now_millis);
        }
        let mut effects = self.save_everything(false);
        effects.extend(self.say_seen_when_due());
        effects.extend(self.quit_if_saved());
        effects
    }

    /// When [`State::tick`] has something to do next, in milliseconds since 1970.
    pub fn next_tick_millis(&self) -> Option<i64> {
        let bursts = self
            .editors
            .iter()
            .filter_map(|editor| editor.burst_ends_millis(self.is_shared(&editor.id)));
        let retry = self.storage.trouble().map(|trouble| trouble.retry_millis);
        let others = [
            self.notices.next_millis(),
            self.absence_millis(),
            self.reading_due_millis(),
        ];
        bursts
            .chain(retry)
            .chain(self.editors.iter().filter_map(Editor::judge_millis))
            .chain(others.into_iter().flatten())
            .min()
    }

    /// The carets on the screen followed what others wrote.
    pub fn carets_followed(&mut self) {
        for editor in self.editors.iter_mut() {
            editor.carets_followed();
        }
    }

    /// The screen was drawn after the person wanted to quit: what was typed in its fields is in the
    /// documents now.
    pub fn handed_over(&mut self, now_millis: i64) -> Vec<Effect> {
        if !self.is_quitting || self.has_handed_over {
            return vec![];
        }
        self.now_millis = now_millis;
        self.has_handed_over = true;
        let mut effects = self.save_everything(true);
        effects.extend(self.quit_if_saved());
        effects
    }

    /// Whether the program ends, everything is on disk and nothing is being attached.
    pub fn is_quitting_now(&self) -> bool {
        self.is_quitting && self.has_handed_over && self.editors.iter().all(Editor::can_close)
    }

    /// Whether something is being attached to a document.
    pub fn is_attaching(&self) -> bool {
        self.editors.iter().any(|editor| editor.attached.is_busy())
    }

    fn go(&mut self, screen: Screen) -> Vec<Effect> {
        self.is_palette_open = false;
        self.visits += 1;
        if self.screen != screen {
            // A form that was filled in is not gone back to.
            let is_form = matches!(
                self.screen,
                Screen::NewMinutes | Screen::NewDocument(_) | Screen::WriteCarryFile
            );
            if !is_form {
                self.past.push(self.screen.clone());
            }
            if self.past.len() > MOST_PAST {
                self.past.remove(0);
            }
        }
        self.show(screen)
    }

    fn show(&mut self, screen: Screen) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        effects.extend(self.say_seen());
        self.screen = screen;
        self.reading = Reading::begun(self.now_millis);
        match &self.screen {
            Screen::Document(id, _) => {
                let id = *id;
                if self.editors.ask(id, self.now_millis) {
                    effects.push(Effect::Editor(id, Editing::Open));
                }
                effects.extend(self.load_history_if_shown(id));
                effects.extend(self.load_attachments_if_shown(id));
                let closed = self.editors.trim(Some(&id));
                effects.extend(
                    closed
                        .into_iter()
                        .map(|id| Effect::Editor(id, Editing::Close)),
                );
            }
            Screen::Inbox => effects.push(Effect::Inbox(Telling::Load)),
            Screen::Reports => effects.push(Effect::Reports(reports::Effect::Load)),
            Screen::Review(document) => {
                let document = *document;
                effects.extend(self.show_review(document));
            }
            Screen::Home => {
                effects.push(Effect::Link(Linking::LoadStanding));
                effects.push(Effect::Review(Reviewing::Load));
                effects.push(Effect::Council(Convening::LoadHeard));
            }
            Screen::Sync | Screen::Documents => {
                effects.push(Effect::Link(Linking::LoadStanding));
            }
            Screen::Council => {
                effects.push(Effect::Council(Convening::Load));
                effects.push(Effect::Council(Convening::LoadHeard));
            }
            Screen::Settings
            | Screen::NewMinutes
            | Screen::NewDocument(_)
            | Screen::WriteCarryFile
            | Screen::ReadCarryFiles => {}
        }
        effects.push(self.say_presence());
        effects
    }

    fn say_presence(&self) -> Effect {
        let here = self.shown_editor().map(|editor| {
            let place = editor.at.as_ref().map(|place| place.key());
            (editor.id, place.unwrap_or_default())
        });
        Effect::Link(Linking::SayPresence(here))
    }

    /// Ends bursts that are over (with `force`, all of them) and hands what is not on disk to the engine.
    fn save_everything(&mut self, force: bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut refused = Vec::new();
        let now_millis = self.now_millis;
        let may_try = self.storage.trouble().is_none() || self.storage.is_retry_due(now_millis);
        let shared: Vec<DocumentId> = self.links.present.keys().copied().collect();
        for editor in self.editors.iter_mut() {
            let is_shared = shared.contains(&editor.id);
            if let Err(error) = editor.tick(now_millis, is_shared, force) {
                refused.push(error);
            }
            if may_try && let Some(save) = editor.save() {
                effects.push(Effect::Editor(editor.id, Editing::Save(Box::new(save))));
            }
        }
        for error in &refused {
            self.refused_edit(error);
        }
        effects
    }

    /// Does not end the program after all.
    fn stay_open(&mut self) {
        self.is_quitting = false;
        self.has_handed_over = false;
    }

    fn quit_if_saved(&mut self) -> Vec<Effect> {
        match self.is_quitting_now() {
            true => vec![Effect::Window(Window::Close)],
            false => vec![],
        }
    }
}

#[cfg(test)]
mod tests;

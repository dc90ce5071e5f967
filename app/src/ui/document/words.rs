//! The words of a comment that is typed: kept until it is saved, with why where it was not.

use egui::Ui;
use egui_material_icons::icons::ICON_ERROR;

use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor, NewComment};
use crate::ui::{Scene, theme, widgets};

/// See the module.
#[derive(Debug, Default)]
pub struct Words {
    /// What is typed.
    pub text: String,
    sent: Option<NewComment>,
    refused: Option<String>,
}

impl Words {
    /// Words that were typed before.
    pub fn of(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// Whether anything is typed.
    pub fn is_typed(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Whether nobody knows yet whether the comment is saved.
    pub fn is_under_way(&self) -> bool {
        self.sent.is_some()
    }

    /// Takes in how the comment fares that was sent, before it is drawn the next time. Returns whether it is saved: the words are done with then.
    pub fn follow(&mut self, editor: &Editor) -> bool {
        let Some(sent) = &self.sent else {
            return false;
        };
        if editor.telling.is_under_way(sent) {
            return false;
        }
        match editor.telling.refusal(sent) {
            Some(why) => {
                self.refused = Some(why.to_owned());
                self.sent = None;
                false
            }
            None => {
                *self = Self::default();
                true
            }
        }
    }

    /// Says the words, about what `about` says.
    pub fn send(&mut self, scene: &mut Scene<'_>, editor: &Editor, about: NewComment) {
        let comment = NewComment {
            text: self.text.trim().to_owned(),
            ..about
        };
        self.refused = None;
        self.sent = Some(comment.clone());
        let action = EditorAction::Comment(comment);
        scene.wish(Action::Editor(editor.id, action));
    }

    /// Says why the comment was not saved, if it was not.
    pub fn refused_ui(&self, ui: &mut Ui) {
        if let Some(why) = &self.refused {
            let palette = theme::palette(ui);
            widgets::banner(ui, ICON_ERROR, why, (palette.bad, palette.bad_soft));
        }
    }
}

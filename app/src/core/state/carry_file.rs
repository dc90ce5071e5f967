//! What follows from wishes and events about carry files.

use std::path::PathBuf;

use crate::core::carry_file::{Action, Effect as Carrying, Event, Stage, Writing};
use crate::core::notices::Tone;
use crate::core::pick::Pick;
use crate::core::{Effect, Screen, State, council, link, reports};

impl State {
    /// Looks at files before anything of them is taken.
    pub(super) fn look_at_carry_files(&mut self, paths: Vec<PathBuf>) -> Vec<Effect> {
        let mut effects = self.go(Screen::ReadCarryFiles);
        effects.extend(self.carry.look(paths).into_iter().map(Effect::Carry));
        effects
    }

    pub(super) fn act_on_carry_files(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Take(numbers) => {
                // What is being typed comes before what others wrote.
                let mut effects = self.save_everything(true);
                effects.extend(self.carry.take(&numbers).into_iter().map(Effect::Carry));
                effects
            }
            Action::ForgetAll => {
                let effects = self.carry.forget_all();
                effects.into_iter().map(Effect::Carry).collect()
            }
            Action::Write(order) => {
                self.carry.writing = Writing::Asking(order);
                self.open_dialog(Pick::SaveCarryFile)
            }
            Action::ForgetWritten => {
                self.carry.writing = Writing::Nothing;
                vec![]
            }
        }
    }

    /// Where the file that was asked for goes.
    pub(super) fn write_carry_file(&mut self, path: PathBuf) -> Vec<Effect> {
        let Writing::Asking(order) = std::mem::take(&mut self.carry.writing) else {
            return vec![];
        };
        self.carry.writing = Writing::UnderWay;
        // What is typed goes along.
        let mut effects = self.save_everything(true);
        effects.push(Effect::Carry(Carrying::Write(order, path)));
        effects
    }

    pub(super) fn happened_to_carry_files(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Looked(number, looked) => {
                self.carry.looked(number, looked);
                vec![]
            }
            Event::Taken(number, taken) => {
                let file = self.carry.files.iter().find(|file| file.number == number);
                let Some(Stage::Taking(preview)) = file.map(|file| file.stage.clone()) else {
                    return vec![];
                };
                match taken {
                    Ok(lines) => {
                        self.carry.say(number, Stage::Taken(preview, lines));
                        // What could not be stored before could be now.
                        self.storage.saved();
                    }
                    // What came before that is kept and shows.
                    Err(why) => self.carry.say(number, Stage::Stopped(preview, why)),
                }
                let mut effects = self.refresh_everything();
                effects.extend([
                    Effect::Council(council::Effect::Load),
                    Effect::Reports(reports::Effect::Load),
                    Effect::Link(link::Effect::LoadStanding),
                ]);
                effects
            }
            Event::Written(written) => {
                let is_shown = self.screen == Screen::WriteCarryFile;
                let (tone, said) = match &written {
                    Ok(lines) => (Tone::Done, lines.first().cloned()),
                    Err(why) => (Tone::Problem, Some(why.clone())),
                };
                // Where the form is shown, it says so itself.
                if let Some(said) = said.filter(|_| !is_shown) {
                    self.notices.show(tone, said, self.now_millis);
                }
                self.carry.writing = match written {
                    Ok(lines) => Writing::Done(lines),
                    Err(why) => Writing::Refused(why),
                };
                vec![]
            }
        }
    }
}

//! Commands of other programs while the window is open, and a second start of it.

use std::sync::Arc;

use format::DocumentId;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Outbox, Running};
use crate::command_line::run_handed;
use crate::core::Event;
use crate::engine::handover::{Door, Holder};
use crate::engine::office::Office;

/// A door that is open.
pub(super) struct Open {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Holder for Outbox {
    fn on_show(&self) -> bool {
        self.tell(Event::ShowWindow);
        true
    }

    fn on_wrote(&self, _: &[DocumentId]) {
        // Looks at all that is open: what did not change costs nothing.
        self.tell(Event::Grew);
    }
}

impl Running {
    /// Takes commands for this office from now on. Without a door they are refused; all else goes on.
    pub(super) fn open_door(&mut self, office: &Arc<Office>) {
        self.close_door();
        let door = {
            let _inside = self.runtime.enter();
            Door::open(
                Arc::clone(office),
                run_handed,
                Arc::new(self.outbox.clone()),
            )
        };
        match door {
            Ok(door) => {
                let (stop, stopped) = oneshot::channel();
                let task = self.runtime.spawn(door.serve(async {
                    // That nobody is left who could say so is an end as well.
                    drop(stopped.await);
                }));
                self.door = Some(Open { stop, task });
            }
            Err(error) => tracing::warn!(%error, "there is no door"),
        }
    }

    /// Takes no more commands; those that run are done when this returns.
    pub(super) fn close_door(&mut self) {
        if let Some(door) = self.door.take() {
            // One that has ended already needs not be told.
            door.stop.send(()).ok();
            if let Err(error) = self.runtime.block_on(door.task) {
                tracing::warn!(%error, "commands of others ended unexpectedly");
            }
        }
    }
}

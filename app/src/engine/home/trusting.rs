//! Which connections to relays are good enough: what was said for this start, and what was set on this device.

use link::Trust;

use super::Home;
use crate::engine::desk::settings;

impl Home {
    /// The same folder; beside what is set there, this holds as long as the program runs.
    #[must_use]
    pub fn with_trust(self, trust: Trust) -> Self {
        Self { trust, ..self }
    }

    /// What was said for this start and what is set here together.
    pub fn trust(&self) -> Trust {
        let set = settings::read(self).unwrap_or_default();
        let said = &self.trust;
        Trust {
            authority: said.authority.clone().or(set.relay_authority),
            allows_plain: said.allows_plain || set.plain_relays,
        }
    }
}

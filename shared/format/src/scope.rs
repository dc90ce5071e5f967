//! Who may hold a document, as acts spell it.

use crate::cbor;
use crate::key::PublicKey;

/// The most units, and the most people, that one scope may name.
pub const MAX_NAMED: usize = 256;
/// The most bytes the name of a unit in a scope may have.
pub const MAX_UNIT_BYTES: usize = 200;

/// Who may hold a document.
///
/// In CBOR `[0]` for everybody, else `[1, [unit, ...], [key, ...]]` with both lists strictly
/// ascending and not both empty: whoever is in one of them may hold it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Scope {
    /// Every member of the council.
    #[default]
    Council,
    /// Units with those below them, and people by a key of theirs. Made by [`Scope::named`].
    Named {
        /// The units: strictly ascending, none empty.
        units: Vec<String>,
        /// One key of each person: strictly ascending.
        people: Vec<PublicKey>,
    },
}

impl Scope {
    /// Units and people, in any order; `None` if that names nobody, too many, or a unit without a
    /// name or with one of more than [`MAX_UNIT_BYTES`].
    pub fn named(
        units: impl IntoIterator<Item = String>,
        people: impl IntoIterator<Item = PublicKey>,
    ) -> Option<Self> {
        let mut units: Vec<String> = units.into_iter().collect();
        let mut people: Vec<PublicKey> = people.into_iter().collect();
        units.sort_unstable();
        units.dedup();
        people.sort_unstable();
        people.dedup();
        let scope = Self::Named { units, people };
        scope.is_in_order().then_some(scope)
    }

    /// The units it names.
    pub fn units(&self) -> &[String] {
        match self {
            Self::Council => &[],
            Self::Named { units, .. } => units,
        }
    }

    /// The people it names.
    pub fn people(&self) -> &[PublicKey] {
        match self {
            Self::Council => &[],
            Self::Named { people, .. } => people,
        }
    }

    fn is_in_order(&self) -> bool {
        let Self::Named { units, people } = self else {
            return true;
        };
        let is_name = |unit: &String| !unit.trim().is_empty() && unit.len() <= MAX_UNIT_BYTES;
        !(units.is_empty() && people.is_empty())
            && units.len() <= MAX_NAMED
            && people.len() <= MAX_NAMED
            && units.iter().all(is_name)
            && units.is_sorted_by(|a, b| a < b)
            && people.is_sorted_by(|a, b| a < b)
    }

    pub(crate) fn encode_into(&self, e: &mut cbor::Encoder) {
        e.value(self);
    }
}

impl<C> minicbor::Encode<C> for Scope {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Council => e.array(1)?.u8(0)?.ok(),
            Self::Named { units, people } => {
                e.array(3)?.u8(1)?.array(units.len() as u64)?;
                for unit in units {
                    e.str(unit)?;
                }
                e.array(people.len() as u64)?;
                for key in people {
                    key.encode(e, ctx)?;
                }
                Ok(())
            }
        }
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Scope {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let wrong = minicbor::decode::Error::message;
        let length = |d: &mut minicbor::Decoder<'b>| match d.array()? {
            Some(length) if length <= MAX_NAMED as u64 => Ok(length),
            _ => Err(wrong("a scope names too many")),
        };
        match (d.array()?, d.u8()?) {
            (Some(1), 0) => Ok(Self::Council),
            (Some(3), 1) => {
                let mut units = Vec::new();
                for _ in 0..length(d)? {
                    units.push(d.str()?.to_owned());
                }
                let mut people = Vec::new();
                for _ in 0..length(d)? {
                    people.push(PublicKey::decode(d, ctx)?);
                }
                let scope = Self::Named { units, people };
                match scope.is_in_order() {
                    true => Ok(scope),
                    false => Err(wrong("a scope names nobody, or not in order")),
                }
            }
            _ => Err(wrong("unknown scope")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::DeviceKey;

    fn key(seed: u8) -> PublicKey {
        DeviceKey::from_secret(&[seed; 32]).public()
    }

    fn read(scope: &Scope) -> Result<Scope, minicbor::decode::Error> {
        cbor::decode_exact(&cbor::encode(scope))
    }

    #[test]
    fn every_scope_comes_back_as_it_was_said() {
        let scopes = [
            Some(Scope::Council),
            Scope::named(["Surabaya".to_owned(), "Medan".to_owned()], []),
            Scope::named([], [key(2), key(1), key(2)]),
            Scope::named(["Medan".to_owned()], [key(1)]),
        ];
        for scope in scopes {
            let scope = scope.unwrap();
            assert_eq!(read(&scope).unwrap(), scope);
        }
    }

    #[test]
    fn a_scope_that_names_nobody_or_is_out_of_order_is_refused() {
        assert_eq!(Scope::named([], []), None);
        assert_eq!(Scope::named([" ".to_owned()], []), None);
        assert_eq!(Scope::named(["x".repeat(MAX_UNIT_BYTES + 1)], []), None);
        let many = (0..=MAX_NAMED).map(|at| at.to_string());
        assert_eq!(Scope::named(many, []), None);
        let backwards = Scope::Named {
            units: vec!["b".into(), "a".into()],
            people: vec![],
        };
        let nobody = Scope::Named {
            units: vec![],
            people: vec![],
        };
        let twice = Scope::Named {
            units: vec!["a".into(), "a".into()],
            people: vec![],
        };
        for scope in [backwards, nobody, twice] {
            assert!(read(&scope).is_err(), "{scope:?}");
        }
    }
}

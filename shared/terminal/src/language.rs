//! Which language a command is answered in, before it is parsed.

use std::ffi::OsString;

/// The option that names the language, in both programs.
const OPTION: &str = "--language";
/// The variable of the environment that names it.
const VARIABLE: &str = "DEWAN_LANGUAGE";

/// A language of the programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Indonesian, Self::English];

    /// The language with this code: `id` or `en`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "id" => Some(Self::Indonesian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// Its code: `id` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    /// The language that was chosen; else English where the system speaks English, else Indonesian.
    pub fn choose(chosen: Option<Self>, system: Option<&str>) -> Self {
        chosen.unwrap_or_else(|| match system {
            Some(locale) if locale.to_ascii_lowercase().starts_with("en") => Self::English,
            _ => Self::Indonesian,
        })
    }

    /// The language to answer `typed` in, the program's name first: help and usage errors are said before
    /// anything is parsed. `variable` reads the environment.
    pub fn of(typed: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Self {
        let chosen = option_of(typed)
            .or_else(|| variable(VARIABLE))
            .and_then(|code| Self::from_code(&code));
        Self::choose(chosen, system(variable).as_deref())
    }
}

/// What the system speaks, as the environment says.
pub fn system(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))
}

/// What the environment of this program says; nothing where it is no text.
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn option_of(typed: &[OsString]) -> Option<String> {
    let mut rest = typed.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = rest.next() {
        if word == "--" {
            return None;
        }
        if word == OPTION {
            return rest.next().map(Into::into);
        }
        if let Some(code) = word
            .strip_prefix(OPTION)
            .and_then(|rest| rest.strip_prefix('='))
        {
            return Some(code.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &[&str], variables: &[(&str, &str)]) -> Language {
        let typed: Vec<OsString> = typed.iter().map(OsString::from).collect();
        Language::of(&typed, |wanted| {
            let mut known = variables.iter();
            let found = known.find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_typed_comes_before_the_environment_and_that_before_the_system() {
        use Language::{English, Indonesian};
        let here = [("DEWAN_LANGUAGE", "id"), ("LANG", "en_GB.UTF-8")];
        assert_eq!(of(&["dewan", "list", "--language", "en"], &here), English);
        assert_eq!(of(&["dewan", "--language=en", "list"], &here), English);
        assert_eq!(of(&["dewan", "list"], &here), Indonesian);
        assert_eq!(of(&["dewan", "list"], &here[1..]), English);
        assert_eq!(of(&["dewan"], &[("LANG", "de_DE.UTF-8")]), Indonesian);
        assert_eq!(of(&["dewan"], &[("LC_ALL", ""), ("LANG", "en")]), English);
        // What stands after `--` is a value, and a language nobody knows chooses nothing.
        assert_eq!(of(&["dewan", "--", "--language=en"], &here), Indonesian);
        assert_eq!(of(&["dewan", "--language", "xx"], &here[1..]), English);
    }
}

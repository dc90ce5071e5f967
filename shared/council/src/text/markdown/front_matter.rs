//! The header some Markdown files begin with, between two lines of `---`.

use std::collections::BTreeMap;

/// The header field that keeps a front matter which is more than `key: value` lines, as it stands.
pub(super) const RAW: &str = "front matter";

/// The longest key of a header field, in bytes.
const MAX_KEY_BYTES: usize = 200;

/// Splits the front matter off. Simple `key: value` lines become header fields; anything richer is
/// kept whole under [`RAW`].
pub(super) fn split(text: &str) -> (BTreeMap<String, String>, &str) {
    let none = (BTreeMap::new(), text);
    let Some(rest) = text.strip_prefix("---") else {
        return none;
    };
    let Some((first, rest)) = rest.split_once('\n') else {
        return none;
    };
    // A rule followed by a blank line is a rule, not a front matter.
    if !first.trim_matches([' ', '\t']).is_empty()
        || rest.lines().next().is_none_or(|l| l.trim().is_empty())
    {
        return none;
    }
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        let bare = line.trim_end_matches([' ', '\t', '\n']);
        if bare == "---" || bare == "..." {
            let raw = rest[..end].trim_end_matches('\n');
            let after = &rest[end + line.len()..];
            if raw.is_empty() {
                return none;
            }
            let meta =
                simple(raw).unwrap_or_else(|| BTreeMap::from([(RAW.to_owned(), raw.to_owned())]));
            return (meta, after);
        }
        end += line.len();
    }
    none
}

/// Writes the front matter, or nothing when there are no fields.
pub(super) fn write(meta: &BTreeMap<String, String>) -> String {
    let mut lines = String::new();
    if let Some(raw) = meta.get(RAW) {
        lines.push_str(raw);
        lines.push('\n');
    }
    for (key, value) in meta {
        if key != RAW && !value.is_empty() {
            lines.push_str(&format!(
                "{}: {}\n",
                quoted(key, plain_key),
                quoted(value, plain_value)
            ));
        }
    }
    if lines.is_empty() {
        lines
    } else {
        format!("---\n{lines}---\n")
    }
}

fn simple(raw: &str) -> Option<BTreeMap<String, String>> {
    let mut meta = BTreeMap::new();
    for line in raw.lines() {
        let (raw_key, value) = split_key(line)?;
        let key = unquoted(raw_key, plain_key);
        let value = unquoted(value.trim(), plain_value);
        let well_formed = quoted(&key, plain_key) == raw_key
            && !value.is_empty()
            && key != RAW
            && !key.is_empty()
            && key.len() <= MAX_KEY_BYTES
            && !key.chars().any(char::is_control);
        if !well_formed || meta.insert(key, value).is_some() {
            return None;
        }
    }
    Some(meta)
}

/// Splits `key: value`, where the key may be a quoted string.
fn split_key(line: &str) -> Option<(&str, &str)> {
    let mut inside = false;
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' if at == 0 || inside => inside = !inside,
            ':' if !inside => {
                let rest = &line[at + 1..];
                return rest.starts_with([' ', '\t']).then(|| (&line[..at], rest));
            }
            _ => {}
        }
    }
    None
}

fn plain_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && key.trim() == key
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '/'))
}

fn plain_value(value: &str) -> bool {
    let looks_quoted = serde_json::from_str::<String>(value).is_ok_and(|v| !plain_value(&v));
    !value.is_empty()
        && value.trim() == value
        && !value.chars().any(char::is_control)
        && !looks_quoted
}

/// As it stands if it can, else as a quoted string.
fn quoted(text: &str, plain: fn(&str) -> bool) -> String {
    if plain(text) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// The inverse of [`quoted`]: a quoted string that need not be quoted keeps its quotes.
fn unquoted(text: &str, plain: fn(&str) -> bool) -> String {
    match serde_json::from_str::<String>(text) {
        Ok(inner) if !plain(&inner) => inner,
        _ => text.to_owned(),
    }
}

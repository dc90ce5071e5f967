//! What the style attribute and the class of an element say.

use crate::tree::Element;

/// The value of a property of the style attribute, in lower case.
pub(super) fn property(element: &Element, name: &str) -> Option<String> {
    let style = element.attribute("style")?;
    style.split(';').find_map(|declaration| {
        let (found, value) = declaration.split_once(':')?;
        found
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_lowercase())
    })
}

/// The classes of an element begin with this, as Word's do: `MsoListParagraphCxSpFirst`.
pub(super) fn has_class(element: &Element, start: &str) -> bool {
    element
        .attribute("class")
        .is_some_and(|all| all.split_whitespace().any(|class| class.starts_with(start)))
}

/// Whether the element is not shown.
pub(super) fn is_hidden(element: &Element) -> bool {
    property(element, "display").is_some_and(|value| value == "none")
        || property(element, "mso-hide").is_some_and(|value| value == "all")
}

/// What the style says about bold; `None` for nothing.
pub(super) fn bold(element: &Element) -> Option<bool> {
    let weight = property(element, "font-weight")?;
    Some(match weight.as_str() {
        "bold" | "bolder" => true,
        number => number.parse::<u32>().is_ok_and(|weight| weight >= 600),
    })
}

/// What the style says about italics; `None` for nothing.
pub(super) fn italic(element: &Element) -> Option<bool> {
    let style = property(element, "font-style")?;
    Some(style == "italic" || style == "oblique")
}

/// How deep in which of Word's lists a paragraph stands: `mso-list:l0 level1 lfo1`.
pub(super) fn word_list(element: &Element) -> Option<(u8, String)> {
    let value = property(element, "mso-list")?;
    let mut parts = value.split_whitespace();
    let list = parts.next().filter(|list| list.starts_with('l'))?;
    let level: u8 = parts.next()?.strip_prefix("level")?.parse().ok()?;
    let instance = parts.next().unwrap_or_default();
    Some((level.saturating_sub(1), format!("{list} {instance}")))
}

/// How far a paragraph is moved in, in steps of a list.
pub(super) fn indent_level(element: &Element) -> u8 {
    let points = property(element, "margin-left").and_then(|value| {
        let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number: f32 = digits.trim().parse().ok()?;
        Some(match &value[digits.len()..] {
            "in" => number * 72.0,
            "cm" => number * 28.35,
            "px" => number * 0.75,
            _ => number,
        })
    });
    let steps = (points.unwrap_or(36.0) / 36.0).round();
    (steps.clamp(1.0, 9.0) as u8) - 1
}

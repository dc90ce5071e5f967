//! The house keeps itself honest.

use std::path::Path;

/// A file that nobody declares would be a test that never runs.
#[test]
fn every_file_of_promises_is_part_of_this_binary() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let declared = include_str!("promises.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            name == "promises" || declared.lines().any(|line| line == format!("mod {name};")),
            "tests/tests/promises.rs does not say `mod {name};`"
        );
    }
}

/// Without these the window neither pastes what others copied nor opens a link: the toolkit then keeps a
/// clipboard of its own and says nothing.
#[test]
fn the_window_is_built_with_clipboard_and_links() {
    let manifest = include_str!("../../Cargo.toml");
    let line = manifest
        .lines()
        .find(|line| line.starts_with("eframe = "))
        .unwrap();
    for feature in ["accesskit", "clipboard", "links", "wayland", "x11"] {
        assert!(
            line.contains(&format!("\"{feature}\"")),
            "{feature}: {line}"
        );
    }
}

/// Where a promise says it is shown: `path/of/a/file.rs::name_of_the_test`.
fn named_tests(page: &str) -> Vec<(&str, &str)> {
    let quoted = page.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|words| words.split_once(".rs::"))
        .collect()
}

/// A promise is worth what shows it: every test that the page names is there, and is a test.
#[test]
fn every_test_that_the_promises_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/promises.md")).unwrap();
    let named = named_tests(&page);
    let mut missing = Vec::new();
    for (file, test) in &named {
        let path = root.join(format!("{file}.rs"));
        let source = std::fs::read_to_string(&path).unwrap_or_default();
        let mut lines = source.lines().map(str::trim);
        let is_there = lines.any(|line| {
            line.starts_with(&format!("fn {test}("))
                || line.starts_with(&format!("async fn {test}("))
        });
        if !is_there || !source.contains("#[test]") && !source.contains("#[tokio::test]") {
            missing.push(format!("{file}.rs::{test}"));
        }
    }
    assert!(
        missing.is_empty(),
        "docs/promises.md names what is not there: {missing:#?}"
    );
    for number in 1..=25 {
        let row = format!("| {number} |");
        let rows: Vec<_> = page.lines().filter(|line| line.starts_with(&row)).collect();
        assert_eq!(rows.len(), 1, "promise {number} has one row");
    }
    assert!(
        named.len() > 40,
        "the page names its tests: {}",
        named.len()
    );
}

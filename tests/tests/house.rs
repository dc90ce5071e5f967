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

//! What every target does: it gives bytes to the function that the seeded test uses, too.

use std::cell::OnceCell;

use dewan_tests::foreign::{Form, Scene};

thread_local! {
    static SCENE: OnceCell<Scene> = const { OnceCell::new() };
}

/// Reads bytes as the form of this name.
///
/// # Panics
/// When there is no such form, or reading panics.
pub fn read(name: &str, bytes: &[u8]) {
    let form = Form::named(name).expect("a form of ours");
    SCENE.with(|scene| scene.get_or_init(Scene::new).read(form, bytes));
}

/// A target for the form of this name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| { $crate::read($name, bytes) });
    };
}

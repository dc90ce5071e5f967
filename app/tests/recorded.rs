//! Carry files as released programs wrote them, read by this one into the store of the office they were written
//! for. `tests/recorded/README.md` at the top of the repository says where they come from.

use std::path::Path;

use store::{Options, Store};

use crate::office::Office;

/// What was recorded of one version of the form.
struct Release {
    /// The store that the files were written for, and the key of its device.
    store: &'static str,
    key: &'static str,
    /// The files, in order: its name, whether only that device can open it, how many changes are new in it,
    /// and words that it brings.
    files: &'static [(&'static str, bool, u64, &'static str)],
    /// The document with these words.
    document: &'static str,
}

const RELEASES: &[Release] = &[Release {
    store: "0014-office.sqlite.zst",
    key: "0014-office.key",
    files: &[
        (
            "0001-locked.dewan-carry",
            true,
            1,
            "Kata dari berkas terkunci.",
        ),
        (
            "0001-open.dewan-carry",
            false,
            1,
            "Kata dari berkas terbuka.",
        ),
    ],
    document: "Panduan Surabaya",
}];

#[test]
fn every_recorded_carry_file_is_read_and_taken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let stores = root.join("shared/store/tests/recorded");
    for release in RELEASES {
        let office = Office::new();
        std::fs::create_dir(office.home()).unwrap();
        let store = std::fs::read(stores.join(release.store)).unwrap();
        let store = zstd::decode_all(&store[..]).unwrap();
        std::fs::write(office.home().join("council.sqlite"), store).unwrap();
        std::fs::copy(stores.join(release.key), office.home().join("device.key")).unwrap();
        // Brought up to date, as any command that writes would.
        drop(Store::open(&office.home().join("council.sqlite"), Options::new("test")).unwrap());
        for (name, locked, changes, words) in release.files {
            let file = root.join("tests/recorded").join(name);
            let file = file.to_str().unwrap();
            let exported = || office.ok(&["export", release.document, "--to", "-"]);
            assert!(!exported().contains(words), "{name}");
            let shown = office.json(&["carry", "show", file]);
            assert_eq!(shown["from"]["person"], "Budi", "{name}: {shown}");
            assert_eq!(shown["locked"], *locked, "{name}: {shown}");
            for new in [*changes, 0] {
                let read = office.json(&["carry", "read", file]);
                assert_eq!(read["changes"], new, "{name}: {read}");
                for left in ["waiting", "refused"] {
                    assert_eq!(read[left], 0, "{name}: {read}");
                }
            }
            assert!(exported().contains(words), "{name}");
        }
        assert_eq!(office.json(&["check"])["clean"], true);
    }
}

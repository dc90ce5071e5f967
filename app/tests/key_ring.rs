//! A device whose key is in the system's key ring, where the system has none.

use dewan::engine::home::{Home, KeyPlace};
use serde_json::json;

use crate::office::Office;

#[test]
fn without_its_key_ring_a_device_reads_and_neither_signs_nor_makes_another_key() {
    let office = Office::founding(None);
    office.ok(&["new", "policy", "Kebijakan"]);
    let home = Home::find(Some(office.home())).unwrap();
    let me = home.public_key().unwrap().unwrap();
    // As after a move into a key ring, on a machine that has no such key.
    let note = json!({ "account": "0123456789abcdef", "public_key": me.to_string() });
    std::fs::write(office.home().join("key-ring.json"), note.to_string()).unwrap();
    let file = office.home().join("device.key");
    let aside = office.beside("device.key");
    std::fs::rename(&file, &aside).unwrap();
    assert_eq!(home.key_place().unwrap(), KeyPlace::KeyRing);
    let run = |arguments: &[&str]| {
        let mut command = office.command();
        command
            .args(arguments)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all");
        command.output().unwrap()
    };
    let listed = run(&["list", "--json"]);
    assert_eq!(listed.status.code(), Some(0));
    let status = run(&["status", "--json"]);
    let status: serde_json::Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(status["device"], me.to_string());
    let refused = run(&["rename", "Kebijakan", "Lain"]);
    let words = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(words.contains("key ring"), "{words}");
    assert!(!file.exists());
    // The file, once it is back, is the key.
    std::fs::rename(&aside, &file).unwrap();
    office.ok(&["rename", "Kebijakan", "Lain"]);
}

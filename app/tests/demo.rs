//! The demo is the main job: it must come out right.

use crate::office::Office;

#[test]
fn the_demo_ends_in_agreement_and_leaves_nothing_behind_unless_told() {
    let office = Office::new();
    let answer = office.json(&["demo", "--headless"]);
    assert_eq!(answer["agreed"], true);
    assert_eq!(answer["documents"], 4);
    assert_eq!(answer["conflicts"], 1);
    let folder = office.beside("demo");
    let keep = folder.display().to_string();
    let said = office.ok(&["demo", "--headless", "--keep", &keep]);
    assert!(said.contains("row/12"), "{said}");
    for home in ["kantor-pusat", "surabaya", "medan"] {
        assert!(folder.join(home).join("council.sqlite").is_file());
    }
    assert!(
        office
            .refused(&["demo", "--headless", "--keep", &keep])
            .contains("not empty")
    );
    assert!(!office.home().exists());
}

//! Backups taken while others write, put back later: what the backup held is there, and everything that had
//! left the machine comes back by itself.

use std::path::PathBuf;

use dewan_tests::council::{Council, figure};
use dewan_tests::office::Office;
use store::{Store, restore};

fn policy(title: &str) -> String {
    let mut text = format!("# {title}\n\n");
    for clause in 0..6 {
        text.push_str(&format!(
            "## Pasal {clause}\n\n{title}, pasal {clause}.\n\n"
        ));
    }
    text
}

fn titles(office: &Office) -> Vec<String> {
    office.listed().into_iter().map(|one| one.title).collect()
}

#[test]
fn backups_of_both_programs_under_load_come_back_and_the_rest_heals_by_itself() {
    let rounds = figure("DEWAN_ROUNDS", 3);
    let mut council = Council::found();
    council.sync_all();
    let (mut backups, mut missing) = (0, 0);
    for round in 0..rounds {
        let office = &council.north;
        let relay = council.relay.data();
        let mut put_away: Vec<(PathBuf, Vec<String>)> = Vec::new();
        let relay_away = office.beside(&format!("relay-{round}.backup"));
        std::thread::scope(|scope| {
            // The south office writes and sends all the time.
            let south = &council.south;
            let load = scope.spawn(move || {
                for number in 0..6 {
                    let title = format!("Selatan {round}-{number}");
                    let file = south.file("selatan.md", &policy(&title));
                    south.ok(["import", &file]);
                    south.sync();
                }
            });
            for number in 0..4 {
                let title = format!("Utara {round}-{number}");
                let file = office.file("utara.md", &policy(&title));
                office.ok(["import", &file]);
                let before = titles(office);
                let to = office.beside(&format!("{round}-{number}.backup"));
                // While it synchronises.
                let syncing = office.start(["sync", "--once"]);
                office.ok(["backup", to.to_str().unwrap()]);
                syncing.finish().expect_code(0);
                put_away.push((to, before));
                if number == 1 {
                    let store = Store::open_read_only(&relay).unwrap();
                    store.backup(&relay_away).unwrap();
                }
            }
            load.join().unwrap();
        });
        backups += put_away.len() + 1;
        council.sync_all();
        let all = titles(&council.south).len();

        // The office's machine is lost, and an old backup put back.
        let (backup, held) = &put_away[usize::try_from(round).unwrap() % put_away.len()];
        council.north.ok(["restore", backup.to_str().unwrap()]);
        let restored = titles(&council.north);
        for title in held {
            missing += u64::from(!restored.contains(title));
        }
        council.north.check();

        // So is the relay's.
        council.relay.kill();
        restore(&relay_away, &relay, "test").unwrap();
        council.relay.restart();
        council.sync_all();
        let circumstances = format!("round {round}");
        let everywhere = council.agree(&circumstances);
        missing += (all - everywhere.len()) as u64;
        let store = Store::open_read_only(&relay).unwrap();
        let reader = store.reader(store.councils().unwrap()[0]).unwrap();
        assert_eq!(reader.check(false).unwrap().findings, [], "{circumstances}");
    }
    println!(
        "{rounds} rounds, {backups} backups under load, {} restored: {missing} missing",
        2 * rounds
    );
    assert_eq!(missing, 0);
}

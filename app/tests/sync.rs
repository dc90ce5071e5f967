//! Offices write offline, a relay carries, all agree.

use serde_json::Value;

use crate::office::Office;
use crate::relay::Relay;

const POLICY: &str = "# Kebijakan media sosial\n\n## Tujuan\n\nMenetapkan cara perusahaan hadir.\n\n\
    ## Ruang lingkup\n\nBerlaku bagi seluruh karyawan.\n";
const MATRIX: &str = "aktivitas,penanggung jawab,frekuensi\nMenyusun kalender,Nadia,mingguan\n\
    Membalas komentar,Bayu,harian\n";

/// A chair and two branches with a policy and a matrix at all three.
fn three(relay: &Relay) -> [Office; 3] {
    let chair = Office::founding(Some(&relay.url()));
    let files = [
        chair.file("kebijakan.md", POLICY),
        chair.file("matriks.csv", MATRIX),
    ];
    chair.ok(&["import", &files[0], "--kind", "policy"]);
    chair.ok(&["import", &files[1], "--kind", "matrix"]);
    chair.sync();
    let branches = [("Surabaya", "Bayu"), ("Medan", "Maruli")]
        .map(|(office, person)| chair.with_branch(office, person));
    for branch in &branches {
        branch.sync();
    }
    chair.sync();
    for branch in &branches {
        branch.sync();
    }
    let [surabaya, medan] = branches;
    [chair, surabaya, medan]
}

fn document<'a>(list: &'a Value, kind: &str) -> &'a str {
    let found = list
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["kind"] == kind);
    found.unwrap()["id"].as_str().unwrap()
}

#[test]
fn offices_that_wrote_offline_agree_after_one_sync_each() {
    let relay = Relay::start();
    let offices = three(&relay);
    let [chair, surabaya, medan] = &offices;
    let list = chair.json(&["list"]);
    let (policy, matrix) = (document(&list, "policy"), document(&list, "matrix"));
    // Different clauses, one clause, one cell.
    surabaya.ok_with(
        &["edit", policy, "clause/1/body"],
        "Menetapkan cara kami hadir di Surabaya.",
    );
    medan.ok_with(
        &["edit", policy, "clause/2/body"],
        "Berlaku bagi seluruh karyawan di Medan.",
    );
    medan.ok_with(
        &["edit", policy, "clause/1/body"],
        "Di Medan: menetapkan cara perusahaan hadir.",
    );
    surabaya.ok(&["set", matrix, "row/1/owner", "Sekar"]);
    medan.ok(&["set", matrix, "row/1/owner", "Togar"]);
    for office in [surabaya, medan, surabaya, chair] {
        office.sync();
    }
    let exports = chair.exports();
    assert_eq!(surabaya.exports(), exports);
    assert_eq!(medan.exports(), exports);
    for office in &offices {
        let conflicts = office.json(&["conflicts"]);
        let cells = conflicts.as_array().unwrap();
        let cell = cells.iter().find(|one| one["document"] == matrix).unwrap();
        let values: Vec<&str> = cell["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value["value"].as_str().unwrap())
            .collect();
        assert_eq!(values.len(), 2, "{conflicts}");
        assert!(
            values.contains(&"Sekar") && values.contains(&"Togar"),
            "{values:?}"
        );
        assert_eq!(office.json(&["check"])["clean"], true);
    }
}

#[test]
fn the_merge_report_names_who_touched_what_and_is_shown_once() {
    let relay = Relay::start();
    let [_, surabaya, medan] = &three(&relay);
    let list = surabaya.json(&["list"]);
    let (policy, matrix) = (document(&list, "policy"), document(&list, "matrix"));
    surabaya.ok(&["report"]);
    surabaya.ok(&["set", matrix, "row/1/owner", "Sekar"]);
    medan.ok(&["set", matrix, "row/1/owner", "Togar"]);
    medan.ok_with(&["edit", policy, "clause/2/body"], "Berlaku di Medan.");
    medan.sync();
    surabaya.sync();
    let status = surabaya.json(&["status"]);
    assert_eq!(status["unseen_reports"], 1);
    let report = surabaya.json(&["report"]);
    let parts = report[0]["documents"].as_array().unwrap();
    let part = |id: &str| parts.iter().find(|part| part["id"] == id).unwrap();
    assert_eq!(part(policy)["came"][0]["office"], "Medan");
    assert_eq!(part(policy)["came"][0]["touched"][0], "clause/2/body");
    assert_eq!(
        part(matrix)["both_touched"][0]["path"],
        "row/1/penanggung jawab"
    );
    assert_eq!(
        part(matrix)["both_touched"][0]["mine"][0]["office"],
        "Surabaya"
    );
    assert_eq!(
        part(matrix)["both_touched"][0]["theirs"][0]["person"],
        "Maruli"
    );
    assert_eq!(
        part(matrix)["conflicts"][0]["values"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(surabaya.json(&["report"]).as_array().unwrap().len(), 0);
    assert!(
        !surabaya
            .json(&["report", "--all"])
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert!(
        surabaya
            .ok(&["report", "--all"])
            .contains("row/1/penanggung jawab")
    );
}

#[test]
fn a_second_sync_transfers_under_a_kilobyte_in_all() {
    let relay = Relay::start();
    let [chair, surabaya, _] = &three(&relay);
    for office in [chair, surabaya] {
        office.sync();
        let second = office.sync();
        let number = |name: &str| second[name].as_u64().unwrap();
        let bytes = number("bytes_sent") + number("bytes_received");
        assert!(bytes < 1000, "{second}");
        assert_eq!(number("sessions"), 1);
    }
}

#[test]
fn status_tells_what_is_saved_here_and_what_is_at_the_relay() {
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    chair.ok(&["new", "policy", "Satu"]);
    let status = chair.json(&["status"]);
    assert_eq!(status["documents"][0]["saved_here"], true);
    assert_eq!(status["documents"][0]["at_relay"], false);
    assert!(chair.ok(&["status"]).contains("waiting to sync"));
    let synced = chair.sync();
    assert_eq!(synced["documents"], 1);
    assert_eq!(synced["documents_at_relay"], 1);
    let status = chair.json(&["status"]);
    assert_eq!(status["documents"][0]["at_relay"], true);
    let at = &status["documents"][0]["relays"][0];
    assert_eq!(at["receipt_is_current"], true, "{status}");
    assert!(at["receipt"].is_string(), "{status}");
    assert_eq!(status["relays"][0]["waiting_changes"], 0);
    chair.ok(&["rename", "Satu", "Dua"]);
    let status = chair.json(&["status"]);
    assert_eq!(status["documents"][0]["at_relay"], false);
    assert_eq!(
        status["documents"][0]["relays"][0]["receipt_is_current"],
        false
    );
    assert_eq!(status["documents"][0]["relays"][0]["waiting"], 1);
}

#[test]
fn without_a_relay_everything_stays_saved_and_goes_out_later() {
    let mut relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    chair.sync();
    let branch = chair.with_branch("Surabaya", "Bayu");
    relay.stop();
    branch.ok(&["new", "policy", "Tanpa sambungan"]);
    let refusal = branch.refused(&["sync", "--once"]);
    assert!(refusal.contains("cannot be reached"), "{refusal}");
    assert!(refusal.contains("stays saved here"), "{refusal}");
    relay.restart();
    branch.sync();
    chair.sync();
    assert_eq!(chair.json(&["list"])[0]["title"], "Tanpa sambungan");
}

#[test]
fn a_linked_office_receives_at_once_and_ends_in_good_order_when_told() {
    use std::io::{BufRead as _, BufReader};
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    chair.sync();
    let branch = chair.with_branch("Surabaya", "Bayu");
    let mut command = chair.command();
    command.arg("sync").stdout(std::process::Stdio::piped());
    let mut linked = command.spawn().unwrap();
    let mut lines = BufReader::new(linked.stdout.take().unwrap()).lines();
    let mut wait_for = |words: &str| {
        let line = lines
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.contains(words));
        line.unwrap_or_else(|| panic!("the program ended before it said {words:?}"));
    };
    wait_for("Linked");
    branch.ok(&["new", "policy", "Dari cabang"]);
    branch.sync();
    wait_for("Confirmed");
    // Reading works beside it; writing names who holds the store.
    while chair.json(&["list"]).as_array().unwrap().is_empty() {
        std::thread::yield_now();
    }
    assert!(chair.refused(&["new", "policy", "x"]).contains("dewan"));
    #[cfg(unix)]
    {
        let id = linked.id().to_string();
        assert!(
            std::process::Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        let status = linked.wait().unwrap();
        assert_eq!(status.code(), Some(0));
    }
    #[cfg(not(unix))]
    linked.kill().unwrap();
}

#[test]
fn a_linked_office_comes_back_when_the_relay_does() {
    use std::io::{BufRead as _, BufReader};
    let mut relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    let mut command = chair.command();
    command.arg("sync").stdout(std::process::Stdio::piped());
    let mut linked = command.spawn().unwrap();
    let lines = BufReader::new(linked.stdout.take().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    let mut wait_for = |words: &str| {
        let line = lines.find(|line| line.contains(words));
        line.unwrap_or_else(|| panic!("the program ended before it said {words:?}"))
    };
    wait_for("Linked");
    relay.stop();
    let line = wait_for("No link");
    assert!(line.contains("stays saved here"), "{line}");
    relay.restart();
    wait_for("Linked");
    linked.kill().unwrap();
    linked.wait().unwrap();
    // Killed or not: what was acknowledged is there, and nobody holds the store any more.
    chair.sync();
}

#[test]
fn a_relay_that_no_link_may_go_to_does_not_hide_the_next_one() {
    use std::io::{BufRead as _, BufReader};
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    chair.sync();
    // Plain, and not on this machine: nothing is ever sent there.
    let plain = "ws://192.0.2.7:8443";
    chair.ok(&["council", "relay", plain, &relay.url()]);
    let said = chair.ok(&["sync", "--once"]);
    assert!(said.contains(plain) && said.contains("Linked"), "{said}");
    let mut command = chair.command();
    command.arg("sync").stdout(std::process::Stdio::piped());
    let mut linked = command.spawn().unwrap();
    let lines = BufReader::new(linked.stdout.take().unwrap()).lines();
    let found = lines
        .map(Result::unwrap)
        .any(|line| line.contains("Linked"));
    linked.kill().unwrap();
    linked.wait().unwrap();
    assert!(found, "the program ended before it was linked");
    // Where there is no other, that is the answer.
    chair.ok(&["council", "relay", plain]);
    for arguments in [&["sync", "--once"][..], &["sync"]] {
        let refusal = chair.refused(arguments);
        assert!(refusal.contains(plain), "{refusal}");
    }
}

/// Text that does not shrink when it is packed.
fn dense(characters: usize) -> String {
    let mut state = 7_u64;
    let letters = (0..characters).map(|at| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        match at % 60 {
            59 => ' ',
            _ => char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap()),
        }
    });
    letters.collect()
}

#[test]
fn over_a_paid_line_small_news_comes_and_a_large_text_waits_until_it_is_asked_for() {
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    let branch = chair.with_branch("Surabaya", "Bayu");
    branch.sync();
    let large = chair.file("besar.txt", &format!("# Lampiran\n\n{}", dense(150_000)));
    let imported = chair.json(&["import", &large, "--kind", "policy"]);
    let id = imported[0]["id"].as_str().unwrap();
    let small = chair.file("kebijakan.md", POLICY);
    chair.ok(&["import", &small, "--kind", "policy"]);
    chair.sync();

    let told = branch.json(&["sync", "--once", "--metered"]);
    assert_eq!(told["complete"], true, "{told}");
    assert!(told["left"].as_u64().unwrap() > 0, "{told}");
    let received = told["bytes_received"].as_u64().unwrap();
    assert!(received < 20_000, "{told}");
    let here = branch.json(&["list"]);
    let has = |list: &Value, title: &str| {
        let mut list = list.as_array().unwrap().iter();
        list.any(|one| one["title"] == title)
    };
    assert!(has(&here, "Kebijakan media sosial"), "{here}");
    // An hour whose bytes are spent is the same; asking again costs nothing more.
    let again = branch.json(&["sync", "--once", "--budget", "1kB/h"]);
    assert!(again["bytes_received"].as_u64().unwrap() < 5_000, "{again}");
    let again = branch.json(&["sync", "--once", "--budget", "1kB/h"]);
    assert!(again["left"].as_u64().unwrap() > 0, "{again}");
    assert!(again["bytes_received"].as_u64().unwrap() < 5_000, "{again}");
    // Somebody wants it, whatever it costs.
    let asked = branch.json(&["sync", "--once", "--metered", "--first", id]);
    assert_eq!(asked["left"], 0, "{asked}");
    let text = branch.ok(&["show", id]);
    assert!(text.contains("Lampiran"), "{text:.200}");
    branch.refused(&["sync", "--once", "--first", "tidak ada"]);
}

//! Relays in a line, real programs: what an office writes at one end reaches head office at the other, and
//! the word that it is there comes back, with never more than one link up.

use dewan_tests::council::{Council, HEAD_OFFICE, NORTH, SOUTH};
use dewan_tests::disk::is_written_in;
use dewan_tests::link::Link;
use dewan_tests::office::Office;
use dewan_tests::relay::Relay;
use serde_json::Value;

/// How often a link is looked at before the test gives up on it.
const MOST_LOOKS: usize = 1000;

/// Three relays in a line. The branch calls the first, head office the last, and each relay but the last
/// calls the one after it over a line that is down unless the test lets it up.
struct Chain {
    council: Council,
    relays: [Relay; 3],
    lines: [Link; 2],
}

impl Chain {
    /// `middle`: what stands after the address of the relay in the middle where the council names it.
    fn new(middle: &str) -> Self {
        // The council's own relay only founds it: the chair hears there of the branches, which are units then.
        let council = Council::found();
        council.sync_all();
        let relays = [(); 3].map(|()| Relay::start_with(&[]));
        let lines = [1, 2].map(|n| {
            let line = Link::to(relays[n].address(), n as u64);
            line.set(|conditions| conditions.up = false);
            line
        });
        for (relay, line) in relays.iter().zip(&lines) {
            relay.run(["link", &line.url()]).expect_code(0);
        }
        for relay in &relays {
            relay.host(&council.id).expect_code(0);
        }
        let named: Vec<String> = (relays.iter().enumerate())
            .map(|(n, relay)| {
                let served = if n == 1 { middle } else { "" };
                format!("{}#{}{served}", relay.url(), relay.key())
            })
            .collect();
        let arguments = ["council", "relay"].into_iter();
        (council.chair).ok(arguments.chain(named.iter().map(String::as_str)));
        let chain = Self {
            council,
            relays,
            lines,
        };
        // Everybody hears of the relays, along the line from head office.
        chain.sync(&chain.council.chair, 2);
        chain.carry(1);
        chain.carry(0);
        for branch in [&chain.council.north, &chain.council.south] {
            chain.sync(branch, 0);
        }
        chain
    }

    /// An office synchronises with this relay and no other.
    #[track_caller]
    fn sync(&self, office: &Office, relay: usize) {
        let output = office.sync_over(&self.relays[relay].url());
        output.expect_code(0);
    }

    /// How the link that this relay keeps is.
    #[track_caller]
    fn link(&self, relay: usize) -> Value {
        let listed = self.relays[relay].run(["link", "--json"]);
        listed.expect_code(0).json()[0].clone()
    }

    /// Lets one line up until both of its relays hold all that the other held, and down again.
    #[track_caller]
    fn carry(&self, line: usize) {
        let before = self.link(line)["caught_up"].clone();
        self.lines[line].set(|conditions| conditions.up = true);
        // Whoever asks for a link again does not wait for its pause to end.
        let again = ["link", &self.lines[line].url()];
        self.relays[line].run(again).expect_code(0);
        let is_said = |_: usize| {
            let now = self.link(line);
            now["caught_up"] != before && now["caught_up"].is_string()
        };
        let said = (0..MOST_LOOKS).any(is_said);
        assert!(said, "line {line} carries nothing: {}", self.link(line));
        self.lines[line].set(|conditions| conditions.up = false);
    }
}

/// What `status` says of a document.
#[track_caller]
fn fact(office: &Office, title: &str, fact: &str) -> bool {
    let status = office.json(["status"]);
    let documents = status["documents"].as_array().unwrap().iter();
    let found = documents.clone().find(|one| one["title"] == title);
    found.unwrap_or_else(|| panic!("{title} is not listed: {status}"))[fact]
        .as_bool()
        .unwrap()
}

#[test]
fn three_relays_with_one_link_up_at_a_time_deliver_and_confirm() {
    let mut chain = Chain::new("");
    let (branch, title) = (&chain.council.north, "Kebijakan cabang");
    branch.ok(["new", "policy", title]);
    branch.ok(["set", title, "clause/+", "Kata cabang"]);
    chain.sync(branch, 0);
    assert!(fact(branch, title, "at_relay"));
    chain.carry(0);
    chain.carry(1);
    // Head office has it and signs; it writes in it, too.
    let chair = &chain.council.chair;
    chain.sync(chair, 2);
    assert!(chair.read(title).contains("Kata cabang"));
    chair.ok(["set", title, "clause/+", "Kata pusat"]);
    chain.sync(chair, 2);
    assert!(!fact(branch, title, "at_head_office"));

    // The way back, after every relay was killed and started again: links are kept.
    for relay in &mut chain.relays {
        relay.kill();
        relay.restart();
    }
    chain.carry(1);
    chain.carry(0);
    let branch = &chain.council.north;
    chain.sync(branch, 0);
    assert!(fact(branch, title, "at_head_office"));
    assert!(branch.read(title).contains("Kata pusat"));
    // The other branch hears the same without ever having had a part in it.
    let other = &chain.council.south;
    chain.sync(other, 0);
    assert!(fact(other, title, "at_head_office"));

    // Quiet afterwards: what is held on both sides is not sent again.
    let before = [0, 1].map(|line| chain.lines[line].traffic().total());
    for line in [0, 1, 0, 1] {
        chain.carry(line);
    }
    for (line, before) in before.into_iter().enumerate() {
        let bytes = chain.lines[line].traffic().total() - before;
        assert!(bytes < 10_000, "two quiet sessions took {bytes} bytes");
    }
    // A link that was removed is not called any more.
    let url = chain.lines[0].url();
    chain.relays[0].run(["link", &url, "--remove"]);
    let listed = chain.relays[0].run(["link", "--json"]).expect_code(0);
    assert_eq!(listed.json(), serde_json::json!([]));
    chain.relays[0]
        .run(["link", &url, "--remove"])
        .expect_code(1);
    for relay in &mut chain.relays {
        relay.stop().expect_code(0);
    }
}

#[test]
fn a_relay_of_one_unit_in_the_middle_of_the_chain_leaks_nothing() {
    let chain = Chain::new(&format!("@@{SOUTH}"));
    let (chair, branch) = (&chain.council.chair, &chain.council.north);
    let paper = |title: &str, word: &str, label: &str, unit: &str| {
        let how = ["--label", label, "--unit", unit];
        branch.ok(["new", "policy", title].iter().chain(&how));
        branch.ok(["set", title, "clause/+", word]);
    };
    paper("Edaran umum", "KATAUMUM", "internal", NORTH);
    paper("Urusan sendiri", "KATASENDIRI", "confidential", NORTH);
    paper("Urusan pusat", "KATAPUSAT", "confidential", HEAD_OFFICE);
    chain.sync(branch, 0);
    for _ in 0..2 {
        chain.carry(0);
        chain.carry(1);
        chain.sync(chair, 2);
    }
    for (n, relay) in chain.relays.iter().enumerate() {
        let holds = |word| is_written_in(&relay.data(), word);
        assert!(holds("KATAUMUM"), "relay {n} lacks what is for everybody");
        for kept in ["KATASENDIRI", "KATAPUSAT", "Urusan"] {
            assert_eq!(holds(kept), n == 0, "relay {n} and {kept}");
        }
    }
    assert!(!is_written_in(&chair.home(), "KATASENDIRI"));
    // Nothing of it stands in what the relay in the middle could say, either.
    assert!(!fact(branch, "Urusan sendiri", "at_head_office"));
    assert!(!fact(branch, "Edaran umum", "at_head_office"));
    chain.carry(1);
    chain.carry(0);
    chain.sync(branch, 0);
    assert!(fact(branch, "Edaran umum", "at_head_office"));
}

#[test]
fn relays_that_the_council_does_not_name_refuse_each_other_with_a_reason() {
    let council = Council::found();
    let [named, other] = [(); 2].map(|()| Relay::start_with(&[]));
    for relay in [&named, &other] {
        relay.host(&council.id).expect_code(0);
    }
    let relay = format!("{}#{}", named.url(), named.key());
    council.chair.ok(["council", "relay", &relay]);
    council.chair.sync();
    let down = |relay: &Relay, url: &str| {
        relay.run(["link", url]).expect_code(0);
        let reason = |_: usize| {
            let listed = relay.run(["link", "--json"]).expect_code(0).json();
            listed[0]["down"].as_str().map(str::to_owned)
        };
        (0..MOST_LOOKS).find_map(reason).expect("it is tried")
    };
    assert_eq!(down(&other, &named.url()), "not-named-there");
    assert_eq!(down(&named, &other.url()), "not-named-here");
    let told = named.run(["link"]).expect_code(0);
    assert!(
        told.stdout.contains("the council does not name"),
        "{}",
        told.stdout
    );
}

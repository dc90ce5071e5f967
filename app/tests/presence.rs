//! Two offices that stay linked see where the other one is.

use std::sync::Arc;
use std::time::Duration;

use dewan::engine::home::Home;
use dewan::engine::office::Office as Engine;
use dewan::engine::syncing::{Progress, Syncing, Whereabouts};
use format::{DocumentId, PublicKey};
use tokio::sync::{mpsc, watch};

use crate::office::Office;
use crate::relay::Relay;

/// Long for a machine that does much else; nothing here takes any of it.
const PATIENCE: Duration = Duration::from_secs(120);

/// What an office was told: whose device, what it has open and where; `None` once it is gone.
type Told = (PublicKey, Option<(Option<DocumentId>, String)>);

/// An office that stays linked until it is told to stop.
struct Linked {
    me: PublicKey,
    syncing: Syncing,
    says: watch::Sender<Option<Whereabouts>>,
    stop: watch::Sender<bool>,
    tell: mpsc::Sender<Told>,
    hears: Hears,
}

/// What an office is told.
struct Hears {
    told: mpsc::Receiver<Told>,
    last: Option<Told>,
}

impl Linked {
    fn new(office: &Office, at: Option<Whereabouts>) -> Self {
        let home = Home::find(Some(office.home())).unwrap();
        let office = Arc::new(Engine::open(home).unwrap());
        let me = office.me();
        let (stop, stopping) = watch::channel(false);
        let (says, mine) = watch::channel(at);
        let (tell, told) = mpsc::channel(100);
        let syncing = Syncing::new(office, None, PATIENCE, stopping).unwrap();
        Self {
            me,
            syncing: syncing.with_presence(mine),
            says,
            stop,
            tell,
            hears: Hears { told, last: None },
        }
    }
}

impl Hears {
    /// What is told next that was not told just before.
    async fn next(&mut self) -> Told {
        loop {
            let told = self.told.recv().await.unwrap();
            if self.last.as_ref() != Some(&told) {
                self.last = Some(told.clone());
                return told;
            }
        }
    }
}

fn note(tell: &mpsc::Sender<Told>, progress: &Progress<'_>) {
    if let Progress::Presence {
        device,
        document,
        place,
        gone,
    } = progress
    {
        let at = (!gone).then(|| (*document, (*place).to_owned()));
        tell.try_send((*device, at)).unwrap();
    }
}

#[test]
fn linked_offices_see_where_the_other_is_and_that_it_left() {
    let mut relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    let branch = chair.with_branch("Surabaya", "Bayu");
    branch.ok(&["new", "policy", "Kebijakan media sosial"]);
    for office in [&branch, &chair, &branch] {
        office.sync();
    }
    let list = chair.json(&["list"]);
    let document: DocumentId = list[0]["id"].as_str().unwrap().parse().unwrap();
    let at = |place: &str| Whereabouts::open(document, place);
    let here = |place: &str| Some((Some(document), place.to_owned()));

    // The chair said where it is before there was any link.
    let mut chair = Linked::new(&chair, Some(at("title")));
    let mut branch = Linked::new(&branch, None);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (chair_tells, branch_tells) = (chair.tell.clone(), branch.tell.clone());
    let (tell_chair, tell_branch) = (
        |progress: &Progress<'_>| note(&chair_tells, progress),
        |progress: &Progress<'_>| note(&branch_tells, progress),
    );
    let everything = async {
        let events = async {
            assert_eq!(branch.hears.next().await, (chair.me, here("title")));
            // Nobody at the branch has come yet; now somebody does, and opens something.
            branch.says.send_replace(Some(Whereabouts::default()));
            let online = Some((None, String::new()));
            assert_eq!(chair.hears.next().await, (branch.me, online));
            branch.says.send_replace(Some(at("clause/1/body")));
            let there = here("clause/1/body");
            assert_eq!(chair.hears.next().await, (branch.me, there.clone()));
            // Without a link nobody is anywhere; with the next one all is as before.
            relay.restart();
            assert_eq!(chair.hears.next().await, (branch.me, None));
            assert_eq!(chair.hears.next().await, (branch.me, there));
            assert_eq!(branch.hears.next().await, (chair.me, None));
            assert_eq!(branch.hears.next().await, (chair.me, here("title")));
            // The chair closes its window, then ends the program.
            chair.says.send_replace(None);
            assert_eq!(branch.hears.next().await, (chair.me, None));
            branch.stop.send_replace(true);
            assert_eq!(chair.hears.next().await, (branch.me, None));
            chair.stop.send_replace(true);
        };
        let (chair, branch, ()) = tokio::join!(
            chair.syncing.stay(&tell_chair),
            branch.syncing.stay(&tell_branch),
            events
        );
        chair.unwrap();
        branch.unwrap();
    };
    let in_time = runtime.block_on(async { tokio::time::timeout(PATIENCE, everything).await });
    in_time.expect("somebody waits in vain");
}

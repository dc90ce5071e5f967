//! Two stores over a connection in memory, and what was recorded of earlier programs.
#![allow(clippy::unwrap_used)]

mod recorded;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use council::act::{Body, Create, Found, Invite, Join, Speaker};
use council::document::Document;
use council::edit::{Edit, Place};
use council::view::Kind;
use format::id::{Origin, Scope};
use format::{Act, CouncilId, DeviceKey, DocumentId, Nonce, Seal};
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _, future, stream};
use link::{Command, Ended, Growth, Notice, Plan, clock};
use store::hosting::quotas::{About, Quota};
use store::{Options, Store, administer};
use sync::{Carry, CloseReason, Expected, Presence, Role, Setup, Whereabouts};
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message, protocol};

/// A device with a store of its own.
struct Device {
    key: DeviceKey,
    store: Store,
    growth: Growth,
    council: CouncilId,
    folder: tempfile::TempDir,
}

impl Device {
    fn with(key: DeviceKey, acts: &[Act]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let growth = Growth::default();
        let options = Options {
            after_commit: Some(growth.after_commit()),
            ..Options::new("test")
        };
        let (store, _) = Store::open(&folder.path().join("store.sqlite"), options).unwrap();
        let council = acts[0].council();
        let kept = acts.to_vec();
        store
            .write(move |write| {
                write.hold_council(council)?;
                kept.iter()
                    .try_for_each(|act| write.append_act(council, act).map(drop))
            })
            .unwrap();
        Self {
            key,
            store,
            growth,
            council,
            folder,
        }
    }

    fn speaker(&self) -> Speaker<'_> {
        let reader = self.store.reader(self.council).unwrap();
        Speaker {
            key: &self.key,
            council: Some(self.council),
            roster: reader.roster().unwrap().heads.clone(),
            time_millis: clock::now_millis(),
        }
    }

    /// Writes a policy with a title.
    fn write(&self, title: &str) -> DocumentId {
        let create = Create {
            kind: Kind::Policy,
            scope: Scope::Council,
            label: None,
            origin: Origin::Nonce(Nonce::random().unwrap(), self.key.public()),
        };
        let id = create.document(&self.council);
        let speaker = self.speaker();
        let act = speaker
            .say_about(id, vec![], &Body::Create(create))
            .unwrap();
        let mut document = Document::genesis(Kind::Policy);
        let me = self.key.public();
        document.set_writer(me, me.new_actor(&self.council).unwrap());
        let edit = Edit::Put {
            place: Place::Title,
            value: title.to_owned(),
        };
        let change = document.edit(&[edit], 0, None).unwrap().unwrap();
        let seal = Seal::sign(&self.key, &self.council, &id, &change.hash, speaker.roster);
        let council = self.council;
        self.store
            .write(move |write| {
                write.append_act(council, &act)?;
                write
                    .append_local(council, id, &me, &change.bytes, &seal)
                    .map(drop)
            })
            .unwrap();
        id
    }

    fn documents(&self) -> Vec<DocumentId> {
        self.store
            .reader(self.council)
            .unwrap()
            .documents()
            .unwrap()
    }

    fn plan(&self, role: Role) -> (Plan, mpsc::Sender<Command>, Arc<Mutex<Vec<Notice>>>) {
        let (command, commands) = mpsc::channel(4);
        let notices = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&notices);
        let finish = command.clone();
        let plan = Plan {
            store: self.store.clone(),
            council: self.council,
            setup: Setup {
                role,
                expected: match role {
                    Role::Host => Expected::Anybody,
                    Role::Caller => Expected::Placed,
                },
                key: self.key.clone(),
                nonce: Nonce::random().unwrap(),
                signs_receipts: role == Role::Host,
                now_millis: 0,
                carry: Carry::default(),
            },
            files_up_to: u64::MAX,
            interrupted: sync::Interrupted::default(),
            metered: false,
            wanted: None,
            grew: self.growth.watch(self.council),
            commands,
            presence: None,
            observe: Arc::new(move |notice| {
                noted.lock().unwrap().push(notice.clone());
                if role == Role::Caller && matches!(notice, Notice::CaughtUp) {
                    finish.try_send(Command::Finish).ok();
                }
            }),
        };
        (plan, command, notices)
    }
}

/// A founder, and somebody who joined with no link.
fn founder_and_member() -> (Device, Device) {
    let (founder, one_time, member) = (
        DeviceKey::generate().unwrap(),
        DeviceKey::generate().unwrap(),
        DeviceKey::generate().unwrap(),
    );
    let say = |key: &DeviceKey, acts: &[Act], body: Body| {
        let speaker = Speaker {
            key,
            council: acts.first().map(Act::council),
            roster: acts.last().map(Act::id).into_iter().collect(),
            time_millis: clock::now_millis(),
        };
        speaker.say(&body).unwrap()
    };
    let mut acts = Vec::new();
    acts.push(say(
        &founder,
        &acts,
        Body::Found(Found {
            name: "Dewan".to_owned(),
            person: "Ratna".to_owned(),
            office: "Kantor Pusat".to_owned(),
            nonce: Nonce::random().unwrap(),
            recovery: None,
        }),
    ));
    acts.push(say(
        &founder,
        &acts,
        Body::Invite(Invite {
            one_time_key: one_time.public(),
            office: "Medan".to_owned(),
            expires_millis: None,
            replaces: None,
        }),
    ));
    let founder = Device::with(founder, &acts);
    let (council, invite) = (acts[0].council(), acts[1].id());
    let proof = one_time.sign(&Join::proof_bytes(&council, &invite, &member.public()));
    acts.push(say(
        &member,
        &acts,
        Body::Join(Join {
            invite,
            person: "Maruli".to_owned(),
            proof,
        }),
    ));
    (founder, Device::with(member, &acts))
}

/// Binary messages over a pipe in memory.
async fn messages(
    pipe: DuplexStream,
    role: protocol::Role,
) -> impl Stream<Item = Result<Bytes, tungstenite::Error>>
+ Sink<Bytes, Error = tungstenite::Error>
+ Send
+ 'static {
    WebSocketStream::from_raw_socket(pipe, role, None)
        .await
        .filter_map(|message| {
            future::ready(match message {
                Ok(Message::Binary(bytes)) => Some(Ok(bytes)),
                Ok(_) => None,
                Err(error) => Some(Err(error)),
            })
        })
        .with(|bytes: Bytes| future::ready(Ok(Message::Binary(bytes))))
}

/// Runs one session until both have everything.
async fn meet(host: &Device, caller: &Device) -> (Ended, Ended, Vec<Notice>) {
    // Small, so that messages are cut and the two must wait for each other.
    let (here, there) = tokio::io::duplex(1000);
    let (host_plan, _host_command, _) = host.plan(Role::Host);
    let (caller_plan, _command, notices) = caller.plan(Role::Caller);
    let hosting = tokio::spawn(async move {
        link::run(messages(here, protocol::Role::Server).await, host_plan)
            .await
            .unwrap()
    });
    let called = link::run(messages(there, protocol::Role::Client).await, caller_plan)
        .await
        .unwrap();
    let notices = notices.lock().unwrap().clone();
    (hosting.await.unwrap(), called, notices)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_stores_hold_the_same_after_a_session_and_the_next_moves_nothing() {
    let (founder, member) = founder_and_member();
    let here = founder.write("Dari kantor pusat");
    let there = member.write("Dari Medan");
    let (hosted, called, notices) = meet(&founder, &member).await;
    assert_eq!(called.reason, Some(CloseReason::Done));
    assert_eq!(hosted.reason, Some(CloseReason::Done));
    // The one who ends it knows; the other may hear the farewell before its own last answer.
    assert!(called.caught_up);
    assert_eq!(called.peer, Some(founder.key.public()));
    assert_eq!(hosted.peer, Some(member.key.public()));
    let mut both = vec![here, there];
    both.sort_unstable();
    assert_eq!(founder.documents(), both);
    assert_eq!(member.documents(), both);
    assert!(notices.iter().any(|notice| matches!(notice, Notice::Took)));
    assert!(
        notices
            .iter()
            .any(|notice| matches!(notice, Notice::Acknowledged { .. }))
    );
    let (_, again, notices) = meet(&founder, &member).await;
    let moved = again.statistics.bytes_sent + again.statistics.bytes_received;
    assert!(moved < 1000, "{moved} bytes");
    assert!(!notices.iter().any(|notice| matches!(notice, Notice::Took)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_peer_refused_stands_in_the_store_when_the_session_has_ended() {
    let (founder, member) = founder_and_member();
    let council = founder.council;
    meet(&founder, &member).await;
    let no_room = Quota {
        about: About::Council,
        name: String::new(),
        bytes: None,
        items: Some(0),
    };
    let kept = founder.folder.path().join("store.sqlite");
    administer(&kept, "test", |desk| desk.set_quota(council, &no_room)).unwrap();
    member.write("Dari Medan");
    // The member's disk is slow: the session is over before its writer comes to what was refused.
    let (go_on, wait) = std::sync::mpsc::sync_channel::<()>(1);
    member.store.submit(
        move |_| {
            wait.recv().ok();
            Ok(())
        },
        drop,
    );
    let (here, there) = tokio::io::duplex(100_000);
    let (host_plan, _host_command, _) = founder.plan(Role::Host);
    let (caller_plan, _command, _) = member.plan(Role::Caller);
    let calling = tokio::spawn(async move {
        link::run(messages(there, protocol::Role::Client).await, caller_plan).await
    });
    let hosting = link::run(messages(here, protocol::Role::Server).await, host_plan);
    assert_eq!(hosting.await.unwrap().reason, Some(CloseReason::Done));
    go_on.send(()).unwrap();
    let called = calling.await.unwrap().unwrap();
    assert_eq!(called.reason, Some(CloseReason::Done));
    assert!(called.statistics.refused_by_peer > 0);
    let reader = member.store.reader(council).unwrap();
    assert!(!reader.refused_by_peers().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_during_a_session_goes_out_in_it() {
    let (founder, member) = founder_and_member();
    let (here, there) = tokio::io::duplex(100_000);
    let (host_plan, _host_command, _) = founder.plan(Role::Host);
    let (mut plan, command, _) = member.plan(Role::Caller);
    let (rest, mut rests) = mpsc::channel(100);
    plan.observe = Arc::new(move |notice| {
        if matches!(notice, Notice::CaughtUp) {
            rest.try_send(()).ok();
        }
    });
    let hosting = tokio::spawn(async move {
        link::run(messages(here, protocol::Role::Server).await, host_plan).await
    });
    let calling = tokio::spawn(async move {
        link::run(messages(there, protocol::Role::Client).await, plan).await
    });
    rests.recv().await.unwrap();
    let id = tokio::task::block_in_place(|| member.write("Baru saja"));
    while !founder.documents().contains(&id) {
        tokio::task::yield_now().await;
    }
    command.send(Command::Finish).await.unwrap();
    assert_eq!(
        calling.await.unwrap().unwrap().reason,
        Some(CloseReason::Done)
    );
    hosting.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_somebody_is_follows_the_work_and_reaches_the_program_at_the_other_end() {
    let (founder, member) = founder_and_member();
    let document = member.write("Dari Medan");
    let (here, there) = tokio::io::duplex(100_000);
    let (mut host_plan, _host_command, _) = founder.plan(Role::Host);
    let (mut plan, command, _) = member.plan(Role::Caller);
    let at = Presence {
        device: member.key.public(),
        at: Some(Whereabouts::open(document, "title")),
    };
    plan.observe = Arc::new(|_| {});
    plan.presence = Some(stream::iter([at.clone()]).chain(stream::pending()).boxed());
    host_plan.presence = Some(stream::pending().boxed());
    let (tell, mut told) = mpsc::channel(100);
    host_plan.observe = Arc::new(move |notice| {
        if let Notice::Presence(devices) = notice {
            tell.try_send(devices.clone()).ok();
        }
    });
    let hosting = tokio::spawn(async move {
        link::run(messages(here, protocol::Role::Server).await, host_plan).await
    });
    let calling = tokio::spawn(async move {
        link::run(messages(there, protocol::Role::Client).await, plan).await
    });
    assert_eq!(told.recv().await.unwrap(), [at]);
    assert_eq!(founder.documents(), [document]);
    command.send(Command::Finish).await.unwrap();
    assert_eq!(
        calling.await.unwrap().unwrap().reason,
        Some(CloseReason::Done)
    );
    hosting.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_stopped_for_the_reason_that_was_given() {
    let (founder, member) = founder_and_member();
    let (here, there) = tokio::io::duplex(100_000);
    let (host_plan, host_command, notices) = founder.plan(Role::Host);
    let (mut plan, _command, _) = member.plan(Role::Caller);
    plan.observe = Arc::new(|_| {});
    let hosting = tokio::spawn(async move {
        link::run(messages(here, protocol::Role::Server).await, host_plan).await
    });
    let calling = tokio::spawn(async move {
        link::run(messages(there, protocol::Role::Client).await, plan).await
    });
    while notices.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    host_command
        .send(Command::Stop(CloseReason::ShuttingDown))
        .await
        .unwrap();
    let called = calling.await.unwrap().unwrap();
    assert_eq!(
        (called.reason, called.by_peer),
        (Some(CloseReason::ShuttingDown), true)
    );
    let hosted = hosting.await.unwrap().unwrap();
    assert_eq!(
        (hosted.reason, hosted.by_peer),
        (Some(CloseReason::ShuttingDown), false)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_breaks_ends_the_session_without_a_reason() {
    let (_, member) = founder_and_member();
    let (here, there) = tokio::io::duplex(1000);
    let (plan, _command, _) = member.plan(Role::Caller);
    drop(here);
    let ended = link::run(messages(there, protocol::Role::Client).await, plan)
        .await
        .unwrap();
    assert_eq!(ended.reason, None);
    assert!(!ended.caught_up);
}

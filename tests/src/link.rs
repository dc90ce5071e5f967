//! A link of the kind branch offices have: it cuts, delays, throttles, stalls, corrupts, goes down,
//! and counts what it carried.
//!
//! A [`Link`] listens on a free port of this machine and forwards every connection to its target.
//! Its [`Conditions`] change while it carries; what is random is drawn per connection from the
//! link's seed, so connection 3 of seed 7 is cut after the same number of bytes every time.

#![expect(
    clippy::disallowed_methods,
    reason = "a link is made of time: this is the edge that reads the clock"
)]

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::program::PATIENCE;

/// The most bytes that are forwarded at once.
const PIECE_BYTES: usize = 4096;
/// How many pieces may be under way per direction; more wait at the sender, as on a real link.
const PIECES_UNDER_WAY: usize = 256;
/// How many connections may wait to be taken.
const BACKLOG: u32 = 1024;

/// How one direction of the link is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// How long a byte is under way.
    pub delay: Duration,
    /// How many bytes a second it carries; `None`: as fast as the machine.
    pub bytes_per_second: Option<u64>,
    /// Whether it carries nothing at all, without closing: a silent router.
    pub stalled: bool,
    /// Which byte of every connection is damaged, counted from 0.
    pub corrupt_at: Option<u64>,
}

/// How the link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditions {
    /// From who connects to the target.
    pub there: Way,
    /// From the target back.
    pub back: Way,
    /// Whether new connections are taken; going down cuts the present ones.
    pub up: bool,
    /// After how many milliseconds a connection is cut.
    pub cut_after_millis: Option<RangeInclusive<u64>>,
    /// After how many bytes, both ways together, a connection is cut, wherever that falls.
    pub cut_after_bytes: Option<RangeInclusive<u64>>,
}

impl Default for Conditions {
    /// A perfect link.
    fn default() -> Self {
        Self {
            there: Way::default(),
            back: Way::default(),
            up: true,
            cut_after_millis: None,
            cut_after_bytes: None,
        }
    }
}

impl Conditions {
    /// The same for both directions.
    pub fn both_ways(way: &Way) -> Self {
        Self {
            there: way.clone(),
            back: way.clone(),
            ..Self::default()
        }
    }
}

/// Bytes carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// To the target.
    pub there: u64,
    /// Back from it.
    pub back: u64,
}

impl Traffic {
    /// Both ways.
    pub fn total(self) -> u64 {
        self.there + self.back
    }

    /// What was carried since an earlier reading.
    pub fn since(self, earlier: Self) -> Self {
        Self {
            there: self.there - earlier.there,
            back: self.back - earlier.back,
        }
    }
}

/// What one connection carried; its own task counts, everybody reads.
#[derive(Default)]
struct Counter {
    there: AtomicU64,
    back: AtomicU64,
}

impl Counter {
    fn read(&self) -> Traffic {
        Traffic {
            there: self.there.load(Ordering::SeqCst),
            back: self.back.load(Ordering::SeqCst),
        }
    }
}

/// What the test sets and the link's tasks obey.
#[derive(Clone)]
struct Rule {
    conditions: Conditions,
    target: SocketAddr,
    /// Grows with every [`Link::cut`]; a connection made under a smaller number ends.
    cuts: u64,
}

/// A link to a target. Ends with everything it carries when dropped.
pub struct Link {
    address: SocketAddr,
    rule: watch::Sender<Rule>,
    connections: Arc<Mutex<Vec<Arc<Counter>>>>,
    listening: Arc<Listening>,
    /// Its worker ends the tasks when this is dropped.
    _runtime: tokio::runtime::Runtime,
}

impl Link {
    /// A perfect link to `target` on a port of its own. All that is random comes from `seed`.
    ///
    /// # Panics
    /// When this machine has no port or no thread to give.
    pub fn to(target: SocketAddr, seed: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("link")
            .enable_all()
            .build()
            .expect("a thread can be started");
        let (rule, obeyed) = watch::channel(Rule {
            conditions: Conditions::default(),
            target,
            cuts: 0,
        });
        let connections = Arc::new(Mutex::new(Vec::new()));
        let entered = runtime.enter();
        let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .and_then(|socket| socket.listen(BACKLOG))
            .expect("a port is free");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        drop(entered);
        let listening = Arc::new(Listening {
            now: Mutex::new(true),
            changed: Condvar::new(),
        });
        let door = Door {
            address,
            seed,
            connections: Arc::clone(&connections),
            listening: Arc::clone(&listening),
        };
        runtime.spawn(door.keep(listener, obeyed));
        Self {
            address,
            rule,
            connections,
            listening,
            _runtime: runtime,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What offices are told when a relay is the target.
    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// Changes the conditions, for connections that are up as well. When this returns, the link takes
    /// or refuses connections as asked.
    ///
    /// # Panics
    /// When another program took the link's port while it was down.
    pub fn set(&self, change: impl FnOnce(&mut Conditions)) {
        self.rule.send_modify(|rule| change(&mut rule.conditions));
        let up = self.rule.borrow().conditions.up;
        let (_listening, waited) = self
            .listening
            .changed
            .wait_timeout_while(lock(&self.listening.now), PATIENCE, |now| *now != up)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(
            !waited.timed_out(),
            "the link's port {} was taken while it was down",
            self.address
        );
    }

    /// Cuts every connection that is up now.
    pub fn cut(&self) {
        self.rule.send_modify(|rule| rule.cuts += 1);
    }

    /// Leads new connections to another target.
    pub fn aim(&self, target: SocketAddr) {
        self.rule.send_modify(|rule| rule.target = target);
    }

    /// What it has carried so far, all connections together.
    pub fn traffic(&self) -> Traffic {
        self.connections()
            .into_iter()
            .fold(Traffic::default(), |sum, one| Traffic {
                there: sum.there + one.there,
                back: sum.back + one.back,
            })
    }

    /// What every connection has carried so far, in the order they were made.
    pub fn connections(&self) -> Vec<Traffic> {
        lock(&self.connections)
            .iter()
            .map(|one| one.read())
            .collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A bound socket that does not listen yet: its port is ours and refuses connections.
fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Whether the link's port takes connections at this moment.
struct Listening {
    now: Mutex<bool>,
    changed: Condvar,
}

impl Listening {
    fn is(&self, now: bool) {
        *lock(&self.now) = now;
        self.changed.notify_all();
    }
}

/// The link's end where connections come in.
struct Door {
    address: SocketAddr,
    seed: u64,
    connections: Arc<Mutex<Vec<Arc<Counter>>>>,
    listening: Arc<Listening>,
}

impl Door {
    /// Takes connections while the link is up and keeps the port while it is down; ends with the link.
    async fn keep(self, first: TcpListener, mut rule: watch::Receiver<Rule>) {
        let mut listener = first;
        loop {
            if !self.accept(&listener, &mut rule).await {
                return;
            }
            drop(listener);
            let Some(socket) = self.taken_again().await else {
                return;
            };
            self.listening.is(false);
            if rule.wait_for(|rule| rule.conditions.up).await.is_err() {
                return;
            }
            let Ok(again) = socket.listen(BACKLOG) else {
                return;
            };
            listener = again;
            self.listening.is(true);
        }
    }

    /// The port again, after it was let go. A program that another test starts at that moment holds it until it
    /// runs.
    async fn taken_again(&self) -> Option<TcpSocket> {
        let began = tokio::time::Instant::now();
        loop {
            match bind(self.address) {
                Ok(socket) => return Some(socket),
                Err(_) if began.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                Err(_) => return None,
            }
        }
    }

    /// Takes connections until the link goes down (true) or is dropped (false).
    async fn accept(&self, listener: &TcpListener, rule: &mut watch::Receiver<Rule>) -> bool {
        let obeyed = rule.clone();
        loop {
            tokio::select! {
                down = rule.wait_for(|rule| !rule.conditions.up) => return down.is_ok(),
                accepted = listener.accept() => {
                    let Ok((client, _)) = accepted else { continue };
                    let counter = Arc::new(Counter::default());
                    let number = {
                        let mut connections = lock(&self.connections);
                        connections.push(Arc::clone(&counter));
                        connections.len() as u64
                    };
                    let seed = self.seed.wrapping_mul(0x9e37_79b9).wrapping_add(number);
                    let random = ChaCha8Rng::seed_from_u64(seed);
                    tokio::spawn(carry(client, obeyed.clone(), random, counter));
                }
            }
        }
    }
}

/// Carries one connection until both sides have finished or the link cuts it. A cut is abrupt: both
/// sides see a reset, and what was under way is lost.
async fn carry(
    client: TcpStream,
    rule: watch::Receiver<Rule>,
    mut random: ChaCha8Rng,
    counter: Arc<Counter>,
) {
    let target = rule.borrow().target;
    client.set_nodelay(true).ok();
    let Ok(server) = TcpStream::connect(target).await else {
        client.set_zero_linger().ok();
        return;
    };
    server.set_nodelay(true).ok();
    // Drawn whether used or not, so that changing conditions does not shift later draws.
    let draws = Draws {
        millis: random.random(),
        bytes: random.random(),
    };
    let cuts = rule.borrow().cuts;
    let life = Life {
        cuts,
        began: Instant::now(),
        rule,
        draws,
        counter,
    };
    let (mut client_reads, mut client_writes) = client.into_split();
    let (mut server_reads, mut server_writes) = server.into_split();
    let finished = {
        let there = life.pump(&mut client_reads, &mut server_writes, Direction::There);
        let back = life.pump(&mut server_reads, &mut client_writes, Direction::Back);
        tokio::select! {
            both = async { tokio::try_join!(there, back) } => both.is_ok(),
            () = life.clone().cut() => false,
        }
    };
    if !finished {
        client_reads.as_ref().set_zero_linger().ok();
        server_reads.as_ref().set_zero_linger().ok();
        client_writes.forget();
        server_writes.forget();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    There,
    Back,
}

/// One connection's share of chance, each from 0 up to 1.
#[derive(Clone, Copy)]
struct Draws {
    millis: f64,
    bytes: f64,
}

/// The value of `range` that a draw stands for.
fn pick(range: &RangeInclusive<u64>, draw: f64) -> u64 {
    let values = range.end().saturating_sub(*range.start()) as f64 + 1.0;
    range.start() + (draw * values) as u64
}

/// What all parts of one connection know.
#[derive(Clone)]
struct Life {
    rule: watch::Receiver<Rule>,
    cuts: u64,
    began: Instant,
    draws: Draws,
    counter: Arc<Counter>,
}

impl Life {
    /// Returns when the connection is to be cut for time's or the test's sake.
    async fn cut(mut self) {
        loop {
            let after = {
                let rule = self.rule.borrow_and_update();
                if rule.cuts != self.cuts || !rule.conditions.up {
                    return;
                }
                rule.conditions.cut_after_millis.clone()
            };
            let millis = after.map(|range| pick(&range, self.draws.millis));
            let changed = self.rule.changed();
            let changed = match millis {
                None => changed.await,
                Some(millis) => {
                    let end = self.began + Duration::from_millis(millis);
                    match tokio::time::timeout_at(end, changed).await {
                        Ok(changed) => changed,
                        Err(_) => return,
                    }
                }
            };
            if changed.is_err() {
                return;
            }
        }
    }

    /// Carries one direction to its end, then closes it at the other side.
    async fn pump(
        &self,
        from: &mut OwnedReadHalf,
        to: &mut OwnedWriteHalf,
        direction: Direction,
    ) -> io::Result<()> {
        let (under_way, arriving) = mpsc::channel(PIECES_UNDER_WAY);
        tokio::try_join!(
            read(from, under_way),
            self.clone().write(arriving, to, direction)
        )?;
        Ok(())
    }

    async fn write(
        mut self,
        mut arriving: mpsc::Receiver<(Instant, Vec<u8>)>,
        to: &mut OwnedWriteHalf,
        direction: Direction,
    ) -> io::Result<()> {
        let mut free = self.began;
        while let Some((sent, mut piece)) = arriving.recv().await {
            let bytes = piece.len() as u64;
            self.wait_until(direction, |way| {
                let takes = way.bytes_per_second.map_or(Duration::ZERO, |rate| {
                    Duration::from_secs_f64(bytes as f64 / rate.max(1) as f64)
                });
                // The wire is busy from when it was last free, or from when this piece came.
                Some((free.max(sent) + takes).max(sent + way.delay + takes))
            })
            .await?;
            free = Instant::now();
            let (mine, allowed, corrupt_at) = {
                let rule = self.rule.borrow();
                let carried = self.counter.read();
                let limit = rule.conditions.cut_after_bytes.as_ref();
                let (mine, way) = match direction {
                    Direction::There => (carried.there, &rule.conditions.there),
                    Direction::Back => (carried.back, &rule.conditions.back),
                };
                let allowed = limit.map_or(u64::MAX, |range| {
                    pick(range, self.draws.bytes).saturating_sub(carried.total())
                });
                (mine, allowed, way.corrupt_at)
            };
            piece.truncate(usize::try_from(allowed).unwrap_or(usize::MAX));
            let damaged = corrupt_at
                .and_then(|at| usize::try_from(at.checked_sub(mine)?).ok())
                .and_then(|at| piece.get_mut(at));
            if let Some(byte) = damaged {
                *byte ^= 0x55;
            }
            let carried = match direction {
                Direction::There => &self.counter.there,
                Direction::Back => &self.counter.back,
            };
            carried.fetch_add(piece.len() as u64, Ordering::SeqCst);
            to.write_all(&piece).await?;
            if allowed <= bytes {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        }
        to.shutdown().await
    }

    /// Waits until the moment that `when` names under the conditions of that moment; for as long as
    /// the direction is stalled besides.
    async fn wait_until(
        &mut self,
        direction: Direction,
        when: impl Fn(&Way) -> Option<Instant>,
    ) -> io::Result<()> {
        loop {
            let until = {
                let rule = self.rule.borrow_and_update();
                let way = match direction {
                    Direction::There => &rule.conditions.there,
                    Direction::Back => &rule.conditions.back,
                };
                if way.stalled { None } else { when(way) }
            };
            let changed = self.rule.changed();
            let changed = match until {
                None => changed.await,
                Some(until) => match tokio::time::timeout_at(until, changed).await {
                    Ok(changed) => changed,
                    Err(_) => return Ok(()),
                },
            };
            changed.map_err(|_| io::ErrorKind::ConnectionAborted)?;
        }
    }
}

/// Reads one side piece by piece and notes when each piece came.
async fn read(
    from: &mut OwnedReadHalf,
    under_way: mpsc::Sender<(Instant, Vec<u8>)>,
) -> io::Result<()> {
    loop {
        let mut piece = vec![0; PIECE_BYTES];
        let bytes = from.read(&mut piece).await?;
        piece.truncate(bytes);
        if bytes == 0 || under_way.send((Instant::now(), piece)).await.is_err() {
            return Ok(());
        }
    }
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;

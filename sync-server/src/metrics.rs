//! What is counted for monitoring, in the text form that Prometheus reads. Counts only: who and what stands
//! nowhere.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use sync::CloseReason;

/// The media type of the answer.
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The upper bounds, in seconds, by which commits are counted: from a fast disk's to a failing one's.
const COMMIT_SECONDS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];

/// One label with its value.
type Label = [(&'static str, String); 1];

type Whole = Gauge<i64>;

/// Everything that is counted. Shared by all connections.
pub(crate) struct Metrics {
    registry: Registry,
    connections: Whole,
    sessions: Whole,
    councils: Whole,
    store_bytes: Whole,
    disk_free: Whole,
    sessions_ended: Family<Label, Counter>,
    turned_away: Family<Label, Counter>,
    frames: Family<Label, Counter>,
    bytes: Family<Label, Counter>,
    items: Family<Label, Counter>,
    refused: Counter,
    over_quota: Counter,
    certificates: Family<Label, Counter>,
    commit_seconds: Histogram,
    writes_failed: Counter<u64, AtomicU64>,
    rests: Counter,
}

/// What is true at the moment somebody asks.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Now {
    pub(crate) connections: usize,
    pub(crate) sessions: usize,
    pub(crate) councils: usize,
    pub(crate) store_bytes: Option<u64>,
    pub(crate) disk_free_bytes: Option<u64>,
    pub(crate) writes_failed: u64,
}

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    In,
    Out,
}

impl Way {
    fn label(self) -> Label {
        let way = match self {
            Self::In => "in",
            Self::Out => "out",
        };
        [("direction", way.to_owned())]
    }
}

impl Metrics {
    pub(crate) fn new() -> Arc<Self> {
        let mut registry = Registry::with_prefix("dewan_relay");
        let build = prometheus_client::metrics::info::Info::new(vec![(
            "version",
            env!("CARGO_PKG_VERSION"),
        )]);
        registry.register("build", "The program", build);
        let mut metrics = Self {
            connections: Gauge::default(),
            sessions: Gauge::default(),
            councils: Gauge::default(),
            store_bytes: Gauge::default(),
            disk_free: Gauge::default(),
            sessions_ended: Family::default(),
            turned_away: Family::default(),
            frames: Family::default(),
            bytes: Family::default(),
            items: Family::default(),
            refused: Counter::default(),
            over_quota: Counter::default(),
            certificates: Family::default(),
            commit_seconds: Histogram::new(COMMIT_SECONDS),
            writes_failed: Counter::default(),
            rests: Counter::default(),
            registry: Registry::default(),
        };
        let m = &metrics;
        registry.register(
            "connections",
            "Connections that are up",
            m.connections.clone(),
        );
        registry.register(
            "sessions",
            "Sessions with peers that proved who they are, whoever began them",
            m.sessions.clone(),
        );
        registry.register("councils", "Councils that are hosted", m.councils.clone());
        registry.register(
            "store_bytes",
            "Bytes of the store and its log",
            m.store_bytes.clone(),
        );
        registry.register(
            "disk_free_bytes",
            "Bytes free on the disk of the store",
            m.disk_free.clone(),
        );
        registry.register(
            "sessions_ended",
            "Sessions that ended, by the reason that was said",
            m.sessions_ended.clone(),
        );
        registry.register(
            "connections_refused",
            "Connections that were not let in, by why",
            m.turned_away.clone(),
        );
        registry.register(
            "frames",
            "Frames of sessions, by direction",
            m.frames.clone(),
        );
        registry.register(
            "frame_bytes",
            "Bytes of frames of sessions, by direction",
            m.bytes.clone(),
        );
        registry.register(
            "items_taken",
            "New items that were taken in, by kind, counted when a session ends",
            m.items.clone(),
        );
        registry.register(
            "items_refused",
            "Items that were refused, counted when a session ends",
            m.refused.clone(),
        );
        registry.register(
            "quota_refusals",
            "Items that were refused for want of room in a quota",
            m.over_quota.clone(),
        );
        registry.register(
            "certificates_read",
            "Readings of the TLS certificate, by result",
            m.certificates.clone(),
        );
        registry.register(
            "commit_seconds",
            "How long commits take to reach the disk",
            m.commit_seconds.clone(),
        );
        registry.register(
            "writes_failed",
            "Transactions of the store that could not be written",
            m.writes_failed.clone(),
        );
        registry.register(
            "rests",
            "Times memory was given back because nobody was linked any more",
            m.rests.clone(),
        );
        metrics.registry = registry;
        Arc::new(metrics)
    }

    /// Everything as text.
    pub(crate) fn text(&self, now: Now) -> String {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.connections.set(whole(now.connections as u64));
        self.sessions.set(whole(now.sessions as u64));
        self.councils.set(whole(now.councils as u64));
        if let Some(bytes) = now.store_bytes {
            self.store_bytes.set(whole(bytes));
        }
        if let Some(bytes) = now.disk_free_bytes {
            self.disk_free.set(whole(bytes));
        }
        let told = self.writes_failed.get();
        self.writes_failed
            .inc_by(now.writes_failed.saturating_sub(told));
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            // Writing to a string does not fail.
            Err(_) => String::new(),
        }
    }

    pub(crate) fn committed(&self, took: Duration) {
        self.commit_seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn rested(&self) {
        self.rests.inc();
    }

    pub(crate) fn turned_away(&self, why: &'static str) {
        self.turned_away
            .get_or_create(&[("why", why.to_owned())])
            .inc();
    }

    pub(crate) fn frame(&self, way: Way, bytes: usize) {
        let label = way.label();
        self.frames.get_or_create(&label).inc();
        self.bytes.get_or_create(&label).inc_by(bytes as u64);
    }

    /// Frames went over a session that this relay began: so many, of so many bytes, since this was said last.
    pub(crate) fn moved(&self, way: Way, frames: u64, bytes: u64) {
        let label = way.label();
        self.frames.get_or_create(&label).inc_by(frames);
        self.bytes.get_or_create(&label).inc_by(bytes);
    }

    pub(crate) fn over_quota(&self, items: usize) {
        self.over_quota.inc_by(items as u64);
    }

    pub(crate) fn certificate(&self, result: &'static str) {
        self.certificates
            .get_or_create(&[("result", result.to_owned())])
            .inc();
    }

    /// A session ended; `None` if its connection broke.
    pub(crate) fn ended(&self, reason: Option<CloseReason>, statistics: &sync::Statistics) {
        let name = reason.map_or_else(|| "broke".to_owned(), name_of);
        self.sessions_ended.get_or_create(&[("result", name)]).inc();
        self.refused.inc_by(statistics.refused);
        let received = &statistics.received;
        for (kind, count) in [
            ("act", received.acts),
            ("change", received.changes),
            ("receipt", received.receipts),
            ("file", received.blobs),
        ] {
            self.items
                .get_or_create(&[("kind", kind.to_owned())])
                .inc_by(count);
        }
    }
}

/// `NotHosted` as `not_hosted`.
fn name_of(reason: CloseReason) -> String {
    let mut name = String::new();
    for letter in format!("{reason:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_stands_in_the_text() {
        let metrics = Metrics::new();
        metrics.committed(Duration::from_millis(3));
        metrics.turned_away("full");
        metrics.frame(Way::In, 100);
        metrics.frame(Way::In, 20);
        metrics.moved(Way::In, 4, 3);
        metrics.over_quota(2);
        metrics.ended(Some(CloseReason::NotHosted), &sync::Statistics::default());
        metrics.ended(None, &sync::Statistics::default());
        let now = Now {
            connections: 7,
            store_bytes: Some(4096),
            writes_failed: 1,
            ..Now::default()
        };
        metrics.text(now);
        let text = metrics.text(now);
        for line in [
            "dewan_relay_connections 7",
            "dewan_relay_store_bytes 4096",
            "dewan_relay_writes_failed_total 1",
            "dewan_relay_frames_total{direction=\"in\"} 6",
            "dewan_relay_frame_bytes_total{direction=\"in\"} 123",
            "dewan_relay_connections_refused_total{why=\"full\"} 1",
            "dewan_relay_quota_refusals_total 2",
            "dewan_relay_sessions_ended_total{result=\"not_hosted\"} 1",
            "dewan_relay_sessions_ended_total{result=\"broke\"} 1",
            "dewan_relay_commit_seconds_bucket{le=\"0.005\"} 1",
            "dewan_relay_commit_seconds_bucket{le=\"0.0025\"} 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}

//! What the serving relay writes down, for operators and their tools: in English, on standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// The layers below log what they carry when asked for everything; nobody's documents belong there.
const WITHOUT_CONTENT: [&str; 4] = [
    "tungstenite=info",
    "tokio_tungstenite=info",
    "hyper=info",
    "axum=info",
];

/// Starts the log. A filter that does not read is taken for `info`.
pub(crate) fn start(filter: &str, json: bool) {
    let mut filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    for directive in WITHOUT_CONTENT {
        filter = filter.add_directive(directive.parse().expect("BUG: these are directives"));
    }
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Colours are for people, not for files and journals.
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if json {
        log.json().init();
    } else {
        log.init();
    }
}

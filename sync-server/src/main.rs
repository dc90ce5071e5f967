//! `dewan-relay`: wiring only.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use sync_server::arguments::{Arguments, Command};
use sync_server::{Relay, RelayError, serve};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve {
            data,
            listen,
            open,
            log,
            log_json,
        } => {
            start_log(&log, log_json);
            run(|| async move {
                let relay = Relay::open(&data, open)?;
                let listener = TcpListener::bind(listen).await?;
                // Scripts read these two lines; everything else goes to the log on standard error.
                let mut out = std::io::stdout();
                writeln!(out, "listening on {}", listener.local_addr()?)?;
                writeln!(out, "relay key {}", relay.key())?;
                out.flush()?;
                serve(listener, relay, stop_signal()).await
            })
        }
        Command::Host { council, data } => store::host(&data, council)
            .map_err(RelayError::from)
            .map(|()| println!("hosting {council}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dewan-relay: {error}");
            ExitCode::from(1)
        }
    }
}

fn run<F: Future<Output = Result<(), RelayError>>>(
    task: impl FnOnce() -> F,
) -> Result<(), RelayError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(task())
}

/// The layers below log what they carry when asked for everything; nobody's documents belong there.
const WITHOUT_CONTENT: [&str; 4] = [
    "tungstenite=info",
    "tokio_tungstenite=info",
    "hyper=info",
    "axum=info",
];

fn start_log(filter: &str, json: bool) {
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

/// Completes when the administrator or the system asks the program to end.
async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    // Without a way to be told, only being killed ends the program; nothing acknowledged is lost then.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

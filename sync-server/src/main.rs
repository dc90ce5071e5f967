//! `dewan-relay`: wiring only.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use sync_server::arguments::{Arguments, Command, help};
use sync_server::words::{say, why_not};
use sync_server::{Relay, RelayError, host, serve};
use terminal::Language;
use terminal::language::{environment, system};
use terminal::usage::parse;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let asked = Language::of(&typed, environment);
    let arguments: Arguments = match parse(&typed, asked, &help()) {
        Ok(arguments) => arguments,
        Err(told) => return ExitCode::from(told.print()),
    };
    let language = Language::choose(arguments.language, system(environment).as_deref());
    let result = match arguments.command {
        Command::Serve {
            data,
            listen,
            open,
            log,
            log_json,
        } => {
            start_log(&log, log_json);
            run(|| async move {
                let begins = !data.exists();
                let relay = Relay::open(&data, open)?;
                if begins {
                    tell_that_it_begins(language, &data);
                }
                let listener = TcpListener::bind(listen)
                    .await
                    .map_err(|error| RelayError::Listen(listen, error))?;
                // Scripts read these two lines; everything else goes to the log on standard error.
                let mut out = std::io::stdout();
                writeln!(out, "listening on {}", listener.local_addr()?)?;
                writeln!(out, "relay key {}", relay.key())?;
                out.flush()?;
                serve(listener, relay, stop_signal()).await
            })
        }
        Command::Host { council, data } => host(&data, council).map(|()| {
            let council = council.to_string();
            println!("{}", say(language, "hosting", &[("council", &council)]));
        }),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let why = why_not(language, &error);
            match arguments.verbose {
                true => eprintln!("dewan-relay: {why} ({error})"),
                false => eprintln!("dewan-relay: {why}"),
            }
            ExitCode::from(1)
        }
    }
}

/// Whoever mistyped a path must see that another relay begins there.
fn tell_that_it_begins(language: Language, data: &Path) {
    let file = data.display().to_string();
    eprintln!(
        "dewan-relay: {}",
        say(language, "begins", &[("file", &file)])
    );
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

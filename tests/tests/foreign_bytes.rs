//! Bytes that no program of ours wrote, of every form: nothing panics, hangs or bloats.
//!
//! Each form is read in a process of its own, so that its greatest memory is its own. `DEWAN_MUTANTS` says
//! how many mutants of each form are read (400 unless told), `DEWAN_SEED` which. An input that broke us once
//! stands in `fuzz/corpus/` under its form and is read every time.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use dewan_tests::council::figure;
use dewan_tests::foreign::{Form, Scene};
use dewan_tests::program::Running;

/// Which form the child reads.
const FORM: &str = "DEWAN_FOREIGN_FORM";
/// Nothing may take longer.
const LONGEST: Duration = Duration::from_secs(5);
/// No form may need more memory than this, all told. A council of one document needs about 20 MiB.
const MOST_MIB: u64 = 320;

#[expect(clippy::disallowed_methods, reason = "this test measures")]
fn now() -> Instant {
    Instant::now()
}

fn corpus(form: Form) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    let entries = std::fs::read_dir(folder.join(form.name()))
        .into_iter()
        .flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort_unstable();
    files
}

/// The greatest memory this process had, in KiB, where the system tells.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Not a test of its own: the process that reads one form. Says what it found.
#[test]
fn child_that_reads_one_form() {
    let Ok(name) = std::env::var(FORM) else {
        return;
    };
    let form = Form::named(&name).unwrap();
    let (mutants, seed) = (figure("DEWAN_MUTANTS", 400), figure("DEWAN_SEED", 1));
    let scene = Scene::new();
    for sample in scene.samples(form) {
        assert!(scene.read(form, sample), "a genuine {name} is read");
    }
    // The other thread reads; this one notices what takes too long, and says what it was.
    let (ask, asked) = mpsc::sync_channel::<Vec<u8>>(0);
    let (tell, told) = mpsc::sync_channel(1);
    let reading = std::thread::spawn(move || {
        for bytes in asked {
            let begun = now();
            let is_read = scene.read(form, &bytes);
            tell.send((is_read, begun.elapsed())).unwrap();
        }
        scene
    });
    let (mut read, mut readable, mut longest) = (0_u64, 0_u64, Duration::ZERO);
    let mut give = |bytes: Vec<u8>| {
        let copy = bytes.clone();
        if ask.send(bytes).is_ok()
            && let Ok((is_read, took)) = told.recv_timeout(LONGEST)
        {
            read += 1;
            readable += u64::from(is_read);
            longest = longest.max(took);
            return;
        }
        println!("broke on {}", hex(&copy));
        std::process::exit(3);
    };
    for file in corpus(form) {
        give(std::fs::read(file).unwrap());
    }
    // Made in the other process's image as well, so that their own size counts little.
    let makes = Scene::new();
    let before = peak_kib();
    for number in 0..mutants {
        give(makes.mutant(form, seed, number));
    }
    let after_mutants = peak_kib();
    drop(ask);
    reading.join().unwrap();
    println!(
        "read {read} {readable} {} {} {}",
        longest.as_micros(),
        before.unwrap_or(0),
        after_mutants.unwrap_or(0)
    );
}

/// Not a test of its own: the process that reads the bombs of one form.
#[test]
fn child_that_reads_bombs() {
    let Ok(name) = std::env::var(format!("{FORM}_BOMBS")) else {
        return;
    };
    let form = Form::named(&name).unwrap();
    let scene = Scene::new();
    let bombs = scene.bombs(form);
    // Making them takes more memory than reading them may: what counts is what is added.
    let before = peak_kib();
    let mut longest = Duration::ZERO;
    for bomb in &bombs {
        let begun = now();
        scene.read(form, bomb);
        longest = longest.max(begun.elapsed());
        if begun.elapsed() > LONGEST {
            println!("broke on {}", hex(&bomb[..bomb.len().min(4096)]));
            std::process::exit(3);
        }
    }
    println!(
        "read {} 0 {} {} {}",
        bombs.len(),
        longest.as_micros(),
        before.unwrap_or(0),
        peak_kib().unwrap_or(0)
    );
}

/// Runs a child for a form and gives the numbers it says.
fn child(test: &str, variable: &str, form: Form) -> Vec<u64> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env(variable, form.name());
    let output = Running::start(command, "").finish();
    let numbers = output.stdout.lines().find_map(|line| {
        let line = line.split_once("read ")?.1;
        line.split(' ').map(|number| number.parse().ok()).collect()
    });
    match numbers {
        Some(numbers) if output.status.success() => numbers,
        _ => panic!(
            "{}: {}\n{}\n{}",
            form.name(),
            output.status,
            output.stdout,
            output.stderr
        ),
    }
}

#[test]
fn mutants_of_every_form_are_met_calmly() {
    let (mut all, mut slowest, mut largest) = (0, 0, 0);
    for form in Form::ALL {
        let numbers = child("foreign_bytes::child_that_reads_one_form", FORM, form);
        let [read, readable, longest, before, after] = numbers[..] else {
            panic!("{numbers:?}");
        };
        println!(
            "{}: {read} read, {readable} of them readable, longest {longest} us, peak memory {} MiB, of which \
             {} MiB came with the mutants",
            form.name(),
            after / 1024,
            (after - before) / 1024
        );
        (all, slowest, largest) = (all + read, slowest.max(longest), largest.max(after));
    }
    println!(
        "{all} read; 0 panics; longest {slowest} us; peak memory {} MiB",
        largest / 1024
    );
    assert!(largest / 1024 < MOST_MIB, "{largest} KiB");
}

#[test]
fn bombs_of_every_form_are_refused_at_once() {
    let (mut all, mut slowest, mut most) = (0, 0, 0);
    for form in Form::ALL {
        let variable = format!("{FORM}_BOMBS");
        let numbers = child("foreign_bytes::child_that_reads_bombs", &variable, form);
        let [read, _, longest, before, after] = numbers[..] else {
            panic!("{numbers:?}");
        };
        println!(
            "{}: {read} bombs, longest {longest} us, {} MiB more than making them took",
            form.name(),
            (after - before) / 1024
        );
        (all, slowest) = (all + read, slowest.max(longest));
        most = most.max(after - before);
    }
    println!(
        "{all} bombs; 0 panics; longest {slowest} us; at most {} MiB more",
        most / 1024
    );
    assert!(most / 1024 < 64, "{most} KiB");
}

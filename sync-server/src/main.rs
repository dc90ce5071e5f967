//! `dewan-relay`: wiring only.

use std::ffi::OsString;
use std::process::ExitCode;

use sync_server::arguments::{Arguments, help};
use sync_server::words::why_not;
use terminal::Language;
use terminal::language::{environment, system};
use terminal::usage::parse;

fn main() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let asked = Language::of(&typed, environment);
    let arguments: Arguments = match parse(&typed, asked, &help()) {
        Ok(arguments) => arguments,
        Err(told) => return ExitCode::from(told.print()),
    };
    let language = Language::choose(arguments.language, system(environment).as_deref());
    match arguments.command.perform(language) {
        Ok(code) => code,
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

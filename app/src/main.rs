//! `dewan`: wiring only.

fn main() -> std::process::ExitCode {
    dewan::command_line::main(std::env::args_os())
}

#![no_main]

dewan_fuzz::target!("carry-file");

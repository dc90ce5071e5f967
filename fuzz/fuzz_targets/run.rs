#![no_main]

dewan_fuzz::target!("run");

#![no_main]

dewan_fuzz::target!("package");

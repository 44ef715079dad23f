//! The command line of Công Vụ.

fn main() {}

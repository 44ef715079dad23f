//! The smallest child process for a PKCS#11 module; the tests use it in place of the product's own.

use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;

fn main() -> io::Result<()> {
    let channel = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    keys::pkcs11::run(&channel, &channel)
}

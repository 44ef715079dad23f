//! Where a token's PKCS#11 module runs, and the terminal on which its PIN is typed.
//!
//! Shared by every program that uses tokens: each is its own child process, under the command
//! `pkcs11-worker` ([`own_command`], [`serve`]). What parent and child say belongs to
//! [`keys::pkcs11`]; which PIN is asked for, and in which words, to the programs.

pub mod terminal;
mod worker;

pub use worker::{Deadlines, Worker, load, module_file, own_command, serve};

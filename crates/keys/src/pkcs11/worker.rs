//! The child's side: serves requests by calling the PKCS#11 module, until the parent goes away.
//!
//! Whatever the module does, it does to this process only. The child holds no PIN of its own: it
//! comes with the request that needs it and is wiped after the call.

use std::io::{self, Read, Write};

use super::module::Module;
use super::protocol::{self, Failure, Fault, Reply, Request};

/// Serves requests from `input` with replies on `output` until the input ends.
///
/// The two must be private to parent and child: modules print to standard output as they like.
///
/// # Errors
/// Those of the channel; after one the process should end.
pub fn run(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut worker = Worker::default();
    while let Some(frame) = protocol::read_frame(&mut input)? {
        let reply = match protocol::decode(&frame) {
            Ok(request) => worker.answer(request).unwrap_or_else(Reply::Failed),
            Err(error) => Reply::Failed(refusal(&error.to_string())),
        };
        protocol::write_frame(&mut output, &protocol::encode(&reply, 0)?)?;
    }
    worker.finish();
    Ok(())
}

#[derive(Default)]
struct Worker {
    module: Option<Module>,
}

impl Worker {
    fn answer(&mut self, request: Request) -> Result<Reply, Failure> {
        if let Request::Load { module } = request {
            if self.module.is_some() {
                return Err(refusal("a module is loaded already"));
            }
            let module = self.module.insert(Module::load(&module)?);
            return Ok(Reply::Loaded(module.library()?));
        }
        let module = self
            .module
            .as_mut()
            .ok_or_else(|| refusal("no module is loaded"))?;
        match request {
            Request::Load { .. } => Err(refusal("a module is loaded already")),
            Request::Tokens => module.tokens().map(Reply::Tokens),
            Request::Open { slot } => {
                let mechanisms = module.open(slot)?;
                Ok(Reply::Opened { mechanisms })
            }
            Request::Login { pin } => {
                module.login(pin.as_ref().map(|field| &field.0))?;
                Ok(Reply::LoggedIn)
            }
            Request::Objects => module.objects().map(Reply::Objects),
            Request::Sign(request) => module.sign(&request).map(Reply::Signature),
        }
    }

    fn finish(self) {
        if let Some(module) = self.module {
            module.finish();
        }
    }
}

pub(super) fn refusal(detail: &str) -> Failure {
    Failure {
        fault: Fault::Protocol,
        function: "worker".to_owned(),
        detail: detail.to_owned(),
    }
}

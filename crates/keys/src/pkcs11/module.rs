//! A loaded PKCS#11 module (PKCS #11 v2.40), inside the child.
//!
//! Invariant: nothing is ever written to a token. The only session is read-only
//! (no `CKF_RW_SESSION`), and no function that creates, changes or destroys objects is called.

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;

use super::mechanism;
use super::protocol::{
    Bytes, CertificateObject, Failure, Fault, Library, Mechanism, Objects, PrivateKeyObject,
    PublicHalf, PublicKeyObject, SignRequest, TokenInfo,
};
use super::worker::refusal;
use crate::Pin;

/// More objects of one class than this are not looked at.
const MAX_OBJECTS: usize = 1000;

pub(super) struct Module {
    // Dropped first: a session must be closed before its module is finalised.
    session: Option<Session>,
    keys: Vec<ObjectHandle>,
    context: Pkcs11,
}

impl Module {
    pub(super) fn load(path: &str) -> Result<Self, Failure> {
        let cannot_load = |error: Error| Failure {
            fault: Fault::Load,
            ..failure(error)
        };
        let context = Pkcs11::new(path).map_err(cannot_load)?;
        initialize(&context).map_err(cannot_load)?;
        Ok(Self {
            session: None,
            keys: Vec::new(),
            context,
        })
    }

    pub(super) fn library(&self) -> Result<Library, Failure> {
        let info = self.context.get_library_info().map_err(failure)?;
        Ok(Library {
            manufacturer: clean(info.manufacturer_id()),
            description: clean(info.library_description()),
            version: info.library_version().to_string(),
        })
    }

    /// All initialised tokens. A broken reader hides only itself, unless nothing else is there.
    pub(super) fn tokens(&self) -> Result<Vec<TokenInfo>, Failure> {
        let slots = self.context.get_slots_with_token().map_err(failure)?;
        let mut tokens = Vec::new();
        let mut trouble = None;
        for slot in slots {
            match self.token(slot) {
                Ok(token) => tokens.extend(token),
                Err(error) => trouble = Some(error),
            }
        }
        match trouble.map(failure) {
            Some(failure) if tokens.is_empty() && failure.fault != Fault::Removed => Err(failure),
            _ => Ok(tokens),
        }
    }

    fn token(&self, slot: Slot) -> Result<Option<TokenInfo>, Error> {
        let place = self.context.get_slot_info(slot)?;
        let token = self.context.get_token_info(slot)?;
        Ok(token.token_initialized().then(|| TokenInfo {
            slot_id: slot.id(),
            slot_description: clean(place.slot_description()),
            slot_manufacturer: clean(place.manufacturer_id()),
            label: clean(token.label()),
            manufacturer: clean(token.manufacturer_id()),
            model: clean(token.model()),
            serial: clean(token.serial_number()),
            login_required: token.login_required(),
            pin_pad: token.protected_authentication_path(),
            pin_initialized: token.user_pin_initialized(),
            pin_count_low: token.user_pin_count_low(),
            pin_final_try: token.user_pin_final_try(),
            pin_locked: token.user_pin_locked(),
            pin_to_be_changed: token.user_pin_to_be_changed(),
        }))
    }

    /// Opens the read-only session; gives back what the token can sign with.
    pub(super) fn open(&mut self, slot: u64) -> Result<Vec<Mechanism>, Failure> {
        self.keys.clear();
        self.session = None;
        let slot = Slot::try_from(slot).map_err(failure)?;
        let offered = self.context.get_mechanism_list(slot).map_err(failure)?;
        self.session = Some(self.context.open_ro_session(slot).map_err(failure)?);
        Ok(mechanism::all()
            .filter(|ours| {
                mechanism::kind(*ours).is_some_and(|theirs| {
                    let info = self.context.get_mechanism_info(slot, theirs);
                    offered.contains(&theirs) && info.is_ok_and(|info| info.sign())
                })
            })
            .collect())
    }

    pub(super) fn login(&self, pin: Option<&Pin>) -> Result<(), Failure> {
        let pin = pin.map(|pin| AuthPin::from(pin.expose()));
        match self.session()?.login(UserType::User, pin.as_ref()) {
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            result => result.map_err(failure),
        }
    }

    pub(super) fn objects(&mut self) -> Result<Objects, Failure> {
        let session = self.session()?;
        let private = find(session, ObjectClass::PRIVATE_KEY)?;
        let public = find(session, ObjectClass::PUBLIC_KEY)?;
        let certificates = find(session, ObjectClass::CERTIFICATE)?;
        let objects = Objects {
            private_keys: private
                .iter()
                .map(|key| private_key(session, *key))
                .collect(),
            public_keys: public.iter().map(|key| public_key(session, *key)).collect(),
            certificates: certificates
                .iter()
                .filter_map(|handle| certificate(session, *handle))
                .collect(),
        };
        self.keys = private;
        Ok(objects)
    }

    pub(super) fn sign(&self, request: &SignRequest) -> Result<Bytes, Failure> {
        let session = self.session()?;
        let key = *self
            .keys
            .get(request.key)
            .ok_or_else(|| refusal("no such key"))?;
        let mechanism =
            mechanism::parameters(request.mechanism).ok_or_else(|| refusal("no such mechanism"))?;
        let data = &request.data.0;
        let Some(login) = &request.login else {
            let value = session.sign(&mechanism, key, data).map_err(failure)?;
            return Ok(Bytes(value));
        };
        // PKCS #11 v2.40, 4.4: with CKA_ALWAYS_AUTHENTICATE the login belongs to the operation that
        // has been started, so it comes between C_SignInit and the data.
        let pin = login.pin.as_ref().map(|pin| AuthPin::from(pin.0.expose()));
        session.sign_init(&mechanism, key).map_err(failure)?;
        session
            .login(UserType::ContextSpecific, pin.as_ref())
            .map_err(failure)?;
        session.sign_update(data).map_err(failure)?;
        session.sign_final().map(Bytes).map_err(failure)
    }

    /// Closes the session, which logs out, and finalises the module.
    pub(super) fn finish(self) {
        drop(self.session);
        // The process ends next; nobody is left to hear of a failure.
        let _ = self.context.finalize();
    }

    fn session(&self) -> Result<&Session, Failure> {
        self.session
            .as_ref()
            .ok_or_else(|| refusal("no session is open"))
    }
}

/// Initialises with the system's locking, which threads inside modules need, or without where the
/// module cannot.
fn initialize(context: &Pkcs11) -> Result<(), Error> {
    let try_with = |flags| context.initialize(CInitializeArgs::new(flags));
    let result = match try_with(CInitializeFlags::OS_LOCKING_OK) {
        Err(Error::Pkcs11(RvError::CantLock | RvError::ArgumentsBad, _)) => {
            try_with(CInitializeFlags::empty())
        }
        result => result,
    };
    match result {
        Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
        result => result,
    }
}

fn find(session: &Session, class: ObjectClass) -> Result<Vec<ObjectHandle>, Failure> {
    session
        .iter_objects(&[Attribute::Class(class)])
        .and_then(|found| found.take(MAX_OBJECTS).collect())
        .map_err(failure)
}

fn private_key(session: &Session, key: ObjectHandle) -> PrivateKeyObject {
    let (label, id) = names(session, key);
    let flag = |kind: AttributeType| match read(session, key, kind) {
        Some(Attribute::Sign(value) | Attribute::AlwaysAuthenticate(value)) => Some(value),
        _ => None,
    };
    PrivateKeyObject {
        label,
        id,
        // Tokens that do not say are asked by trying.
        can_sign: flag(AttributeType::Sign).unwrap_or(true),
        always_authenticate: flag(AttributeType::AlwaysAuthenticate).unwrap_or(false),
        public: public_half(session, key),
    }
}

fn public_key(session: &Session, key: ObjectHandle) -> PublicKeyObject {
    let (label, id) = names(session, key);
    PublicKeyObject {
        label,
        id,
        public: public_half(session, key),
    }
}

fn certificate(session: &Session, handle: ObjectHandle) -> Option<CertificateObject> {
    let Some(Attribute::Value(der)) = read(session, handle, AttributeType::Value) else {
        return None;
    };
    let (label, id) = names(session, handle);
    Some(CertificateObject {
        label,
        id,
        der: Bytes(der),
    })
}

fn public_half(session: &Session, key: ObjectHandle) -> Option<PublicHalf> {
    match read(session, key, AttributeType::KeyType)? {
        Attribute::KeyType(KeyType::RSA) => match read(session, key, AttributeType::Modulus)? {
            Attribute::Modulus(modulus) if !modulus.is_empty() => Some(PublicHalf::Rsa {
                modulus: Bytes(modulus),
            }),
            _ => None,
        },
        Attribute::KeyType(KeyType::EC) => match read(session, key, AttributeType::EcPoint)? {
            Attribute::EcPoint(point) if !point.is_empty() => Some(PublicHalf::Ec {
                point: Bytes(point),
            }),
            _ => None,
        },
        _ => None,
    }
}

fn names(session: &Session, object: ObjectHandle) -> (String, Bytes) {
    let label = match read(session, object, AttributeType::Label) {
        Some(Attribute::Label(label)) => clean(&String::from_utf8_lossy(&label)),
        _ => String::new(),
    };
    let id = match read(session, object, AttributeType::Id) {
        Some(Attribute::Id(id)) => Bytes(id),
        _ => Bytes::default(),
    };
    (label, id)
}

/// One attribute; asked for alone, since a module may refuse a whole list for one unknown member.
fn read(session: &Session, object: ObjectHandle, kind: AttributeType) -> Option<Attribute> {
    session
        .get_attributes(object, &[kind])
        .ok()?
        .into_iter()
        .next()
}

/// Without the padding that modules leave: blanks by the standard, zero bytes by mistake.
fn clean(text: &str) -> String {
    text.trim_end_matches([' ', '\0']).to_owned()
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Pkcs11(code, function) => Failure {
            fault: fault(code, function),
            function: format!("C_{function:?}"),
            detail: format!("{code:?}"),
        },
        other => Failure {
            fault: Fault::Other,
            function: "module".to_owned(),
            detail: other.to_string(),
        },
    }
}

fn fault(code: RvError, function: Function) -> Fault {
    match code {
        RvError::PinIncorrect => Fault::PinIncorrect,
        RvError::PinLocked => Fault::PinLocked,
        RvError::PinLenRange | RvError::PinInvalid => Fault::PinFormat,
        RvError::ArgumentsBad if matches!(function, Function::Login) => Fault::PinFormat,
        RvError::PinExpired => Fault::PinExpired,
        RvError::UserPinNotInitialized => Fault::PinNotSet,
        RvError::FunctionCanceled => Fault::Cancelled,
        RvError::TokenNotPresent
        | RvError::TokenNotRecognized
        | RvError::DeviceRemoved
        | RvError::SessionHandleInvalid
        | RvError::SessionClosed => Fault::Removed,
        // A key that was listed and is not there any more went away with its token.
        RvError::KeyHandleInvalid | RvError::ObjectHandleInvalid
            if matches!(function, Function::SignInit) =>
        {
            Fault::Removed
        }
        _ => Fault::Other,
    }
}

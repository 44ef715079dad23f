//! Dictionaries as qpdf 11 writes them; whole encrypted files are read in `tests/`.

use super::*;
use crate::PdfString;

const FILE_ID: &str = "7db9a320c74026b800bf127af0d34298";
const USER: &str = "người";
const OWNER: &str = "chủ";
const ID: ObjectId = ObjectId {
    number: 12,
    generation: 0,
};

#[test]
fn both_passwords_open_every_kind() {
    for (name, encrypt) in kinds() {
        let user = open(&encrypt, Some(USER)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!user.permissions().opened_as_owner(), "{name}");
        assert!(user.permissions().may_create_fields(), "{name}");
        let owner = open(&encrypt, Some(OWNER)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(owner.permissions().opened_as_owner(), "{name}");
        assert_eq!(user.key, owner.key, "{name}");
    }
}

#[test]
fn a_wrong_password_is_told_from_none() {
    for (name, encrypt) in kinds() {
        let wrong = open(&encrypt, Some("nguoi"));
        assert!(matches!(wrong, Err(Error::PasswordWrong)), "{name}");
        let none = open(&encrypt, None);
        assert!(matches!(none, Err(Error::PasswordRequired)), "{name}");
    }
}

#[test]
fn every_kind_decrypts_what_it_encrypted() {
    for (name, encrypt) in kinds() {
        let handler = open(&encrypt, Some(USER)).unwrap();
        for length in [0, 1, 15, 16, 17, 1000] {
            let plain = vec![b'x'; length];
            let string = handler.encrypt_string(ID, &plain, [7; 16]).unwrap();
            assert_eq!(
                handler.decrypt_string(ID, &string).unwrap(),
                plain,
                "{name}"
            );
            let stream = handler
                .encrypt_stream(ID, &Dictionary::new(), plain.clone(), [8; 16])
                .unwrap();
            let other = ObjectId { number: 13, ..ID };
            let plain_again = handler
                .decrypt_stream(ID, &Dictionary::new(), stream.clone())
                .unwrap();
            assert_eq!(plain_again, plain, "{name}");
            if length > 16 && handler.filters.streams != Method::Aes256 {
                let foreign = handler.decrypt_stream(other, &Dictionary::new(), stream);
                assert_ne!(foreign.unwrap(), plain, "{name}");
            }
        }
    }
}

#[test]
fn clear_metadata_identity_filters_and_xref_streams_stay_as_they_are() {
    let encrypt = &kinds().remove(3).1;
    let handler = open(encrypt, Some(USER)).unwrap();
    let crypt = Dictionary::new().with("Filter", vec![Object::name("Crypt")]);
    let of_type = |name: &str| Dictionary::new().with("Type", Object::name(name));
    for dictionary in [of_type("Metadata"), of_type("XRef"), crypt] {
        let data = handler.decrypt_stream(ID, &dictionary, b"plain".to_vec());
        assert_eq!(data.unwrap(), b"plain");
    }
    let named = Dictionary::new()
        .with("Filter", Object::name("Crypt"))
        .with(
            "DecodeParms",
            Dictionary::new().with("Name", Object::name("StdCF")),
        );
    assert!(
        handler
            .decrypt_stream(ID, &named, b"short".to_vec())
            .is_err()
    );
}

#[test]
fn permissions_edited_in_revision_6_are_noticed() {
    let mut encrypt = kinds().pop().unwrap().1;
    let restricted = -4_i64 & !(1 << 5);
    encrypt.set("P", restricted);
    let handler = open(&encrypt, Some(USER)).unwrap();
    assert!(!handler.permissions().may_annotate());
    encrypt.set("P", -4_i64);
    encrypt.set("Perms", hex(&"00".repeat(16)));
    let handler = open(&encrypt, Some(USER)).unwrap();
    assert!(!handler.permissions().may_annotate());
}

#[test]
fn damaged_dictionaries_are_errors() {
    for (name, encrypt) in kinds() {
        for entry in ["O", "U", "P"] {
            let mut damaged = encrypt.clone();
            damaged.remove(entry);
            assert!(
                matches!(open(&damaged, Some(USER)), Err(Error::EncryptionDamaged { entry: found }) if found == entry),
                "{name} without {entry}"
            );
        }
        let foreign = encrypt.clone().with("Filter", Object::name("Adobe.PubSec"));
        let opened = open(&foreign, Some(USER));
        assert!(
            matches!(opened, Err(Error::EncryptionUnsupported { .. })),
            "{name}"
        );
    }
}

#[test]
fn the_key_stays_out_of_debug_output() {
    let handler = open(&kinds().remove(0).1, Some(USER)).unwrap();
    assert!(!format!("{handler:?}").contains("key"));
}

fn open(encrypt: &Dictionary, password: Option<&str>) -> Result<SecurityHandler, Error> {
    let id = hex(FILE_ID);
    SecurityHandler::open(encrypt, &id.bytes, password.map(str::as_bytes))
}

fn kinds() -> Vec<(&'static str, Dictionary)> {
    const O: &str = "d065e551b95824e0aa1079bc612751ee6c02ebe3405d04eb6188691ec1b91140";
    const U: &str = "e65eb0d3bcbc0f7755fb6ea45bc198170122456a91bae5134273a6db134c87c4";
    let rc4_40 = dictionary(
        (1, 2, 40),
        "91ec21de66725d03f41e49e06b8dcea75fdb47e1c9ca4d620e9b6c7f12562c6e",
        "0de14b8c531b600e6a40ad1e2a6fd97f40e87217e32d0c2e441a711458ec2329",
    );
    let clear_metadata = filtered(
        dictionary(
            (4, 4, 128),
            O,
            "3cd4aa9119a9d985cd011fd536b4ffb90122456a91bae5134273a6db134c87c4",
        ),
        "AESV2",
    )
    .with("EncryptMetadata", false);
    let revision_5 = dictionary(
        (5, 5, 256),
        "d961b41274e277f6cecf39050398b25bb6bbf993b47fcdfc1878439b4bd0dffa9aee6926120430ad79d32d4b8583d9a4",
        "1972bf7c5ba1e978dfd54491179d3df17a5622a2567d32d0f5ab27c8ae7b260dfc217e17323fed4500cb8a16c390571f",
    )
    .with("OE", hex("a61c163286cea01ee014f3fdf24439838dfbb0ff552478bad24fabb2bfb60642"))
    .with("UE", hex("d6eee1350b96407a716e820eabcec2b392c8f7151ff1dfa7d79a57781ceb2c17"));
    let revision_6 = dictionary(
        (5, 6, 256),
        "75e421dbb4bf04e9b5dcc04f56461e9840caf8880682bb1bc93d4fdad334a3161f1cc5da03c02a4f558314daed0b6edb",
        "a253adab15775d8101133eee386dba619c8b5c49780d56b6ad42125ed891f054f6d525d158d7926ab5a7b483b41ccd66",
    )
    .with("OE", hex("65c2d516187bcb8b387a21178740c653f9f40bd6998bcb0d98b6e23ea068eac8"))
    .with("UE", hex("9a0d5bddd560b3d46e3af0c82877d2860b0f34a813bd859bc0748d5630cada3a"))
    .with("Perms", hex("deb62e3adcd7df146200667fc85a15bd"));
    vec![
        ("RC4 40", rc4_40),
        ("RC4 128", dictionary((2, 3, 128), O, U)),
        ("AES 128", filtered(dictionary((4, 4, 128), O, U), "AESV2")),
        ("AES 128, clear metadata", clear_metadata),
        (
            "RC4 crypt filter",
            filtered(dictionary((4, 4, 128), O, U), "V2"),
        ),
        ("AES 256 R 5", filtered(revision_5, "AESV3")),
        ("AES 256 R 6", filtered(revision_6, "AESV3")),
    ]
}

fn dictionary((version, revision, length): (i64, i64, i64), owner: &str, user: &str) -> Dictionary {
    Dictionary::new()
        .with("Filter", Object::name("Standard"))
        .with("V", version)
        .with("R", revision)
        .with("Length", length)
        .with("P", -4_i64)
        .with("O", hex(owner))
        .with("U", hex(user))
}

fn filtered(dictionary: Dictionary, method: &str) -> Dictionary {
    let filter = Dictionary::new().with("CFM", Object::name(method));
    dictionary
        .with("CF", Dictionary::new().with("StdCF", filter))
        .with("StmF", Object::name("StdCF"))
        .with("StrF", Object::name("StdCF"))
}

fn hex(digits: &str) -> PdfString {
    let bytes = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect::<Vec<_>>();
    PdfString {
        bytes,
        hexadecimal: true,
    }
}

//! Whatever update is thrown at the comparison: if it is called harmless, then every page draws
//! from the same objects as before, found by a walk of its own and not by the rules.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use common::Builder;
use pdf::compare::{ChangeClass, compare};
use pdf::{Dictionary, Object, ObjectId, View};
use proptest::prelude::*;

/// What the objects of an update may be: plausible, odd and hostile ones.
const BODIES: &[&str] = &[
    "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>",
    "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 10 0 R>>",
    "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 11 0 R/Extensions 9 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources 9 0 R>>",
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 9 0 R/Annots[6 0 R 7 0 R]>>",
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 10 0 R/Annots[6 0 R 7 0 R]>>",
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 9 0 R/Annots 11 0 R>>",
    "<</Type/Page/Parent 2 0 R/Contents[4 0 R 8 0 R]/Resources 9 0 R/Annots[6 0 R 7 0 R 10 0 R]>>",
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 9 0 R/Annots[6 0 R 7 0 R 10 0 R]>>",
    "<</Length 4>>stream\n/X Do\nendstream",
    "<</Length 1>>stream\nq\nendstream",
    "<</Fields[6 0 R 7 0 R]/SigFlags 3>>",
    "<</Fields[6 0 R 7 0 R 10 0 R]/SigFlags 3/DR 9 0 R>>",
    "<</Fields[6 0 R 7 0 R 10 0 R]/SigFlags 3/DR 11 0 R/DA(x)>>",
    "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R/AP<</N 8 0 R>>>>",
    "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R/V(1)/AP<</N 11 0 R>>>>",
    "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R/V 12 0 R/AP 9 0 R>>",
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/Rect[100 10 160 30]/F 4/P 3 0 R/V 12 0 R>>",
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/Rect[100 10 160 30]/F 4/P 3 0 R>>",
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(office)/Rect[1 1 2 2]/F 4/P 3 0 R/V 12 0 R/AP<</N 8 0 R>>>>",
    "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>",
    "<</XObject<</X 8 0 R>>/Font<</F 11 0 R>>>>",
    "<</XObject 10 0 R/Font<<>>>>",
    "<</N 8 0 R/X 8 0 R>>",
    "<</N 11 0 R>>",
    "[6 0 R 7 0 R]",
    "[6 0 R 7 0 R 10 0 R]",
    "<</Certs[8 0 R]>>",
    "<</Certs 9 0 R/VRI<<>>>>",
    "<</Type/Annot/Subtype/Text/Rect[1 1 2 2]>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    "<</Type/Metadata/Length 23>>stream\n<x:xmpmeta></x:xmpmeta>\nendstream",
    "(text)",
    "null",
];

/// Everything that a page draws from: all its objects but the ones that are drawn over it.
fn drawn(view: View<'_>) -> BTreeMap<ObjectId, (Object, Vec<u8>)> {
    let mut met = BTreeMap::new();
    for page in view.pages().unwrap_or_default().iter() {
        let mut page_itself = page.dictionary.clone();
        for key in ["Annots", "Parent"] {
            page_itself.remove(key);
        }
        let boxes = format!("{:?} {:?} {}", page.media_box, page.crop_box, page.rotate);
        walk(view, &Object::Dictionary(page_itself.clone()), &mut met);
        // Resources are inherited.
        if let Ok(Object::Dictionary(parent)) = view.lookup(&page.dictionary, "Parent") {
            walk(
                view,
                parent.get("Resources").unwrap_or(&Object::Null),
                &mut met,
            );
        }
        met.insert(
            page.id,
            (Object::Dictionary(sorted(&page_itself)), boxes.into_bytes()),
        );
    }
    met
}

fn walk(view: View<'_>, object: &Object, met: &mut BTreeMap<ObjectId, (Object, Vec<u8>)>) {
    match object {
        Object::Reference(id) if !met.contains_key(id) => {
            let object = view.get(*id).unwrap_or_default();
            let (shown, data) = match &object {
                Object::Stream(stream) => (
                    Object::Dictionary(sorted(&stream.dictionary)),
                    view.raw_stream_data(stream).unwrap_or_default(),
                ),
                Object::Dictionary(dictionary) => {
                    (Object::Dictionary(sorted(dictionary)), Vec::new())
                }
                other => (other.clone(), Vec::new()),
            };
            met.insert(*id, (shown, data));
            walk(view, &object, met);
        }
        Object::Array(items) => items.iter().for_each(|item| walk(view, item, met)),
        // Nothing is drawn by way of a catalog or a field, even where one stands for contents.
        Object::Dictionary(dictionary)
            if ["Pages", "Fields", "FT", "Kids", "Annots"]
                .iter()
                .all(|key| dictionary.get(key).is_none()) =>
        {
            dictionary
                .iter()
                .for_each(|(_, value)| walk(view, value, met));
        }
        Object::Stream(stream) => {
            stream
                .dictionary
                .iter()
                .for_each(|(_, value)| walk(view, value, met));
        }
        _ => {}
    }
}

fn sorted(dictionary: &Dictionary) -> Dictionary {
    let entries: BTreeMap<_, _> = dictionary.iter().collect();
    entries
        .into_iter()
        .fold(Dictionary::new(), |dictionary, (key, value)| {
            dictionary.with(key.as_bytes(), value.clone())
        })
}

type Update = Vec<(u32, usize)>;

/// Objects of an update, most of them what an honest program would write at that number.
fn update() -> impl Strategy<Value = Update> {
    const HONEST: &[(u32, usize)] = &[
        (1, 0),
        (1, 1),
        (1, 2),
        (3, 9),
        (4, 10),
        (5, 12),
        (5, 13),
        (5, 14),
        (6, 15),
        (6, 16),
        (6, 17),
        (7, 18),
        (8, 11),
        (9, 22),
        (9, 24),
        (9, 28),
        (10, 20),
        (10, 23),
        (10, 30),
        (11, 11),
        (11, 26),
        (11, 31),
        (11, 32),
        (12, 21),
        (12, 33),
    ];
    let any = (1_u32..13, 0..BODIES.len());
    let object = prop_oneof![3 => prop::sample::select(HONEST), 1 => any];
    prop::collection::vec(object, 0..8)
}

fn append(file: &mut Builder, update: &Update) {
    let objects: BTreeMap<u32, &str> = update
        .iter()
        .map(|(number, body)| (*number, BODIES[*body]))
        .collect();
    file.revision(&objects.into_iter().collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn for_any_update_of_any_file(first in update(), second in update()) {
        let mut file = Builder::form();
        append(&mut file, &first);
        append(&mut file, &second);
        let Ok(document) = common::open(file.bytes) else {
            return Ok(());
        };
        if document.revisions().len() != 3 {
            return Ok(());
        }
        let found = compare(&document, 1, 2).unwrap();
        if found.class < ChangeClass::Annotations {
            let (before, after) = (drawn(document.at(1).unwrap()), drawn(document.at(2).unwrap()));
            prop_assert_eq!(before, after, "{:#?}", found);
        }
    }
}

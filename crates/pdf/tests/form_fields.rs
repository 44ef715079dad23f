//! Fields with their full names, inherited attributes and widgets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Builder, id};
use pdf::{Error, Object, form};

fn fields_of(objects: &[(u32, &str)]) -> Result<Vec<form::Field>, Error> {
    let mut file = Builder::form();
    file.revision(objects);
    form::fields(&file.open().latest())
}

#[test]
fn merged_fields_and_their_pages() {
    let fields = form::fields(&Builder::form().open().latest()).unwrap();
    let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["number", "chief"]);
    assert!(fields[1].is_signature() && !fields[0].is_signature());
    assert_eq!(fields[0].widgets.len(), 1);
    let widget = &fields[0].widgets[0];
    assert_eq!((widget.id, widget.page, widget.flags), (id(6), Some(0), 4));
    assert_eq!(widget.rect, pdf::Rect::between(10.0, 10.0, 60.0, 30.0));
    assert_eq!(fields[0].value, Object::Null);
}

#[test]
fn names_types_and_values_are_inherited() {
    let fields = fields_of(&[
        (5, "<</Fields[20 0 R]>>"),
        (20, "<</T(a)/FT/Tx/Ff 4/V 30 0 R/Kids[21 0 R 22 0 R]>>"),
        (21, "<</T(b)/Parent 20 0 R/Kids[23 0 R 24 0 R]>>"),
        (
            22,
            "<</T<FEFF0110>/FT/Sig/Ff 0/Lock<</Action/All>>/V(own)/Parent 20 0 R>>",
        ),
        (
            23,
            "<</Subtype/Widget/Parent 21 0 R/Rect[0 0 1 1]/P 3 0 R>>",
        ),
        (24, "<</Subtype/Widget/Parent 21 0 R/Rect[0 0 0 0]>>"),
        (30, "(text)"),
    ])
    .unwrap();
    let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["a.b", "a.Đ"]);
    assert_eq!(fields[0].kind.as_ref().unwrap(), &"Tx");
    assert_eq!((fields[0].flags, fields[1].flags), (4, 0));
    assert_eq!(fields[0].value_id, Some(id(30)));
    assert_eq!(fields[0].value.as_string().unwrap().bytes, b"text");
    let pages: Vec<_> = fields[0].widgets.iter().map(|widget| widget.page).collect();
    assert_eq!(pages, [Some(0), None]);
    assert!(fields[1].lock.is_some());
}

#[test]
fn impossible_trees_are_errors() {
    let code = |objects: &[(u32, &str)]| fields_of(objects).unwrap_err().code();
    assert_eq!(code(&[(5, "<</Fields[6 0 R 6 0 R]>>")]), "pdf-tree-loop");
    assert_eq!(
        code(&[(5, "<</Fields[20 0 R]>>"), (20, "<</T(a)/Kids[20 0 R]>>")]),
        "pdf-tree-loop"
    );
    assert_eq!(code(&[(5, "<</Fields[<</T(a)>>]>>")]), "pdf-not-indirect");
    let chain: Vec<(u32, String)> = (20..120)
        .map(|number| (number, format!("<</T(a)/Kids[{} 0 R]>>", number + 1)))
        .collect();
    let mut objects: Vec<_> = chain
        .iter()
        .map(|(number, text)| (*number, text.as_str()))
        .collect();
    objects.push((5, "<</Fields[20 0 R]>>"));
    assert_eq!(code(&objects), "pdf-tree-too-deep");
}

//! What a file may cost us before we stop reading it.
//!
//! Every limit has an error of its own, so that "too much" is never mistaken for "invalid".

/// Upper bounds on what a file makes the reader do.
///
/// The defaults pass every honest file we know of and keep a hostile one within a few hundred
/// megabytes and seconds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Arrays and dictionaries inside each other.
    pub nesting: usize,
    /// Values inside one indirect object, over all its arrays and dictionaries.
    pub items: usize,
    /// Bytes of one string.
    pub string: usize,
    /// Bytes of one name or keyword.
    pub name: usize,
    /// Cross-reference entries over all revisions.
    pub xref_entries: usize,
    /// Cross-reference sections, which bounds the revisions.
    pub xref_sections: usize,
    /// Bytes read over the life of a document, on top of 64 times the length of the file, the same
    /// bytes as often as they are read: bounds the work that a few of them can cause.
    pub reading: u64,
    /// Bytes of one object stream, decoded.
    pub object_stream: usize,
    /// Bytes of object streams decoded over the life of a document, the same stream as often as it
    /// is read: bounds the work that many large ones can cause.
    pub decoded_objects: u64,
    /// Bytes of one stream, encoded or decoded, and of all cross-reference streams together.
    pub decoded_stream: usize,
    /// Filters of one stream.
    pub filters: usize,
    /// Objects looked at while revisions are compared, over all steps together.
    pub compared: usize,
    /// Levels of the page tree, and of the field tree.
    pub tree_depth: usize,
    /// Pages.
    pub pages: usize,
    /// Fields and widgets of the interactive form.
    pub fields: usize,
    /// Bytes that the names and values of all form fields take, roughly.
    pub form: usize,
    /// References followed from one to the next until an object is met.
    pub reference_chain: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            nesting: 100,
            items: 1_000_000,
            string: 64 << 20,
            name: 64 << 10,
            xref_entries: 4_000_000,
            xref_sections: 10_000,
            reading: 1 << 30,
            object_stream: 16 << 20,
            decoded_objects: 16 << 30,
            decoded_stream: 256 << 20,
            filters: 16,
            compared: 20_000_000,
            tree_depth: 64,
            pages: 200_000,
            fields: 100_000,
            form: 64 << 20,
            reference_chain: 32,
        }
    }
}

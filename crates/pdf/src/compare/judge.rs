//! The judgement of one step from a revision to the next.

use std::collections::BTreeSet;

use crate::compare::approval::{Anchor, Approvals};
use crate::compare::same::{has_duplicates, same, same_object};
use crate::compare::state::State;
use crate::compare::walk::At;
use crate::compare::{Change, ChangeClass, Reason, rules, unlisted};
use crate::error::Error;
use crate::map::{Map, Set};
use crate::object::{Name, Object, ObjectId};
use crate::reach::Slot;
use crate::rect::Rect;
use crate::revision::Entry;
use crate::view::View;

/// What is known and decided about one step.
pub(super) struct Judge<'a> {
    pub(super) old: &'a State<'a>,
    pub(super) new: &'a State<'a>,
    /// Widgets of new signature fields, which pages may list.
    pub(super) new_widgets: Set<ObjectId>,
    /// Numbers whose content is another one than before, or that were nothing before.
    touched: BTreeSet<u32>,
    /// References that a rule followed, having approved of whatever became of the object there.
    followed: Set<(u32, Slot)>,
    /// Pages, fields and the like.
    anchors: Map<u32, Anchor>,
    /// Anchors that changed in a way that a rule approved.
    approved_anchors: Set<u32>,
    changes: Vec<Change>,
    refused: Set<ObjectId>,
    noted: Set<(Option<ObjectId>, Reason, String)>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(old: &'a State<'a>, new: &'a State<'a>) -> Self {
        Self {
            old,
            new,
            new_widgets: Set::default(),
            touched: BTreeSet::new(),
            followed: Set::default(),
            anchors: Map::default(),
            approved_anchors: Set::default(),
            changes: Vec::new(),
            refused: Set::default(),
            noted: Set::default(),
        }
    }

    /// All changes of the step.
    pub(super) fn judge(mut self) -> Result<Vec<Change>, Error> {
        self.check_file();
        self.check_appended()?;
        self.find_touched()?;
        if let Err(error) = rules::judge(&mut self) {
            self.unreadable(None, error)?;
        }
        self.check_approvals()?;
        self.find_unused()?;
        Ok(self.changes)
    }

    /// Notes a change.
    pub(super) fn note(
        &mut self,
        object: Option<ObjectId>,
        class: ChangeClass,
        reason: Reason,
        detail: impl Into<String>,
    ) {
        self.note_at(object, None, class, reason, detail);
    }

    /// Notes a change that is seen in an area of its page.
    pub(super) fn note_at(
        &mut self,
        object: Option<ObjectId>,
        area: Option<Rect>,
        class: ChangeClass,
        reason: Reason,
        detail: impl Into<String>,
    ) {
        let page = object.and_then(|id| self.new.page(id).or_else(|| self.old.page(id)));
        let revision = self.new.view.revision();
        let detail = detail.into();
        if class == ChangeClass::NotPermitted {
            self.refused.extend(object);
        }
        if self.noted.insert((object, reason, detail.clone())) {
            self.changes.push(Change {
                revision,
                object,
                page,
                area: area.filter(|area| !area.is_empty()),
                class,
                reason,
                detail,
            });
        }
    }

    /// Notes a change that is not permitted.
    pub(super) fn refuse(
        &mut self,
        object: Option<ObjectId>,
        reason: Reason,
        detail: impl Into<String>,
    ) {
        self.note(object, ChangeClass::NotPermitted, reason, detail);
    }

    /// Whether the object has other content than before, or had none before.
    pub(super) fn is_touched(&self, id: ObjectId) -> bool {
        self.touched.contains(&id.number)
    }

    /// Whether the object is new: nothing in the older revision could reach its number.
    pub(super) fn is_new(&self, id: ObjectId) -> bool {
        self.is_touched(id) && !self.old.graph.refers_to(id.number)
    }

    /// Whether a value is another one than before, not looking at what it refers to.
    pub(super) fn differs(&self, old: &At<'_>, new: &At<'_>) -> bool {
        match (old.id, new.id) {
            (Some(a), Some(b)) => a != b || self.is_touched(b),
            (None, None) => !same(&old.object, &new.object),
            _ => !(old.is_null() && new.is_null()),
        }
    }

    /// Approves whatever became of an object, as far as the reference to it goes that was followed.
    pub(super) fn approve(&mut self, old: &At<'_>) {
        if let (Some(id), Some(slot)) = (old.id, &old.via) {
            self.followed.insert((id.number, slot.clone()));
        }
    }

    /// Says what an object is.
    pub(super) fn anchor(&mut self, id: ObjectId, anchor: Anchor) {
        self.anchors.insert(id.number, anchor);
    }

    /// Approves the change of an anchor.
    pub(super) fn approve_anchor(&mut self, id: ObjectId) {
        self.approved_anchors.insert(id.number);
    }

    /// What can be said without looking at objects.
    fn check_file(&mut self) {
        let document = self.new.view.document();
        let facts = document.facts();
        if let Some(repair) = &facts.repaired {
            self.refuse(None, Reason::FileDamaged, repair.code);
        }
        if facts.disordered {
            self.refuse(None, Reason::FileDamaged, "disordered");
        }
        let revision = document.revisions().get(self.new.view.revision());
        if let Some(revision) = revision {
            // A reader that knows only tables still sees what was there before.
            let known = |number: &&u32| {
                let before = self.old.view.entry(**number);
                before.is_some_and(|entry| !matches!(entry, Entry::Free { .. }))
            };
            let hidden = revision.hidden.iter().filter(known);
            for number in revision
                .conflicts()
                .iter()
                .chain(hidden)
                .copied()
                .collect::<Vec<_>>()
            {
                let id = ObjectId {
                    number,
                    generation: 0,
                };
                self.refuse(Some(id), Reason::AmbiguousObject, "");
            }
        }
        let (old, new) = (self.old, self.new);
        // 12.8.2.2.1: only the first signature of a document certifies it.
        if old.restrictions.signatures > 0
            && new.restrictions.certifications > old.restrictions.certifications
        {
            self.refuse(None, Reason::CertificationAdded, "");
        }
        for error in old.errors.iter().chain(&new.errors) {
            self.refuse(None, Reason::Unreadable, error.code());
        }
        for (id, error) in old.graph.unreadable().iter().chain(new.graph.unreadable()) {
            self.refuse(Some(*id), Reason::Unreadable, error.code());
        }
    }

    /// What stands in the bytes of the newer revision without being listed.
    fn check_appended(&mut self) -> Result<(), Error> {
        match unlisted::find(self.new.view) {
            Ok(found) => {
                for (id, reason) in found {
                    self.refuse(id, reason, "");
                }
                Ok(())
            }
            Err(error) => self.unreadable(None, error),
        }
    }

    /// Compares every object that the newer revision lists with what it was before.
    fn find_touched(&mut self) -> Result<(), Error> {
        let document = self.new.view.document();
        let Some(revision) = document.revisions().get(self.new.view.revision()) else {
            return Ok(());
        };
        for (number, entry) in revision.changed() {
            let before = self.old.view.entry(number);
            if number == 0 || before == Some(entry) && !matches!(entry, Entry::InStream { .. }) {
                continue;
            }
            if let Err(error) = self.compare_object(number, before, entry) {
                let id = ObjectId {
                    number,
                    generation: 0,
                };
                self.touched.insert(number);
                self.unreadable(Some(id), error)?;
            }
        }
        Ok(())
    }

    fn compare_object(
        &mut self,
        number: u32,
        before: Option<Entry>,
        after: Entry,
    ) -> Result<(), Error> {
        let (old_id, old) = object(self.old.view, number, before)?;
        let (new_id, new) = object(self.new.view, number, Some(after))?;
        if old == Object::Null && new == Object::Null {
            return Ok(());
        }
        let equal = same_object(self.old.view, &old, self.new.view, &new)?;
        if equal && old_id == new_id {
            return Ok(());
        }
        self.touched.insert(number);
        if matches!(after, Entry::Free { .. }) {
            self.refuse(Some(old_id), Reason::ObjectDeleted, "");
        } else if has_type(&old, b"ObjStm") {
            self.refuse(Some(old_id), Reason::ObjectStreamReplaced, "");
        }
        Ok(())
    }

    /// Refuses every change in place that the rules did not approve.
    fn check_approvals(&mut self) -> Result<(), Error> {
        let (old, touched) = (self.old, self.touched.clone());
        let changed = touched
            .into_iter()
            .filter(|number| old.graph.refers_to(*number));
        let changed: BTreeSet<u32> = changed.collect();
        let approvals = Approvals {
            followed: &self.followed,
            anchors: &self.anchors,
            approved_anchors: &self.approved_anchors,
        };
        let flaws = match approvals.check(&old.graph, &changed) {
            Ok(flaws) => flaws,
            Err(error) => return self.unreadable(None, error),
        };
        for (number, path) in flaws {
            let id = object(self.new.view, number, self.new.view.entry(number)).map_or(
                ObjectId {
                    number,
                    generation: 0,
                },
                |(id, _)| id,
            );
            // A rule that refused the object said better why.
            if !self.refused.contains(&id) {
                self.refuse(Some(id), Reason::ObjectReplaced, path);
            }
        }
        Ok(())
    }

    /// Lists new objects that nothing refers to, and refuses ambiguous ones that something does.
    fn find_unused(&mut self) -> Result<(), Error> {
        for number in self.touched.clone() {
            let entry = self.new.view.entry(number);
            // What cannot be read was refused before.
            let Ok((id, object)) = object(self.new.view, number, entry) else {
                continue;
            };
            let reached = self.new.graph.reaches(id);
            if reached {
                self.check_form(id, &object)?;
            }
            let of_the_file = has_type(&object, b"XRef") || has_type(&object, b"ObjStm");
            if !reached && !of_the_file && object != Object::Null {
                self.note(Some(id), ChangeClass::LtvData, Reason::UnusedObject, "");
            }
        }
        Ok(())
    }

    /// Refuses a changed object that readers may take differently.
    fn check_form(&mut self, id: ObjectId, object: &Object) -> Result<(), Error> {
        if has_duplicates(object) {
            self.refuse(Some(id), Reason::DuplicateKey, "");
        }
        // 7.5.4: a number that is not below /Size stands for a missing object.
        let size = self.new.view.trailer().get("Size");
        let size = size.and_then(Object::as_integer);
        if size.is_some_and(|size| i64::from(id.number) >= size) && *object != Object::Null {
            self.refuse(Some(id), Reason::AboveSize, "");
        }
        match self.new.view.frame(id) {
            Ok(frame) if !frame.is_right() => {
                self.refuse(Some(id), Reason::MalformedObject, "");
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(error) => self.unreadable(Some(id), error),
        }
    }

    fn unreadable(&mut self, id: Option<ObjectId>, error: Error) -> Result<(), Error> {
        if matches!(error, Error::Read { .. }) {
            return Err(error);
        }
        self.refuse(id, Reason::Unreadable, error.code());
        Ok(())
    }
}

/// The object that an entry of a revision leads to.
fn object(view: View<'_>, number: u32, entry: Option<Entry>) -> Result<(ObjectId, Object), Error> {
    let generation = match entry {
        Some(Entry::InFile { generation, .. }) => generation,
        _ => 0,
    };
    let id = ObjectId { number, generation };
    Ok((id, view.get(id)?))
}

fn has_type(object: &Object, kind: &[u8]) -> bool {
    let Object::Stream(stream) = object else {
        return false;
    };
    stream
        .dictionary
        .get("Type")
        .and_then(Object::as_name)
        .map(Name::as_bytes)
        == Some(kind)
}

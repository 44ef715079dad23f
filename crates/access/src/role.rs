//! What somebody is in an agency, by appointment.

use crate::code::coded_enum;

coded_enum! {
    /// The role of an appointment; a person with two of them acts in one at a time.
    Role {
        /// Người soạn thảo: drafts documents.
        Drafter = "drafter",
        /// Trưởng đơn vị: answers for the content of the unit's documents (Nghị định 30/2020, Đ12).
        UnitHead = "unit-head",
        /// Văn thư: form, number, seal, issue, register, incoming documents (Đ6.4).
        Clerk = "clerk",
        /// Phó thủ trưởng: signs KT. (Đ13.1).
        Deputy = "deputy",
        /// Thủ trưởng: signs and approves everything, answers for the agency (Đ13).
        Head = "head",
        /// Quản trị: accounts, units, configuration; no content of documents.
        Administrator = "administrator",
        /// Lưu trữ: what has been issued.
        Archivist = "archivist",
        /// Reads and comments what was put to them.
        Member = "member",
    }
}

//! The public states of documents, as people say them.
//!
//! A route's own steps may be called otherwise; each maps to one of these, and rules speak of these.

use crate::code::coded_enum;

coded_enum! {
    /// Where a document stands, for everybody who may see it.
    Status {
        /// Dự thảo.
        Draft = "draft",
        /// Chờ ký nháy.
        Initials = "initials",
        /// Chờ kiểm tra thể thức.
        Format = "format",
        /// Chờ ký ban hành.
        Sign = "sign",
        /// Chờ phê duyệt.
        Approve = "approve",
        /// Chờ cấp số.
        Number = "number",
        /// Chờ đóng dấu.
        Seal = "seal",
        /// Chờ phát hành.
        Issue = "issue",
        /// Đã phát hành.
        Issued = "issued",
        /// Bị trả lại.
        Returned = "returned",
        /// Đã thu hồi.
        Withdrawn = "withdrawn",
        /// Incoming: chờ tiếp nhận.
        Arrived = "arrived",
        /// Incoming: đã đăng ký.
        Registered = "registered",
        /// Incoming: đã có ý kiến chỉ đạo.
        Directed = "directed",
        /// Incoming: đã giải quyết.
        Done = "done",
        /// Incoming: từ chối tiếp nhận.
        Refused = "refused",
    }
}

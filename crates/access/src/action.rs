//! Everything one may do in the office, one name each.

use crate::code::coded_enum;

coded_enum! {
    /// An act. What it needs stands in [`crate::rules`].
    Action {
        /// See a document: its page, facts, opinions, files and story.
        ReadDocument = "read-document",
        /// Begin a document.
        CreateDraft = "create-draft",
        /// Change the text, fields, recipients or attachments of a draft.
        EditDraft = "edit-draft",
        /// Send a draft on its way.
        SubmitDraft = "submit-draft",
        /// Throw a draft away.
        DiscardDraft = "discard-draft",
        /// Take back what nobody has acted on yet (lấy lại).
        TakeBack = "take-back",
        /// Ask units and persons for their opinion (D17).
        AskOpinions = "ask-opinions",
        /// Answer such a question.
        GiveOpinion = "give-opinion",
        /// Give somebody a right on one document.
        GrantAccess = "grant-access",
        /// Initial the content (ký nháy).
        Initial = "initial",
        /// Approve the form (kiểm tra thể thức).
        CheckFormat = "check-format",
        /// Fill in what the clerk owes (Phụ lục VI fields).
        CompleteFields = "complete-fields",
        /// Sign (ký ban hành).
        Sign = "sign",
        /// Approve what a deputy signed (S8).
        Approve = "approve",
        /// Send back with an opinion (S7).
        Return = "return",
        /// Give the document its number and date.
        AllocateNumber = "allocate-number",
        /// Keep a number of a book free for later, with a reason.
        ReserveNumber = "reserve-number",
        /// Void a number, with a reason.
        VoidNumber = "void-number",
        /// Sign for the organisation with its token (S14).
        Seal = "seal",
        /// Issue.
        Issue = "issue",
        /// Send to recipients, again or by another way.
        Send = "send",
        /// Keep the list of printed copies and of paper to follow (D12, D15).
        TrackPaper = "track-paper",
        /// Withdraw what was issued (thu hồi): freezes it.
        Withdraw = "withdraw",
        /// See to it that recipients outside learn that a document is withdrawn (E3).
        TellRecall = "tell-recall",
        /// See and print a register.
        SeeRegister = "see-register",
        /// Take a register out as a file.
        ExportRegister = "export-register",
        /// Bring an old register in.
        ImportRegister = "import-register",
        /// Open books, set opening numbers.
        ManageBooks = "manage-books",
        /// See an incoming document.
        SeeIncoming = "see-incoming",
        /// Accept and register an incoming document.
        AcceptIncoming = "accept-incoming",
        /// Refuse it with a reason that reaches the sender.
        RefuseIncoming = "refuse-incoming",
        /// Correct what was entered of an incoming document by hand, until it is registered.
        CorrectIncoming = "correct-incoming",
        /// Correct what the register says of an incoming document, once it is registered.
        CorrectRegistered = "correct-registered",
        /// Confirm that a document withdrawn by its issuer is out of use here (E3).
        ConfirmRecall = "confirm-recall",
        /// Look at a document that its sender withdrew, until the copy is out of use.
        ReadRecalled = "read-recalled",
        /// Note that the sender of an incoming document withdrew it by letter (E3).
        NoteRecall = "note-recall",
        /// Enter an incoming document by hand (paper, mail, file).
        EnterIncoming = "enter-incoming",
        /// Say who handles an incoming document, and until when (D4).
        Direct = "direct",
        /// Say that the work on it is done.
        FinishIncoming = "finish-incoming",
        /// See one's notices.
        SeeNotice = "see-notice",
        /// Search the agency's documents; each hit is a document one may see.
        Search = "search",
        /// See who works where (danh bạ).
        SeeDirectory = "see-directory",
        /// See an account with its state, appointments and sessions.
        SeeAccount = "see-account",
        /// Ask for a new, reset, changed or removed account (C9).
        RequestAccount = "request-account",
        /// Approve such a request.
        ApproveAccountRequest = "approve-account-request",
        /// Carry out what was approved: make, lock, reset, remove an account.
        ManageAccounts = "manage-accounts",
        /// Found, move, end units.
        ManageUnits = "manage-units",
        /// Appoint and end appointments.
        ManageAppointments = "manage-appointments",
        /// Record and end delegations.
        ManageDelegations = "manage-delegations",
        /// See the changes of rights that wait to be confirmed.
        SeeRightsAlert = "see-rights-alert",
        /// Confirm that a change of rights was meant (Phụ lục VI, security).
        ConfirmRightsAlert = "confirm-rights-alert",
        /// See and end one's own sessions, set one's second factor.
        ManageOwnSessions = "manage-own-sessions",
        /// End another's sessions.
        EndSessions = "end-sessions",
        /// Tie one's own certificate to one's account.
        EnrolOwnCertificate = "enrol-own-certificate",
        /// Tie the organisation's certificate to the agency.
        EnrolOrganisationCertificate = "enrol-organisation-certificate",
        /// Permit that the organisation's token passes to another keeper.
        PermitTokenHandOver = "permit-token-hand-over",
        /// Hand the organisation's token over, with minutes (C3).
        HandOverToken = "hand-over-token",
        /// Keep the picture of one's own signature.
        ManageSignatureImage = "manage-signature-image",
        /// Keep the picture of the seal.
        ManageSealImage = "manage-seal-image",
        /// Keep document templates, types and the places remembered on them.
        ManageTemplates = "manage-templates",
        /// Keep the working calendar.
        ManageCalendar = "manage-calendar",
        /// Keep the agency's data, trust anchors and mail settings.
        ManageAgency = "manage-agency",
        /// Make and end keys of the programming interface.
        ManageApiTokens = "manage-api-tokens",
        /// See records of what was done.
        SeeAudit = "see-audit",
        /// Back the agency up.
        BackUp = "back-up",
    }
}

impl Action {
    /// Acts that may be delegated. Never the seal (its keeper signs in person, Nghị định 30/2020,
    /// Đ32–33), never what makes or watches rights, never what is somebody's own.
    pub const DELEGABLE: &'static [Self] = &[
        Self::ReadDocument,
        Self::AskOpinions,
        Self::Initial,
        Self::CheckFormat,
        Self::CompleteFields,
        Self::Sign,
        Self::Approve,
        Self::Return,
        Self::AllocateNumber,
        Self::Issue,
        Self::Send,
        Self::TellRecall,
        Self::TrackPaper,
        Self::SeeRegister,
        Self::SeeIncoming,
        Self::AcceptIncoming,
        Self::RefuseIncoming,
        Self::CorrectIncoming,
        Self::CorrectRegistered,
        Self::EnterIncoming,
        Self::Direct,
        Self::ApproveAccountRequest,
    ];

    /// Whether it may be delegated at all.
    #[must_use]
    pub fn delegable(self) -> bool {
        Self::DELEGABLE.contains(&self)
    }
}

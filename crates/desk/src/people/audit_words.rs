//! The audit trail in people's words: what was done, and who did it.

use cunbang_language::say;

/// Who did something: an operator or a device; or where the trail names nobody, what it was done by.
pub fn by_whom(event: &str, operator: &str) -> String {
    match event {
        _ if !operator.is_empty() => operator.to_owned(),
        "log_in_failed" => say!("audit-nobody"),
        "refuse_altered" | "seal_account" => say!("audit-by-node"),
        // Earlier programs did not say which.
        "enrol" | "renew" => say!("audit-by-device"),
        _ => say!("audit-by-command"),
    }
}

/// What was done, as people say it; the trail's own word where a later program wrote it.
pub fn event_name(word: &str) -> String {
    match word {
        "publish" => say!("audit-publish"),
        "run_not_whole" => say!("audit-run-not-whole"),
        "publish_not_whole" => say!("audit-publish-not-whole"),
        "withdraw_publication" => say!("audit-withdraw-publication"),
        "choose_objection_days" => say!("audit-choose-objection-days"),
        "register_notice" => say!("audit-register-notice"),
        "withdraw" => say!("audit-withdraw"),
        "reinstate" => say!("audit-reinstate"),
        "decide" => say!("audit-decide"),
        "withdraw_decision" => say!("audit-withdraw-decision"),
        "decide_consequence" => say!("audit-decide-consequence"),
        "make_code" => say!("audit-make-code"),
        "cancel_code" => say!("audit-cancel-code"),
        "enrol" => say!("audit-enrol"),
        "renew" => say!("audit-renew"),
        "revoke" => say!("audit-revoke"),
        "review_seal" => say!("audit-review-seal"),
        "answer" => say!("audit-answer"),
        "put_scheme" => say!("audit-put-scheme"),
        "change_units" => say!("audit-change-units"),
        "give_up" => say!("audit-give-up"),
        "record_again" => say!("audit-record-again"),
        "acknowledge" => say!("audit-acknowledge"),
        "replace_authority" => say!("audit-replace-authority"),
        "add_operator" => say!("audit-add-operator"),
        "change_password" => say!("audit-change-password"),
        "change_role" => say!("audit-change-role"),
        "disable_operator" => say!("audit-disable-operator"),
        "log_in" => say!("audit-log-in"),
        "log_in_failed" => say!("audit-log-in-failed"),
        "refuse" => say!("audit-refuse"),
        "refuse_form" => say!("audit-refuse-form"),
        "seal_account" => say!("audit-seal-account"),
        "refuse_altered" => say!("audit-refuse-altered"),
        "read_persons" => say!("audit-read-persons"),
        other => other.to_owned(),
    }
}
